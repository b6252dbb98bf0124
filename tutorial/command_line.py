"""The options of `python app.py`: the command line, over the environment, over the defaults."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from realtime import limits
from realtime.limits import Limits
from tutorial import settings
from tutorial.settings import SWITCH, Settings

EXAMPLES = """
examples:
  python app.py                      for yourself, at http://127.0.0.1:8000
  python app.py --open               the same, and opens your browser
  python app.py --host 0.0.0.0       for a class on the same network: prints the address and a QR code
  PORT=9000 LIMIT_ROOMS=20 python app.py

Every option can come from an environment variable of its name (HOST, PORT, ALLOW_ORIGIN, ...); the option wins.
TLS ends in a proxy before this server; --allow-origin names the address that readers know that proxy by.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """How this node is to be started. `allow_origin` are the origins whose pages may open WebSockets, besides its own."""

    host: str
    port: int
    broker: str
    workers: int
    open: bool
    allow_origin: frozenset[str]
    log_level: str


def read_options(arguments: Sequence[str] | None, environ: Mapping[str, str]) -> Options:
    """What `arguments` and `environ` ask for. Exits with status 2 and the reason when it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="Realtime, Side by Side: how realtime web communication works, by running it.",
        epilog=EXAMPLES + _explain_environment(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def add(
        option: str, default: str, value: Callable[[str], object], metavar: str, help: str, nargs: str | None = None
    ) -> None:
        chosen = environ.get(option.upper().replace("-", "_"), default)
        shown = f"{help} (default: {default})" if default else help
        parser.add_argument(
            f"--{option}", default=chosen, type=value, metavar=metavar, help=shown, nargs=nargs, const=nargs and "1"
        )

    add("host", "127.0.0.1", str, "ADDRESS", "address to listen on; 0.0.0.0 lets others on your network in")
    add("port", "8000", _port, "N", "port to listen on; 0 takes any free one")
    add("broker", "memory", str, "NAME", "where rooms and events live: memory, inside this process")
    add("workers", "1", _workers, "N", "processes that serve; more than one need a shared broker")
    add("open", "0", _switch, "1|0", "open the page in your browser", nargs="?")
    add("allow-origin", "", _origins, "ORIGIN,...", "other origins whose pages may open WebSockets here")
    add("log-level", "warning", _level, "LEVEL", "debug, info (a line a connection), warning or error")
    options = Options(**vars(parser.parse_args(arguments)))
    if options.workers > 1 and options.broker == "memory":
        parser.error(
            f"--workers {options.workers} needs a shared broker: with memory, rooms and events live inside one process, "
            "and the others would never hear of them. Leave --workers at 1."
        )
    return options


def _explain_environment() -> str:
    """The settings and limits that have no option, for --help."""
    parts = []
    for title, variable, described in (
        ("settings of the site", settings.variable, Settings.described()),
        ("limits of a node", limits.variable, Limits.described()),
    ):
        lines = (f"  {variable(name):<29} {help} ({_plain(default)})\n" for name, default, help in described)
        parts.append(f"\n{title} (environment variables, with their defaults):\n{''.join(lines)}")
    return "".join(parts)


def _plain(default: object) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, int | float):
        return f"{default:,.10g}"
    return default.name if isinstance(default, Path) else str(default)


# -- one value from its text; argparse puts the option before what these raise --------------------------


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; choose 0 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; choose 1 or more")
    return int(text)


def _switch(text: str) -> bool:
    if text.strip().lower() not in SWITCH:
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off; write 1 or 0")
    return SWITCH[text.strip().lower()]


def _origins(text: str) -> frozenset[str]:
    """Origins as a browser sends them (RFC 6454, section 6.2): scheme and host, and the port unless it is the usual one."""
    origins = frozenset(one.strip().lower() for one in text.split(",") if one.strip())
    for one in origins:
        if not re.fullmatch(r"https?://[^/?#@\s]+", one):
            raise argparse.ArgumentTypeError(
                f"{one!r} is no origin; write, say, https://slides.example, without a path"
            )
    return origins


def _level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise argparse.ArgumentTypeError(f"{text!r} is no level; choose debug, info, warning or error")
    return text.upper()
