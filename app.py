"""Starts the site: `python app.py`, or `script/run`, which installs what it needs first."""

from gevent import monkey

monkey.patch_all()  # first, and only here: what is imported below must wait without blocking the others

import argparse
import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path

import segno

from realtime import limits
from realtime.broker import BrokerError, open_broker
from realtime.limits import LimitError, Limits
from realtime.room import Rooms
from realtime.server import Node
from script import vendor
from tutorial import create_app, settings
from tutorial.catalogue import CatalogueError
from tutorial.glossary import GlossaryError
from tutorial.settings import SettingError, Settings

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - the addresses that mean all of the machine's
TRUE, FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
MISTAKES = (vendor.VendorError, LimitError, BrokerError, SettingError, CatalogueError, GlossaryError)
EXAMPLES = """
examples:
  python app.py                      for yourself, at http://127.0.0.1:8000
  python app.py --open               the same, and opens your browser
  python app.py --host 0.0.0.0       for a class on the same network: prints the address and a QR code
  PORT=9000 LIMIT_ROOMS=20 python app.py

Every option can come from an environment variable of its name (HOST, PORT, ...); the option wins.
TLS ends in a proxy before this server; --allow-origin names the address that the proxy is known by.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds the site, serves it until SIGTERM or Ctrl+C, and answers with the exit status."""
    options = read_options(arguments, os.environ)
    logging.basicConfig(level=options.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    raise_descriptor_limit()
    try:
        node = build(options)
        node.start()
    except MISTAKES as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Cannot listen on {options.host} port {options.port}: {error.strerror}.", file=sys.stderr)
        print("Choose another port with --port 8001, or any free one with --port 0.", file=sys.stderr)
        return 2
    announce(options.host, node.port)
    if options.open:
        threading.Thread(target=webbrowser.open, args=(address("127.0.0.1", node.port),), daemon=True).start()
    node.serve_forever()
    return 0


def build(options: argparse.Namespace) -> Node:
    """The parts, put together: broker, rooms, pages, server."""
    vendor.ensure()
    bounds = Limits.from_environ(os.environ)
    rooms = Rooms(open_broker(options.broker, bounds), bounds)
    site = create_app(rooms, Settings.from_environ(os.environ))
    return Node(site, host=options.host, port=options.port, limits=bounds)


def read_options(arguments: Sequence[str] | None, environ: Mapping[str, str]) -> argparse.Namespace:
    """The command line over the environment over the defaults. Exits with status 2 and the reason if it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="Realtime, Side by Side: how realtime web communication works, by running it.",
        epilog=EXAMPLES + explain_environment(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )

    def option(name: str, default: str, help: str, **more: object) -> None:
        chosen = environ.get(name.upper().replace("-", "_"), default)
        shown = f" (default: {default})" if default else ""
        parser.add_argument(f"--{name}", default=chosen, help=help + shown, **more)  # type: ignore[arg-type]

    option("host", "127.0.0.1", "address to listen on; 0.0.0.0 lets others on your network in", metavar="ADDRESS")
    option("port", "8000", "port to listen on; 0 takes any free one", type=_port, metavar="N")
    option("broker", "memory", "where rooms and events live: memory, inside this process", metavar="NAME")
    option("workers", "1", "processes that serve; more than one need a shared broker", type=_count, metavar="N")
    option("open", "0", "open the page in your browser", nargs="?", const="1", type=_switch, metavar="1|0")
    option("log-level", "warning", "debug, info (a line a connection), warning or error", type=_level, metavar="LEVEL")
    options = parser.parse_args(arguments)
    if options.workers > 1 and options.broker == "memory":
        parser.error(
            f"--workers {options.workers} needs a shared broker: with memory, rooms and events live inside one process, "
            "and the others would never hear of them. Leave --workers at 1."
        )
    return options


def explain_environment() -> str:
    """The settings and limits that have no option, for --help."""
    parts = []
    for title, variable, described in (
        ("settings", settings.variable, Settings.described()),
        ("limits", limits.variable, Limits.described()),
    ):
        lines = [f"  {variable(name):<29} {help} ({_plain(default)})" for name, default, help in described]
        parts.append(f"\n{title} (environment variables, with their defaults):\n" + "\n".join(lines) + "\n")
    return "".join(parts)


def announce(host: str, port: int) -> None:
    """Prints where the site is; on all interfaces also its address on the network, and a QR code of it."""
    print(f"Listening on {address('127.0.0.1' if host in EVERYWHERE else host, port)}", flush=True)
    lan = network_address() if host in EVERYWHERE else None
    if lan:
        print(f"On this network: {address(lan, port)}", flush=True)
        unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        segno.make(address(lan, port)).terminal(border=2, compact=unicode)
    print("Ctrl+C stops it.", flush=True)


def address(host: str, port: int) -> str:
    """`http://HOST:PORT`, with the brackets that IPv6 needs (RFC 3986, section 3.2.2)."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def network_address() -> str | None:
    """This machine's address on its network, or None. Connecting a UDP socket chooses a route and sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation (RFC 5737)
        except OSError:
            return None
        return str(probe.getsockname()[0])


def raise_descriptor_limit() -> None:
    """Every reader is a file descriptor, and shells often allow 1,024: take all that the system grants."""
    try:
        import resource
    except ImportError:  # Windows has no such limit on sockets
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):  # macOS names a hard limit that it does not grant
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(10_240, hard)), hard))


def _plain(default: object) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, int | float):
        return f"{default:,}"
    return default.name if isinstance(default, Path) else str(default)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port; choose 0 to 65535")
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes; choose 1 or more")
    return count


def _switch(text: str) -> bool:
    word = text.strip().lower()
    if word not in TRUE + FALSE:
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off; write 1 or 0")
    return word in TRUE


def _level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise argparse.ArgumentTypeError(f"{text!r} is no level; choose debug, info, warning or error")
    return text.upper()


if __name__ == "__main__":
    raise SystemExit(main())
