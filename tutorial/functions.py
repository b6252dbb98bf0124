"""What each function of lesson.md puts into the page: citations, terms, excerpts, the quiz, stages, demos and figures."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from realtime.conditions import script_of
from realtime.errors import Refused
from tutorial import excerpts
from tutorial.catalogue import Lesson, Source, Transport
from tutorial.demos import Scripts
from tutorial.markdown import TextError, slug
from tutorial.quiz import Quiz, shuffled
from tutorial.recovery import RecoveryError, read_recovery
from tutorial.settings import ROOT
from tutorial.writing import Writing, attributes

# What lesson.md may call; lessons/README.md tells how.
OFFERED = (
    *("cite", "measured", "note", "term", "source", "figure", "stage", "demo", "recovery"),
    *("predict", "against", "modify", "check", "checks", "cards"),
)
STAGE = ("lanes", "interval", "rate", "pattern", "hold", "window", "controls", "run", "conditions", "gate")
WIDTHS = ("prose", "wide", "full")
_GATE = re.compile(r"""\bgate\s*=\s*["']([a-z0-9,-]+)["']""")
_FILLED = {"you": "your answer", "measured": "what this page measures", "n": "the number of"}


@dataclass(slots=True)
class Surroundings:
    """What a lesson's functions may speak of beyond its folder."""

    transports: dict[str, Transport]
    terms: frozenset[str]
    """Anchors of the glossary."""
    templates: Environment


@dataclass(slots=True)
class Functions:
    """The functions of one lesson's text, and what they have used so far."""

    writing: Writing
    lesson: Lesson
    quiz: Quiz
    around: Surroundings
    scripts: Scripts
    gates: frozenset[str] = frozenset()
    cited: list[Source] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    """What can be answered on the page; a prediction that is only shown again is not there."""
    stages: int = 0
    anchors: dict[str, str] = field(default_factory=dict)
    """Where changes can be made, "stage" or a demo's element, and the id it has on the page."""

    def offer(self, text: str) -> None:
        """Hand all of them to the writing; `text` is looked through for what runs wait for."""
        self.gates = frozenset(name for gate in _GATE.findall(text) for name in gate.split(","))
        self.writing.functions = {name: getattr(self, name) for name in OFFERED}

    # -- within a sentence ------------------------------------------------------------------------

    def cite(self, name: str) -> str:
        """The number of a source, linked to the list at the end. It stays with the word before it."""
        source = _find(self.lesson.about.sources if self.lesson.about else (), name, "source", "lesson.toml")
        if source not in self.cited:
            self.cited.append(source)
        number = self.cited.index(source) + 1
        label = f"Source {number}: {source.title}"
        return self.writing.inline(
            f'&NoBreak;<sup class="cite"><a href="#source-{name}" aria-label="{escape(label)}">[{number}]</a></sup>'
        )

    def measured(self, text: str) -> str:
        """A claim that this page measures."""
        return self.writing.inline(
            f'<span class="measured">{self.writing.say(text)}<small> (measured on this page)</small></span>'
        )

    def note(self, text: str) -> str:
        """A numbered side note."""
        return self.writing.note(text)

    def term(self, name: str, shown: str | None = None) -> str:
        """A word of the glossary, linked."""
        anchor = slug(name)
        if anchor not in self.around.terms:
            raise TextError(f"{name!r} is no term of the glossary; correct it, or add it to lessons/glossary.toml.")
        return self.writing.inline(f'<a class="term" href="/glossary#{anchor}">{escape(shown or name)}</a>')

    # -- blocks -----------------------------------------------------------------------------------

    def source(self, path: str, part: str | None = None, *, plain: bool = False, **notes: str) -> str:
        """Code cut from the file that runs, its lettered lines tied to notes; `plain` leaves another lesson's letters out."""
        file = (ROOT if "/" in path else self.lesson.folder) / path
        try:
            excerpt = excerpts.cut(file, part)
        except excerpts.ExcerptError as error:
            raise TextError(f"{error}.") from None
        if plain:
            excerpt = excerpt.without_letters()
        if sorted(excerpt.letters) != sorted(notes):
            there, said = ", ".join(excerpt.letters) or "none", ", ".join(notes) or "none"
            raise TextError(
                f"source({path!r}, {part!r}): lines are lettered {there}, notes {said}; end a line with the comment (a) "
                "for a note a."
            )
        said_of = {letter: self.writing.say(notes[letter]) for letter in excerpt.letters}
        return self._block("_code.html", excerpt=excerpt, path=path, part=part, notes=said_of)

    def predict(self, name: str) -> str:
        """A prediction to lock before the run."""
        self.placed.add(name)
        return self._predict(name, against=False)

    def against(self, name: str) -> str:
        """The same prediction again, with what was measured."""
        return self._predict(name, against=True)

    def _predict(self, name: str, *, against: bool) -> str:
        one = _find(self.quiz.predicts, name, "prediction")
        if one.lane and one.lane not in self.around.transports:
            raise TextError(f"prediction {name!r} measures {one.lane!r}, which is no transport.")
        hue = self.around.transports[one.lane].hue if one.lane else ""
        return self._block(
            "_predict.html",
            predict=one,
            choices=shuffled(name, one.choices) if one.kind == "order" else tuple(enumerate(one.choices)),
            hue=hue,
            gated=name in self.gates,
            against=against,
            after=_filled(self.writing.say(one.after)),
        )

    def modify(self, name: str) -> str:
        """A change to make on the stage above, or in a demo."""
        self.placed.add(name)
        change = _find(self.quiz.modifies, name, "change")
        if change.event and not self.scripts.say(change.event):
            raise TextError(
                f"change {name!r} waits for the event {change.event!r}, which no script that demo.js loads says; correct "
                'it in quiz.toml, or dispatch "modified" with that name.'
            )
        sayers = self.scripts.sayers(change.event) if change.event else ()
        place = next((one for one in sayers if one in self.anchors), "stage")
        return self._block("_modify.html", modify=change, place=place, anchor=self.anchors.get(place))

    def check(self, name: str) -> str:
        """A quick check."""
        self.placed.add(name)
        return self._block("_check.html", check=_find(self.quiz.checks, name, "check"))

    def checks(self) -> str:
        """All quick checks that are not on the page yet."""
        left = [check.id for check in self.quiz.checks if check.id not in self.placed]
        return "\n\n".join(self.check(name) for name in left)

    def cards(self) -> str:
        """The review cards."""
        self.placed.add("cards")
        return self._block("_cards.html", cards=self.quiz.cards, lesson=self.lesson)

    def stage(self, lanes: str, gate: str | None = None, **settings: Any) -> str:
        """A live stage, locked until the predictions of `gate` are in: one, or several with commas between."""
        self._check_gate(gate)
        for name in lanes.split(","):
            _find_name(self.around.transports, name, "transport")
        if unknown := settings.keys() - set(STAGE):
            raise TextError(f"stage has no {', '.join(sorted(unknown))}; it takes {', '.join(STAGE)}.")
        if "conditions" in settings:
            _check_conditions(settings["conditions"])
        if "," not in lanes:
            settings = {"scale": "lesson", **settings}
        self.stages += 1
        anchor = self._anchor("stage", "the-stage")
        return self._block(
            "_lesson_stage.html", attributes=attributes({"lanes": lanes, **settings}), gate=gate, anchor=anchor
        )

    def demo(self, tag: str, fallback: str = "", width: str = "wide", **values: Any) -> str:
        """A custom element of the lesson's demo.js, with what a reader without JavaScript sees inside."""
        if width not in WIDTHS:
            raise TextError(f"demo({tag!r}) has width {width!r}; choose one of {', '.join(WIDTHS)}.")
        if not (self.lesson.folder / "demo.js").is_file():
            raise TextError(f"demo({tag!r}) needs demo.js in the lesson's folder; add it.")
        if tag not in self.scripts.elements:
            raise TextError(
                f"demo({tag!r}): no script that demo.js loads defines this element; they define "
                f"{', '.join(self.scripts.elements) or 'none'}."
            )
        if not fallback.strip():
            raise TextError(f'demo({tag!r}) says nothing to readers without JavaScript; add fallback="…".')
        self._check_gate(values.get("gate"))
        self.stages += 1
        inside = f'<p class="fallback">{self.writing.say(fallback)}</p>'
        anchor = self._anchor(tag, f"demo-{tag}")
        return self.writing.block(
            f'<div{attributes({"id": anchor})} class="demo {width}"><{tag}{attributes(values)}>{inside}</{tag}></div>'
        )

    def recovery(self, caption: str, lanes: str = "", conditions: str = "") -> str:
        """What each transport's client does under each condition, or under some of them, as it was measured."""
        names = tuple(lanes.split(",")) if lanes else tuple(self.around.transports)
        for name in names:
            _find_name(self.around.transports, name, "transport")
        try:
            found = read_recovery(names, tuple(conditions.split(",")) if conditions else ())
        except RecoveryError as error:
            raise TextError(str(error)) from None
        shown = [self.around.transports[name] for name in names]
        return self._block("_recovery.html", recovery=found, lanes=shown, caption=caption)

    def figure(self, name: str, caption: str = "", *, alt: str, width: str = "prose") -> str:
        """A drawing of the folder, in the page so that it takes the page's colours."""
        picture = drawing(self.lesson.folder / name, alt)
        said = f"<figcaption>{self.writing.say(caption)}</figcaption>" if caption else ""
        return self.writing.block(f'<figure class="figure {width}">{picture}{said}</figure>')

    def _anchor(self, place: str, name: str) -> str | None:
        """The id of a stage or demo: the first of its kind has one."""
        return None if place in self.anchors else self.anchors.setdefault(place, name)

    def _check_gate(self, gate: str | None) -> None:
        for name in gate.split(",") if gate else ():
            _find(self.quiz.predicts, name, "prediction")

    def _block(self, template: str, **values: Any) -> str:
        page = self.around.templates.get_template(template)
        return self.writing.block(page.render(say=self.writing.say, **values))


def _check_conditions(text: str) -> None:
    try:
        script_of(json.loads(text))
    except ValueError as error:
        raise TextError(f"stage: conditions {text!r} are no JSON ({error}).") from None
    except Refused as refused:
        raise TextError(f"stage: {refused.message} {refused.hint}") from None


def drawing(file: Path, alt: str) -> str:
    """An SVG file as it stands in a page. Raises TextError where the page's policy would forbid it."""
    if not file.is_file():
        raise TextError(f"there is no {file.name} in the lesson's folder; correct the name.")
    svg = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", file.read_text("utf-8"), flags=re.DOTALL).strip()
    if re.search(r"<style|\sstyle=|<script|\son\w+=", svg):
        raise TextError(
            f"{file.name} holds a style or a script, which the page's policy forbids; use attributes and classes."
        )
    name = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return svg.replace("<svg", f"<svg {name}", 1)


def _find(things: tuple[Any, ...], name: str, what: str, file: str = "quiz.toml") -> Any:
    found = next((thing for thing in things if thing.id == name), None)
    if found is None:
        known = ", ".join(thing.id for thing in things) or "none"
        raise TextError(f"there is no {what} {name!r}; {file} has {known}.")
    return found


def _find_name(things: dict[str, Any], name: str, what: str) -> None:
    if name not in things:
        raise TextError(f"there is no {what} {name!r}; there are {', '.join(things)}.")


def _filled(html: str) -> Markup:
    """`{you}`, `{measured}` and `{n}` as places that the page fills; until then they say what will stand there."""
    filled = re.sub(
        r"\{(you|measured|n)\}", lambda found: f'<span data-fill="{found[1]}">{_FILLED[found[1]]}</span>', html
    )
    return Markup(filled)  # noqa: S704  # our own text
