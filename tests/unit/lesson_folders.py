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


def add_lesson(root: Path, folder: str, *, order: int, transport: str | None = None, toml: str = "") -> Path:
    """A lesson folder under `root`; with `transport`, one that brings a transport of that name."""
    lesson = root / folder
    lesson.mkdir(parents=True)
    table = TRANSPORT.format(name=transport) if transport else ""
    (lesson / "lesson.toml").write_text(f'title = "{folder}"\norder = {order}\n{table}{toml}')
    if transport:
        (lesson / "server.py").write_text(SERVER.format(name=transport))
        (lesson / "client.js").write_text("export function connect() {}\n")
    return lesson
