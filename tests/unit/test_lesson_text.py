"""How a folder becomes a page, and how each mistake in it is told: file, fact, remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from realtime.broker import open_broker
from realtime.limits import Limits
from realtime.room import Rooms
from tests.unit.lesson_folders import CARD, add_lesson
from tutorial import Settings, create_app
from tutorial.tables import CatalogueError

SOURCE = """
[sources.rfc]
title = "RFC 9110"
section = "section 15"
url = "https://www.rfc-editor.org/rfc/rfc9110"
says = "What a status means"
"""
PREDICT = """
[[predict]]
id = "wait"
kind = "number"
question = "How long?"
from = 0
to = 100
answer = 50
after = "You said **{you}**, it is {measured}."
"""
CHECK = """
[[check]]
id = "who"
kind = "choice"
question = "Who?"
[[check.choice]]
text = "She"
right = true
why = "Yes."
[[check.choice]]
text = "He"
why = "No."
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., FlaskClient]:
    """Writes a lesson called letters, with further files, and opens the site."""

    def make(text: str, *, toml: str = SOURCE, reload: bool = False, **files: str) -> FlaskClient:
        folder = add_lesson(tmp_path, "letters", order=1, toml=toml, text=text)
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_text(content, "utf-8")
        quiz = folder / "quiz.toml"
        if "[[card" not in quiz.read_text("utf-8"):
            quiz.write_text(f"{quiz.read_text('utf-8')}\n{CARD}", "utf-8")
        (tmp_path / "glossary.toml").write_text(
            '[[term]]\nname = "Cursor"\ntext = "A place."\nsource = "a word of this site"\n'
        )
        limits = Limits()
        rooms = Rooms(open_broker("memory", limits), limits)
        return create_app(rooms, Settings(lessons=tmp_path, reload=reload)).test_client()

    return make


def page(client: FlaskClient) -> str:
    """The page of that lesson."""
    return client.get("/lessons/letters").text


def test_sections_carry_their_steps_and_the_rail_leads_to_them(write: Callable[..., FlaskClient]) -> None:
    html = page(write("## One {.story}\n\nText.\n\n## Two {.explain}\n\n## Two\n"))
    assert '<section class="step" data-step="story" aria-labelledby="one">' in html
    assert '<li data-step="explain"><a href="#two">' in html
    assert '<section class="step" data-step="explain" aria-labelledby="two-2">' in html


def test_sources_are_numbered_as_they_are_cited(write: Callable[..., FlaskClient]) -> None:
    second = SOURCE.replace("sources.rfc", "sources.other").replace("RFC 9110", "RFC 6455")
    html = page(
        write('## One\n\nA.{{ cite("other") }} B.{{ cite("rfc") }} C.{{ cite("other") }}\n', toml=SOURCE + second)
    )
    assert [number for number in ("[1]", "[2]", "[3]") if number in html] == ["[1]", "[2]"]
    assert html.index('id="source-other"') < html.index('id="source-rfc"')


def test_a_note_stands_at_the_end_of_its_paragraph(write: Callable[..., FlaskClient]) -> None:
    html = page(write('## One\n\nWords{{ note("Said *aside* {}.".format(cite("rfc"))) }} go on.\n\nNext.\n'))
    paragraph = html[html.index("<p>Words") : html.index("<p>Next.")]
    assert paragraph.index("go on.") < paragraph.index("Said <em>aside</em>")
    assert "#source-rfc" in paragraph


def test_a_term_leads_to_the_glossary(write: Callable[..., FlaskClient]) -> None:
    html = page(write('## One\n\n{{ term("cursor", "Cursors") }} help.\n'))
    assert '<a class="term" href="/glossary#cursor">Cursors</a> help.' in html


SERVED = '''def make_blueprint(rooms):
    from flask import Blueprint
    blueprint = Blueprint("letters", __name__)

    @blueprint.get("/post")
    def post():  # (a)
        """Says <so>."""
        return "so"  # why not  # noqa: S1  # (b)

    return blueprint
'''


def test_python_is_cut_out_of_the_file_that_runs(write: Callable[..., FlaskClient]) -> None:
    html = page(write('## One\n\n{{ source("server.py", "post", a="First *this*.", b="Then.") }}\n', server_py=SERVED))
    assert "lines 5–8" in html
    assert '<b>def</b> post():</span><span class="ring">a</span>' in html
    assert "Says &lt;so&gt;." in html
    assert "(a)" not in html
    assert "noqa" not in html
    assert "<p>First <em>this</em>.</p>" in html


def test_letters_may_be_left_out(write: Callable[..., FlaskClient]) -> None:
    html = page(write('## One\n\n{{ source("server.py", "post", plain=True) }}\n', server_py=SERVED))
    assert "def</b> post():</span>\n" in html
    assert 'class="ring"' not in html


@pytest.mark.parametrize("part", ["ask", "region"], ids=["by the name of its function", "by region"])
def test_javascript_is_cut_out_of_the_file_that_runs(write: Callable[..., FlaskClient], part: str) -> None:
    code = "// #region region\nexport async function ask() {\n  return 1; // (a)\n}\n// #endregion\nother();\n"
    html = page(write(f'## One\n\n{{{{ source("client.js", "{part}", a="One.") }}}}\n', client_js=code))
    assert "<b>async</b>" in html
    assert "lines 2–4" in html
    assert "other" not in html
    assert "#endregion" not in html


def test_a_prediction_says_what_it_waits_for(write: Callable[..., FlaskClient]) -> None:
    html = page(write('## One {.predict}\n\n{{ predict("wait") }}\n', quiz_toml=PREDICT))
    assert 'data-id="wait" data-kind="number" data-from="0" data-to="100" data-step="1.0"' in html
    assert 'You said <strong><span data-fill="you">your answer</span></strong>' in html


def test_cards_come_at_the_end_without_being_asked_for(write: Callable[..., FlaskClient]) -> None:
    client = write("## One\n", quiz_toml='[[card]]\nfront = "Who?"\nback = "*She.*"\n')
    assert 'data-step="cards"' in page(client)
    assert 'data-card="letters/who"' in client.get("/review").text
    assert "<em>She.</em>" in client.get("/review").text


def test_every_section_and_term_can_be_found(write: Callable[..., FlaskClient]) -> None:
    text = '## One {.story}\n\nUnheard-of *words*.\n\n{{ source("server.py", "post", a="First.", b="Then.") }}\n'
    client = write(text, quiz_toml='[[card]]\nfront = "Q?"\nback = "Secret."\n', server_py=SERVED)
    version = page(client).split("/static/")[1].split("/")[0]
    entries = client.get(f"/static/{version}/search.json").get_json()
    said = next(entry for entry in entries if entry["href"] == "/lessons/letters#one")
    assert (said["title"], said["place"]) == ("One", "letters")
    assert said["text"].startswith("Unheard-of words.")
    assert said["text"].endswith("First. Then.")  # without the letters of their lines
    assert "/glossary#cursor" in [entry["href"] for entry in entries]
    assert "Secret" not in str(entries)


def test_whoever_writes_a_lesson_sees_the_mistake_on_its_page(write: Callable[..., FlaskClient]) -> None:
    client = write('## One\n\n{{ cite("nobody") }}\n', reload=True)
    answer = client.get("/lessons/letters")
    assert answer.status_code == 500
    assert "letters/lesson.md, line 3: there is no source" in answer.text
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```js\nx()\n```", "line 3: a fence of 'js' code. Show running code with"),
        ("### Three {.run}", "heading 'Three' has '.run'; a step is one of .story"),
        ("## Three {run}", "heading 'Three' has 'run'; a step is one of .story"),
        ("{{ sauce() }}", "line 3: 'sauce' is undefined"),
        ("{{ cite( }}", "line 3: unexpected"),
        ("{{ cite() }}", "line 3: "),
        ('{{ cite("x") }}', "line 3: there is no source 'x'; lesson.toml has rfc."),
        ('{{ term("nonsense") }}', "line 3: 'nonsense' is no term of the glossary"),
        ('{{ predict("x") }}', "line 3: there is no prediction 'x'; quiz.toml has none."),
        ('{{ stage(lanes="pigeon") }}', "line 3: there is no transport 'pigeon'"),
        ('{{ stage(lanes="sse", gate="x,y") }}', "line 3: there is no prediction 'x'; quiz.toml has none."),
        ('{{ demo("a-b") }}', "line 3: demo('a-b') needs demo.js"),
        ('{{ figure("no.svg", alt="") }}', "line 3: there is no no.svg"),
        ('{{ figure("bad.svg", alt="") }}', "bad.svg holds a style or a script"),
        ('{{ source("server.py", "gone") }}', "line 3: server.py has no 'gone'; name a function or class."),
        ('{{ source("server.py", "post", a="x") }}', "lines are lettered a, b, notes a"),
        ('Words {{ source("server.py", "post", a="x", b="y") }} around.', "a block stands within a paragraph"),
        ('One{{ note("Red.") }} and two.{{ note("Blue.") }}', "two notes ('1 Red.' first) share a paragraph"),
        ("[there](#nowhere)", "a link goes to #nowhere, which is not on the page"),
        ('{{ recovery("All", conditions="thunder") }}', "recovery has no condition 'thunder'"),
        ('{{ recovery("All", lanes="pigeon") }}', "no transport 'pigeon'"),
    ],
)
def test_a_mistake_in_a_text_is_told_with_its_line(write: Callable[..., FlaskClient], text: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refusal:
        write(f"## One\n\n{text}\n", server_py=SERVED, bad_svg="<svg><style/></svg>")
    assert "letters/lesson.md" in str(refusal.value)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("quiz", "said"),
    [
        (CHECK.replace("right = true", ""), "check 'who': 0 right choices; mark one with right = true."),
        (CHECK.replace('why = "No."', ""), "check 'who', choice 2: why is None; write a text"),
        (CHECK.replace('"choice"', '"guess"'), "check 'who': kind is 'guess'; choose one of choice, multi"),
        (CHECK + CHECK, "id 'who' is there twice"),
        (CHECK, "'who' of quiz.toml is nowhere asked; add {{ checks() }}."),
        (PREDICT.replace("answer = 50", ""), "predict 'wait': nothing to compare with"),
        (PREDICT.replace("answer = 50", 'measure = "post.speed"'), "measure is 'post.speed'; write a lane and one of"),
        (PREDICT.replace("to = 100", "to = 0"), "from = 0 is not below to = 0"),
        (PREDICT + 'scale = "log"', "from = 0 has no place on a logarithmic scale"),
        ('[[modify]]\nid = "m"\ntask = "T"\nlook = "L"\nthen = "T"\nwhen = "mood > 3"', "write either when ="),
        ("[[card]]\nfront = 1\nback = 2", "card 1: front is 1; write a text"),
        ("colour = 1", "'colour' is no field here"),
        ("[[check", "no valid TOML"),
    ],
)
def test_a_mistake_in_a_quiz_is_told_with_its_place(write: Callable[..., FlaskClient], quiz: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refusal:
        write("## One\n", quiz_toml=quiz)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (SOURCE.replace("https://", "http://"), "source 'rfc': url is 'http://www"),
        (SOURCE.replace('says = "What a status means"', ""), "source 'rfc': says is None"),
    ],
)
def test_a_source_says_what_it_supports_and_where(write: Callable[..., FlaskClient], toml: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refusal:
        write("## One\n", toml=toml)
    assert said in str(refusal.value)


def test_a_lesson_belongs_to_a_part_of_the_course(write: Callable[..., FlaskClient], tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('[[part]]\ntitle = "The only one"\n')
    assert "Part I, The only one" in page(write("## One\n"))
    toml = tmp_path / "letters" / "lesson.toml"
    toml.write_text(toml.read_text().replace("part = 1", "part = 2"))
    with pytest.raises(CatalogueError, match=r"part is 2; course\.toml names parts 1 to 1"):
        create_app(Rooms(open_broker("memory", Limits()), Limits()), Settings(lessons=tmp_path))
