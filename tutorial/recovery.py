"""The table of what each transport's client does under each condition, as tests/browser/test_recovery.py measured it."""

import json
from dataclasses import dataclass
from typing import Any

from tutorial.settings import ROOT

FILE = ROOT / "lessons" / "recovery.json"


class RecoveryError(LookupError):
    """A condition or a transport that was not measured; the text names those that were."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One transport under one condition."""

    sees: str
    late: str
    """How long the latest event took, as a range with its unit; empty where a client gave up."""
    reopened: str
    """How long after the trouble began the test opened a client again that had given up; else empty."""
    lost: int


@dataclass(frozen=True, slots=True)
class Row:
    """One condition. `says` is what it is."""

    says: str
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Recovery:
    """Some rows of the table, and how they were measured."""

    about: str
    rows: tuple[Row, ...]


def read_recovery(lanes: tuple[str, ...], conditions: tuple[str, ...]) -> Recovery:
    """These transports under these conditions, all of them where none is named. Raises RecoveryError."""
    told = json.loads(FILE.read_text("utf-8"))
    by_name = {row["name"]: row for row in told["conditions"]}
    chosen = [_find(by_name, name, "condition") for name in conditions or by_name]
    rows = [
        Row(row["says"], {lane: _cell(_find(row["lanes"], lane, "transport")) for lane in lanes or row["lanes"]})
        for row in chosen
    ]
    return Recovery(told["about"], tuple(rows))


def _cell(said: dict[str, Any]) -> Cell:
    return Cell(said["sees"], _range(said["late_s"]), _range(said["reopened_s"]), said["lost"])


def _range(times_s: list[float] | None) -> str:
    """Seconds with one digit: more would be the machine's mood."""
    if times_s is None:
        return ""
    least, most = (f"{seconds:.1f}" for seconds in times_s)
    if least == most:
        return f"{least}\u202fs"
    return f"at most {most}\u202fs" if least == "0.0" else f"{least}–{most}\u202fs"


def _find(there: dict[str, Any], name: str, what: str) -> Any:
    if name not in there:
        raise RecoveryError(f"recovery has no {what} {name!r}; it has {', '.join(there)}.")
    return there[name]
