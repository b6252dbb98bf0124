"""What a lesson asks: predictions, changes to make, checks and review cards, read from its `quiz.toml`.

Texts are inline Markdown with the functions of lesson.md (tutorial/writing.py). Every choice has its reason.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from tutorial.markdown import slug
from tutorial.tables import NAME, Fields, read_toml

PREDICTIONS = ("number", "choice", "order")
CHECKS = ("choice", "multi", "order", "parsons")
SCALES = ("linear", "log")

# `interval <= 1000`: a setting of the stage, compared with a number; `lanes` is the number of open lanes.
WHEN = re.compile(r"(interval|hold|rate|window|lanes)\s*(<=|>=|<|>|==)\s*(\d+(?:\.\d+)?)")
FILLED = ("you", "measured", "n")  # what `after` may leave to the page, in braces
PLACE = re.compile(r"(?<!\{)\{\s*([\w-]*)\s*\}(?!\})")
MEASURE = re.compile(r"([a-z-]+)\.([a-z0-9_]+)")

# What a lane's statistics offer (static/js/lib/statistics.js).
MEASURED = (
    *("last_ms", "p50_ms", "p95_ms", "mean_ms", "events", "requests", "empty", "lost"),
    *("bytes_up", "bytes_down", "bytes_per_event", "requests_per_event"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer. `line` is code instead of a text (parsons), indented by `indent` levels."""

    text: str
    right: bool
    why: str
    line: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Predict:
    """An answer to lock before the run. `measure` is `lane.field` of the statistics, compared once `enough` events came."""

    id: str
    kind: str
    question: str
    choices: tuple[Choice, ...]
    after: str
    unit: str
    start: float
    end: float
    step: float
    scale: str
    answer: float | None
    lane: str
    field: str
    enough: int


@dataclass(frozen=True, slots=True)
class Modify:
    """A change to make: of a setting (`setting`, `sign`, `number`), or one a demo tells of (`event`)."""

    id: str
    task: str
    look: str
    then: str
    setting: str
    sign: str
    number: str
    event: str


@dataclass(frozen=True, slots=True)
class Check:
    """A quick check. Of kind order and parsons, the choices are in the right order; distractors are `right = false`."""

    id: str
    kind: str
    question: str
    choices: tuple[Choice, ...]

    @property
    def numbered(self) -> tuple[tuple[int, Choice], ...]:
        """The choices with their places in the file."""
        return tuple(enumerate(self.choices))

    @property
    def shuffled(self) -> tuple[tuple[int, Choice], ...]:
        """The choices with their places in the file, in an order that is the same on every visit."""
        return shuffled(self.id, self.choices)


@dataclass(frozen=True, slots=True)
class Card:
    """Something to recall after 1, 3 and 7 days."""

    front: str
    back: str

    @property
    def slug(self) -> str:
        """What it is known by in a learner's browser: its question, so that cards may change places."""
        return slug(self.front)[:60]


@dataclass(frozen=True, slots=True)
class Quiz:
    """All that a lesson asks."""

    predicts: tuple[Predict, ...] = ()
    modifies: tuple[Modify, ...] = ()
    checks: tuple[Check, ...] = ()
    cards: tuple[Card, ...] = ()


def shuffled(seed: str, choices: tuple[Choice, ...]) -> tuple[tuple[int, Choice], ...]:
    """The choices, numbered, in a fixed order that is not the right one."""
    numbered = list(enumerate(choices))
    dice = random.Random(seed)  # noqa: S311  # the same order on every visit, no secret
    while len(numbered) > 1 and [number for number, _ in numbered] == sorted(number for number, _ in numbered):
        dice.shuffle(numbered)
    return tuple(numbered)


def read_quiz(file: Path) -> Quiz:
    """Read `quiz.toml`; an empty quiz if there is none. Raises CatalogueError."""
    if not file.is_file():
        return Quiz()
    top = Fields(file, read_toml(file), known=("predict", "modify", "check", "card"))
    quiz = Quiz(
        tuple(_predict(fields) for fields in top.tables("predict", PREDICT_FIELDS, "predict", by="id")),
        tuple(_modify(fields) for fields in top.tables("modify", MODIFY_FIELDS, "modify", by="id")),
        tuple(_check(fields) for fields in top.tables("check", CHECK_FIELDS, "check", by="id")),
        tuple(
            Card(fields.text("front"), fields.text("back")) for fields in top.tables("card", ("front", "back"), "card")
        ),
    )
    asked: list[Predict | Modify | Check] = [*quiz.predicts, *quiz.modifies, *quiz.checks]
    ids = [one.id for one in asked]
    for one in ids:
        if ids.count(one) > 1:
            raise top.mistake(f"id {one!r} is there twice; each prediction, change and check needs its own.")
    return quiz


PREDICT_FIELDS = (
    *("id", "kind", "question", "choice", "after"),
    *("unit", "from", "to", "step", "scale", "answer", "measure", "enough"),
)
MODIFY_FIELDS = ("id", "task", "when", "event", "look", "then")
CHECK_FIELDS = ("id", "kind", "question", "choice", "line")


def _predict(fields: Fields) -> Predict:
    kind = fields.one_of("kind", PREDICTIONS)
    values = fields.values
    if kind == "number":
        start, end = fields.number("from"), fields.number("to")
        if start >= end:
            raise fields.mistake(f"from = {start} is not below to = {end}; give the ends of the scale.")
        if values.get("scale") == "log" and start <= 0:
            raise fields.mistake(f"from = {start} has no place on a logarithmic scale; begin above 0.")
    else:
        start, end = 0.0, 0.0
    lane, field = _measure(fields) if "measure" in values else ("", "")
    if kind == "number" and not lane and "answer" not in values:
        raise fields.mistake('nothing to compare with; add measure = "lane.field", or answer = a number.')
    return Predict(
        id=fields.text("id", like=NAME),
        kind=kind,
        question=fields.text("question"),
        choices=() if kind == "number" else _choices(fields, kind),
        after=_after(fields),
        unit=fields.text_or("unit", ""),
        start=start,
        end=end,
        step=fields.number("step") if "step" in values else _step(start, end),
        scale=fields.one_of("scale", SCALES) if "scale" in values else "linear",
        answer=fields.number("answer") if "answer" in values else None,
        lane=lane,
        field=field,
        enough=fields.whole("enough") if "enough" in values else 1,
    )


def _after(fields: Fields) -> str:
    after = fields.text("after")
    for place in PLACE.finditer(re.sub(r"\{\{.*?\}\}", "", after, flags=re.DOTALL)):
        if place[0] not in [f"{{{name}}}" for name in FILLED]:
            known = ", ".join(f"{{{name}}}" for name in FILLED)
            raise fields.mistake(f"after has {place[0]}, which nobody fills; the page fills {known}.")
    return after


def _measure(fields: Fields) -> tuple[str, str]:
    found = MEASURE.fullmatch(fields.text("measure"))
    if not found or found[2] not in MEASURED:
        raise fields.mistake(
            f"measure is {fields.values['measure']!r}; write a lane and one of {', '.join(MEASURED)}, as in "
            'measure = "polling.mean_ms".'
        )
    return found[1], found[2]


def _step(start: float, end: float) -> float:
    """A round step of at most a hundredth of the scale: 1, 2 or 5 times a power of ten."""
    least = (end - start) / 100
    steps = (factor * 10.0**power for power in range(-3, 8) for factor in (1, 2, 5))
    return max((step for step in steps if step <= least * 1.25), default=0.001)


def _modify(fields: Fields) -> Modify:
    when = WHEN.fullmatch(fields.text_or("when", "-").strip())
    if ("when" in fields.values and not when) or ("when" in fields.values) == ("event" in fields.values):
        raise fields.mistake(
            'write either when = "interval <= 1000" (interval, hold, rate, window or lanes) or event = "…".'
        )
    return Modify(
        id=fields.text("id", like=NAME),
        task=fields.text("task"),
        look=fields.text("look"),
        then=fields.text("then"),
        setting=when[1] if when else "",
        sign=when[2] if when else "",
        number=when[3] if when else "",
        event=fields.text("event", like=NAME) if "event" in fields.values else "",
    )


def _check(fields: Fields) -> Check:
    kind = fields.one_of("kind", CHECKS)
    choices = _lines(fields) if kind == "parsons" else _choices(fields, kind)
    return Check(fields.text("id", like=NAME), kind, fields.text("question"), choices)


def _choices(fields: Fields, kind: str) -> tuple[Choice, ...]:
    """The choices of a question, each with its reason, and at least one of them right."""
    tables = fields.tables("choice", ("text", "right", "why"), f"{fields.place}, choice")
    ordered = kind == "order"
    choices = tuple(Choice(one.text("text"), ordered or one.flag("right"), one.text("why")) for one in tables)
    right = sum(choice.right for choice in choices)
    if len(choices) < 2:
        raise fields.mistake(f"{len(choices)} choices; write at least two [[…choice]] tables.")
    if right == 0 or (kind == "choice" and right > 1):
        raise fields.mistake(f"{right} right choices; mark {'one' if kind == 'choice' else 'some'} with right = true.")
    return choices


def _lines(fields: Fields) -> tuple[Choice, ...]:
    """The lines of a parsons puzzle; a distractor says why it is none of the program, another line may."""
    known = ("line", "text", "indent", "distractor", "why")
    key = "line" if "line" in fields.values else "choice"
    lines = []
    for one in fields.tables(key, known, f"{fields.place}, line"):
        wrong = one.flag("distractor")
        indent = one.whole("indent") if one.values.get("indent") else 0
        why = one.text("why") if wrong else one.text_or("why", "")
        lines.append(Choice(one.text("line" if "line" in one.values else "text"), not wrong, why, True, indent))
    if sum(line.right for line in lines) < 2:
        raise fields.mistake(
            "fewer than two lines; write the program, one [[check.choice]] with line = … for each line."
        )
    return tuple(lines)
