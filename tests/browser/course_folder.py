"""A course of two lessons, made for tests: every kind of question, one stage, one demo of its own."""

import shutil
from pathlib import Path

from tests.server import ROOT
from tests.unit.lesson_folders import CARD, whole

FIRST = """
part = 1
minutes = 5
summary = "The browser asks on a timer."
lede = "The browser asks again and again."
objectives = ["ask on a timer"]

[sources.rfc]
title = "RFC 9110"
url = "https://www.rfc-editor.org/rfc/rfc9110"
says = "What a request is"
"""

TEXT = """
## A badge is late {.story}

A server cannot ring.{{ note("It speaks when it is *spoken to*.") }}{{ cite("rfc") }}

## Commit to a number {.predict}

{{ predict("mean-wait") }}

{{ predict("first") }}

## Watch it ask {.run}

{{ stage(lanes="polling", interval=400, rate=10, pattern="poisson", window=6, gate="mean-wait") }}

{{ against("mean-wait") }}

## Half the interval {.explain}

Every wait is as likely.

{{ source("client.js", "connect", plain=True) }}

{{ demo("tell-all", fallback="Something to press.") }}

## Change it {.modify}

{{ modify("slower") }}

{{ modify("told") }}

## Check yourself {.check}

{{ checks() }}
"""

QUIZ = """
[[predict]]
id = "mean-wait"
kind = "number"
question = "How long does an event wait?"
unit = "ms"
from = 0
to = 1000
measure = "polling.mean_ms"
enough = 5
after = "You said {you}. Measured over {n} events: {measured}."

[[predict]]
id = "first"
kind = "choice"
question = "Who speaks first?"
after = "A server waits to be asked."
[[predict.choice]]
text = "The browser"
right = true
why = "It always asks."
[[predict.choice]]
text = "The server"
why = "It cannot."

[[modify]]
id = "slower"
task = "Poll every second."
when = "interval >= 1000"
look = "What grows?"
then = "The waits grew."

[[modify]]
id = "told"
task = "Press it."
event = "pressed"
look = "What happens?"
then = "It was pressed."

[[check]]
id = "one"
kind = "choice"
question = "How many a second?"
[[check.choice]]
text = "Many"
why = "Too many."
[[check.choice]]
text = "Few"
right = true
why = "Yes, few."

[[check]]
id = "some"
kind = "multi"
question = "Which help?"
[[check.choice]]
text = "A cursor"
right = true
why = "It tells where."
[[check.choice]]
text = "Luck"
why = "It does not last."
[[check.choice]]
text = "A log"
right = true
why = "It keeps."

[[check]]
id = "order"
kind = "order"
question = "What comes when?"
[[check.choice]]
text = "Ask"
why = "First."
[[check.choice]]
text = "Answer"
why = "Second."

[[check]]
id = "program"
kind = "parsons"
question = "Put it together."
[[check.choice]]
line = "while (open) {"
[[check.choice]]
line = "ask();"
indent = 1
[[check.choice]]
line = "}"
[[check.choice]]
line = "shout();"
distractor = true
why = "Nobody hears it."

[[card]]
front = "How long does news wait?"
back = "Half the interval."
"""

DEMO = """
customElements.define("tell-all", class extends HTMLElement {
  connectedCallback() {
    const press = document.createElement("button");
    press.textContent = "Press";
    press.onclick = () => this.dispatchEvent(new CustomEvent("modified", { bubbles: true, detail: { name: "pressed" } }));
    this.replaceChildren(press);
  }
});
"""

SECOND = """title = "The next one"
order = 99
part = 1
minutes = 5
summary = "What comes after."
objectives = ["go on"]
"""


def make_course(root: Path) -> Path:
    """Writes the course under `root`; its first lesson brings the transport of the real one."""
    first = root / "polling"
    shutil.copytree(
        ROOT / "lessons" / "polling", first, ignore=shutil.ignore_patterns("demo*", "*.md", "quiz.toml", "test_*")
    )
    toml = (first / "lesson.toml").read_text("utf-8")
    transport = toml[toml.index("[transport]") : toml.index("[sources")]
    (first / "lesson.toml").write_text(f'title = "Polling"\norder = 1{FIRST}\n{transport}')
    for name, content in {"lesson.md": TEXT, "quiz.toml": QUIZ, "demo.js": DEMO, "teacher.md": "Ask.\n"}.items():
        (first / name).write_text(content, "utf-8")
    second = root / "next_one"
    second.mkdir()
    (second / "lesson.toml").write_text(SECOND)
    (second / "lesson.md").write_text(whole("## On {.story}\n\nA page that uses words like persimmon.\n"))
    (second / "quiz.toml").write_text(CARD)
    (second / "teacher.md").write_text("Five minutes.\n")
    return root
