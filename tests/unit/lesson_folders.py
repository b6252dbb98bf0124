"""Lesson folders for tests, made in a temporary directory."""

import re
from pathlib import Path

from tutorial.markdown import STEPS

TRANSPORT = """
[transport]
name = "{name}"
title = "Post"
path = "{name}"
hue = "poll"
shape = "square"
kind = "exchange"
says = "writes letters"
tries = ["curl $TOPIC/{name}"]
"""

SERVER = """
from flask import Blueprint

def make_blueprint(rooms):
    blueprint = Blueprint("{name}", __name__)
    blueprint.get("/{name}")(lambda room, topic: f"{{room}} {{topic}}")
    return blueprint
"""


PAGE = """
part = 1
minutes = 10
summary = "About {folder}."
objectives = ["write {folder}"]
"""


CARD = '[[card]]\nfront = "Who brings it?"\nback = "The post."\n'


def whole(text: str, toml: str = "") -> str:
    """A text with a section for each step of the spine that it leaves out, and every source of `toml` cited."""
    sections: dict[str, str] = {}
    step = "story"
    for section in filter(None, re.split(r"^(?=## )", text, flags=re.MULTILINE)):
        if found := re.match(r"## .*\{\.([a-z]+)\}", section):
            step = found[1]
        sections[step] = sections.get(step, "") + section
    cited = "".join(f'{{{{ cite("{name}") }}}}' for name in re.findall(r"\[sources\.(\w+)\]", toml))
    sections.setdefault("check", f"\n## Check {{.check}}\n\nEnough.{cited}\n")
    return "".join(
        sections.get(step, f"\n## {title} {{.{step}}}\n") for step, title in STEPS.items() if step != "cards"
    ) + sections.get("cards", "")


def add_lesson(
    root: Path, folder: str, *, order: int, transport: str | None = None, toml: str = "", text: str | None = None
) -> Path:
    """A lesson folder under `root`; with `transport`, one that brings it; with `text`, one with a page, made whole."""
    lesson = root / folder
    lesson.mkdir(parents=True)
    table = PAGE.format(folder=folder) if text is not None else ""
    table += TRANSPORT.format(name=transport) if transport else ""
    if text is not None:
        (lesson / "lesson.md").write_text(whole(text, toml), "utf-8")
        (lesson / "teacher.md").write_text("Ten minutes.\n")
        (lesson / "quiz.toml").write_text(CARD)
    (lesson / "lesson.toml").write_text(f'title = "{folder}"\norder = {order}\n{table}{toml}')
    if transport:
        (lesson / "server.py").write_text(SERVER.format(name=transport))
        (lesson / "client.js").write_text("export function connect() {}\n")
    return lesson
