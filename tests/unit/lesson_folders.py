"""Lesson folders for tests, made in a temporary directory."""

from pathlib import Path

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


def add_lesson(
    root: Path, folder: str, *, order: int, transport: str | None = None, toml: str = "", text: str | None = None
) -> Path:
    """A lesson folder under `root`; with `transport`, one that brings it; with `text`, one with a page."""
    lesson = root / folder
    lesson.mkdir(parents=True)
    table = PAGE.format(folder=folder) if text is not None else ""
    table += TRANSPORT.format(name=transport) if transport else ""
    if text is not None:
        (lesson / "lesson.md").write_text(text, "utf-8")
    (lesson / "lesson.toml").write_text(f'title = "{folder}"\norder = {order}\n{table}{toml}')
    if transport:
        (lesson / "server.py").write_text(SERVER.format(name=transport))
        (lesson / "client.js").write_text("export function connect() {}\n")
    return lesson
