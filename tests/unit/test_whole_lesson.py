"""Half a lesson is refused when the site starts: what is missing, where, and what to do about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from tests.unit.lesson_folders import CARD, add_lesson
from tests.unit.test_lesson_text import PREDICT, SOURCE
from tutorial import Settings, create_app
from tutorial.tables import CatalogueError

TEXT = """## One {.story}

Words.

## Two {.predict}

{{ predict("wait") }}

## Three {.run}

{{ demo("post-box", gate="wait", fallback="A box.") }}

## Five {.modify}

{{ modify("change") }}
"""
MODIFY = '[[modify]]\nid = "change"\ntask = "Open it."\nevent = "opened"\nlook = "What is in it?"\nthen = "A letter."\n'
SCRIPT = 'import "./demo/box.js";\n'
BOX = 'customElements.define("post-box", PostBox);\nconst opened = new CustomEvent("modified", { detail: { name: "opened" } });\n'
SHEET = '/* a { } */\n@layer lesson {\n  a[href="}"] { color: red; }\n  @media print { b { color: red; } }\n}\n'
NOTES = "Ten minutes.\n"
FILES = {
    "quiz.toml": PREDICT + MODIFY + CARD,
    "demo.js": SCRIPT,
    "demo/box.js": BOX,
    "demo/box.css": SHEET,
    "teacher.md": NOTES,
}


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Flask]:
    """Starts a site over one whole lesson, called letters, in whose `file` the text `old` has become `new`."""

    def make(file: str = "", old: str = "", new: str = "", *, reload: bool = False) -> Flask:
        folder = add_lesson(tmp_path / "lessons", "letters", order=1, toml=SOURCE, text=TEXT)
        (folder / "demo").mkdir()
        for name, content in FILES.items():
            (folder / name).write_text(content, "utf-8")
        if file:
            text = (folder / file).read_text("utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new), "utf-8")
        limits = Limits()
        settings = Settings(lessons=tmp_path / "lessons", reload=reload)
        return create_app(Rooms(open_broker("memory", limits), limits), settings)

    return make


def test_a_whole_lesson_is_shown(start: Callable[..., Flask]) -> None:
    client = start().test_client()
    assert '<p class="fallback">A box.</p>' in client.get("/lessons/letters").text
    assert "Ten minutes." in client.get("/lessons/letters/teacher").text


def test_a_change_leads_to_the_demo_it_is_made_in(start: Callable[..., Flask]) -> None:
    page = start().test_client().get("/lessons/letters").text
    assert page.count('id="demo-post-box"') == 1
    assert '<a href="#demo-post-box">Go to the demo</a>' in page


def test_a_change_that_no_demo_on_the_page_tells_of_leads_nowhere(start: Callable[..., Flask]) -> None:
    client = start("demo/box.js", 'CustomEvent("modified"', 'CustomEvent("said"').test_client()
    assert "Go to the" not in client.get("/lessons/letters").text


WORDS = "Words.\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("lesson.md", "{.run}", "", "letters/lesson.md: no section is of the step .run; add one, as in ## Run {.run}"),
        ("lesson.md", "{.story}", "{.check}", "lesson.md: no section is of the step .story; add one"),
        (
            "lesson.md",
            '{.predict}\n\n{{ predict("wait") }}\n\n## Three {.run}',
            '{.run}\n\n{{ predict("wait") }}\n\n## Three {.predict}',
            "letters/lesson.md, line 5: the step .run begins before .predict; move its section 'Two': the spine is .story,",
        ),
        ("quiz.toml", CARD, "", "letters/quiz.toml: no review cards; write one [[card]]"),
        ("teacher.md", NOTES, " \n", "letters/teacher.md: no notes for teachers; write the time, the question to ask"),
        ("teacher.md", NOTES, "[x](/lessons/none)\n", "letters/teacher.md, line 1: a link goes to /lessons/none, but"),
        ("teacher.md", NOTES, "```python\n1\n```\n", "letters/teacher.md, line 1: a fence of 'python' code."),
        ("lesson.md", WORDS, "[x](/lessons/none#a)\n", "line 3: a link goes to /lessons/none#a, but there is no such"),
        (
            "lesson.md",
            WORDS,
            "[x](/lessons/letters#a)\n",
            "a link goes to /lessons/letters#a, but that page has no such",
        ),
        (
            "lesson.md",
            WORDS,
            "[x](/glossary#none)\n",
            "line 3: a link goes to /glossary#none, which is no term; correct",
        ),
        (
            "lesson.md",
            '{{ cite("rfc") }}',
            "",
            "letters/lesson.toml: source 'rfc' is cited nowhere; write {{ cite(\"rfc\") }} behind what it proves",
        ),
        ("lesson.md", WORDS, '<p style="top: 0">x</p>\n', "line 3: '<p style=\"' is an inline style or script, which"),
        ("lesson.md", WORDS, "<script>x</script>\n", "line 3: '<script' is an inline style or script"),
        ("lesson.md", WORDS, "    client.connect()\n", "line 3: 'client.connect()' is indented by four spaces or more"),
        ("lesson.md", WORDS, "<pre><code>x = 1</code></pre>\n", "line 3: <pre> is for code. Show running code with"),
        ("lesson.md", WORDS, "Words <pre>x</pre>\n", "line 3: <pre> is for code. Show running code with"),
        (
            "lesson.md",
            '{{ predict("wait") }}',
            '{{ against("wait") }}',
            "'wait' of quiz.toml is nowhere asked; add {{ predict",
        ),
        ("lesson.md", '"post-box"', '"post-bix"', "defines this element; they define post-box."),
        (
            "demo.js",
            SCRIPT,
            "",
            "demo('post-box'): no script that demo.js loads defines this element; they define none.",
        ),
        ("lesson.md", "A box.", "", "demo('post-box') says nothing to readers without JavaScript; add fallback="),
        ("demo/box.js", '"opened"', '"closed"', "change 'change' waits for the event 'opened', which no script that"),
        (
            "quiz.toml",
            "{measured}",
            "{mesured}",
            "predict 'wait': after has {mesured}, which nobody fills; the page fills",
        ),
        (
            "demo/box.css",
            "@layer lesson",
            "@layer base",
            "box.css, line 2: '@layer base' stands outside of @layer lesson;",
        ),
        ("demo/box.css", "/* a { } */", "a { }", "box.css, line 1: 'a' stands outside of @layer lesson; put all rules"),
        ("demo/box.css", "/* a { } */", '@import "x";', "line 1: '@import \"x\"' stands outside of @layer lesson;"),
    ],
)
def test_half_a_lesson_is_refused_with_file_fact_and_remedy(
    start: Callable[..., Flask], file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(CatalogueError) as refusal:
        start(file, old, new)
    assert said in str(refusal.value)


def test_whoever_writes_a_lesson_is_told_on_its_page_what_is_missing(start: Callable[..., Flask]) -> None:
    answer = start("lesson.md", "{.run}", "", reload=True).test_client().get("/lessons/letters")
    assert answer.status_code == 500
    assert "lesson.md: no section is of the step .run" in answer.text
