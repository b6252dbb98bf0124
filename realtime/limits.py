"""Every limit of the engine, in one place: a name, a default, and what it protects.

Each can be set by an environment variable, `LIMIT_` and the name in capitals: `LIMIT_ROOMS=200`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, get_type_hints

PREFIX = "LIMIT_"


class LimitError(ValueError):
    """A limit in the environment that is not known, not a number, or out of its range."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one node. A name says its unit where it is not a count.

    A default's own type says whether the environment may give a fraction: seconds may, counts may not.
    """

    rooms: Annotated[int, "rooms at once"] = 5_000
    room_idle_s: Annotated[float, "seconds without a reader or a request until a room expires"] = 3_600.0
    rooms_per_minute: Annotated[int, "new rooms a minute from one address (a class shares one)"] = 600
    topics: Annotated[int, "topics in a room"] = 20
    topic_events: Annotated[int, "events a topic holds"] = 1_000
    topic_bytes: Annotated[int, "bytes of events a topic holds"] = 2 * 1024 * 1024
    data_bytes: Annotated[int, "bytes of one event's data"] = 16 * 1024
    publishes_per_s: Annotated[int, "events a second into one room, after a burst of ten times as many"] = 100
    auto_idle_s: Annotated[float, "seconds without a reader until a room's auto-publisher stops"] = 60.0
    conditions_per_s: Annotated[
        int, "changes of one room's conditions a second, after a burst of ten times as many"
    ] = 5
    hold_s: Annotated[float, "the longest a long poll is held"] = 55.0

    connections: Annotated[int, "connections to this node"] = 20_000
    connections_per_address: Annotated[int, "connections from one address (a class shares one)"] = 20_000
    connections_per_room: Annotated[int, "streams, held polls and sockets of one room on this node"] = 12_000
    echo_connections: Annotated[int, "connections to /echo, which may hold one large message each"] = 50

    request_line_bytes: Annotated[int, "bytes of a request line"] = 8 * 1024
    header_bytes: Annotated[int, "bytes of all request headers"] = 16 * 1024
    header_count: Annotated[int, "request headers"] = 64
    body_bytes: Annotated[int, "bytes of a request body"] = 20 * 1024
    request_s: Annotated[float, "seconds a request may take to arrive"] = 10.0
    keep_alive_s: Annotated[float, "seconds an idle connection is kept for the next request"] = 75.0

    message_bytes: Annotated[int, "bytes of one WebSocket message"] = 32 * 1024
    messages_per_s: Annotated[
        int, "WebSocket messages a second on one connection, after a burst of ten times as many"
    ] = 100
    echo_message_bytes: Annotated[int, "bytes of one message to /echo"] = 16 * 1024 * 1024
    outbox_bytes: Annotated[int, "bytes that may wait for one slow reader"] = 64 * 1024
    stalled_s: Annotated[float, "seconds a reader may take nothing before it is dropped"] = 60.0
    ping_s: Annotated[float, "seconds between pings to a WebSocket; one that answers none of two is dropped"] = 20.0
    recorded_pages: Annotated[int, "control sockets that may have bytes recorded, 256 KiB each"] = 500
    drain_s: Annotated[float, "seconds that running requests get after SIGTERM"] = 5.0

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Limits":
        """The defaults, with what the environment sets. Raises LimitError that names the variable and the remedy."""
        chosen: dict[str, float] = {}
        described = cls.described()
        _refuse_unknown(environ, [variable(name) for name, _, _ in described])
        for name, default, help in described:
            text = environ.get(variable(name))
            if text is not None:
                chosen[name] = _number(name, text, default, help)
        return cls(**chosen)  # type: ignore[arg-type]  # _number keeps each field's own type

    @classmethod
    def described(cls) -> list[tuple[str, int | float, str]]:
        """(name, default, help) of every limit, in the order above."""
        hints = get_type_hints(cls, include_extras=True)
        defaults = cls()
        return [(name, getattr(defaults, name), hint.__metadata__[0]) for name, hint in hints.items()]


def variable(name: str) -> str:
    """The environment variable that sets the limit `name`."""
    return PREFIX + name.upper()


def _refuse_unknown(environ: Mapping[str, str], known: list[str]) -> None:
    """A limit that is misspelt would silently not hold."""
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"Did you mean {near[0]}?" if near else "`python app.py --help` lists them all."
            raise LimitError(f"{name}={environ[name]!r} sets no limit: there is none of that name. {meant}")


def _number(name: str, text: str, default: int | float, help: str) -> int | float:
    try:
        value = type(default)(text)
    except ValueError:
        value = type(default)(-1)
    if not 0 < value < 2**40:
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise LimitError(
            f"{variable(name)}={text!r} is not {kind} above 0 ({help}). Unset it to get the default, {default:,.10g}."
        )
    return value
