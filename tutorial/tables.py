"""TOML tables whose mistakes are told with the file, the fact and the remedy."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class CatalogueError(ValueError):
    """A mistake in the lessons, the course or the glossary; the message gives the file, the fact and the remedy."""


def shown(path: Path) -> str:
    """The end of a path, as one would look for it in the project: `lessons/sse/lesson.toml`."""
    return "/".join(path.parts[-3:] if path.suffix else path.parts[-2:])


def read_toml(file: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises CatalogueError."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{shown(file)}: no valid TOML ({error}); correct that line.") from None


@dataclass(frozen=True, slots=True)
class Fields:
    """One table. `place` says which one where a file holds several: `check "requests"`."""

    file: Path
    values: dict[str, Any]
    known: tuple[str, ...]
    place: str = ""

    def __post_init__(self) -> None:
        for key in self.values:
            if key not in self.known:
                raise self.mistake(f"{key!r} is no field here; the fields are {', '.join(self.known)}.")

    def text(self, key: str, like: re.Pattern[str] | None = None) -> str:
        """A text that must be there; raises CatalogueError if it is not, or not like `like`."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.mistake(f'{key} is {value!r}; write a text, as in {key} = "…".')
        if like and not like.fullmatch(value):
            raise self.mistake(f"{key} is {value!r}; write small letters, digits and hyphens, beginning with a letter.")
        return value

    def text_or(self, key: str, default: str) -> str:
        """A text that may be left out."""
        return self.text(key) if key in self.values else default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, at least one."""
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            raise self.mistake(f'{key} is {value!r}; write a list of texts, as in {key} = ["…"].')
        return tuple(value)

    def whole(self, key: str) -> int:
        """A whole number from 1."""
        value = self.values.get(key)
        if type(value) is not int or value < 1:
            raise self.mistake(f"{key} is {value!r}; write a whole number from 1, as in {key} = 3.")
        return value

    def number(self, key: str) -> float:
        """Any number."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.mistake(f"{key} is {value!r}; write a number, as in {key} = 1000.")
        return value

    def flag(self, key: str) -> bool:
        """true or false; false when left out."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.mistake(f"{key} is {value!r}; write {key} = true, or leave it out.")
        return value

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.values.get(key)
        if value not in choices:
            raise self.mistake(f"{key} is {value!r}; choose one of {', '.join(choices)}.")
        return str(value)

    def table(self, key: str) -> dict[str, Any]:
        """A table within this one."""
        value = self.values[key]
        if not isinstance(value, dict):
            raise self.mistake(f"{key} is {value!r}; write a table, as in [{key}].")
        return value

    def tables(self, key: str, known: tuple[str, ...], place: str, by: str = "") -> list["Fields"]:
        """A list of tables, as `[[check.choice]]` writes it; none when left out.

        In their mistakes each is named `place` and what it has under `by`, or else its number.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.mistake(f"{key} is {value!r}; write tables, as in [[{key}]].")
        return [
            Fields(self.file, item, known, f"{place} {repr(item[by]) if by in item else number}")
            for number, item in enumerate(value, 1)
        ]

    def mistake(self, fact: str) -> CatalogueError:
        """The error to raise for what is wrong here."""
        return CatalogueError(f"{shown(self.file)}: {self.place + ': ' if self.place else ''}{fact}")
