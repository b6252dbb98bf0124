"""Starts the site: `python app.py`, or `script/run`, which installs what it needs first. `--help` tells the options."""

import gc

gc.disable()  # what is made at the start stays, and looking for garbage in it takes a third of the time; see Node.start

from gevent import monkey

monkey.patch_all()  # first, and only here: what is imported below must wait without blocking the others

import errno
import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence

import gevent
import segno

from realtime.broker import BrokerError, open_broker
from realtime.limits import LimitError, Limits
from realtime.room import Rooms
from realtime.server import Node
from script import vendor
from tutorial import create_app
from tutorial.command_line import Options, read_options
from tutorial.settings import SettingError, Settings
from tutorial.tables import CatalogueError

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - the addresses that mean all of the machine's
MISTAKES = (vendor.VendorError, LimitError, BrokerError, SettingError, CatalogueError)


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
        print(remedy(error), file=sys.stderr)
        return 2
    gevent.spawn(announce, options, node.port)  # runs once signals are heard: who reads the address may stop us at once
    node.serve_forever()
    return 0


def build(options: Options) -> Node:
    """The parts, put together: broker, rooms, pages, server."""
    vendor.ensure()
    limits = Limits.from_environ(os.environ)
    rooms = Rooms(open_broker(options.broker, limits), limits)
    site = create_app(rooms, Settings.from_environ(os.environ))
    return Node(site, rooms, host=options.host, port=options.port, allowed_origins=options.allow_origin)


def remedy(error: OSError) -> str:
    """What to do when an address and port are not to be had."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "Choose an address of this machine with --host 127.0.0.1, or all of them with --host 0.0.0.0."
    return "Choose another port with --port 8001, or any free one with --port 0."


def announce(options: Options, port: int) -> None:
    """Prints where the site is, and opens it if asked; on all interfaces also the address on the network, and its QR code."""
    everywhere = options.host in EVERYWHERE
    network = network_address() if everywhere else None
    if network:
        print(f"On this network: {address(network, port)}")
        unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        segno.make(address(network, port)).terminal(border=2, compact=unicode)
    here = address("127.0.0.1" if everywhere else options.host, port)
    print(f"Listening on {here}\nCtrl+C stops it.", flush=True)
    if options.open:
        threading.Thread(target=webbrowser.open, args=(here,), daemon=True).start()


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
    if soft == hard:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):  # macOS names a hard limit that it does not grant; 10,240 it does
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 10_240), hard))


if __name__ == "__main__":
    raise SystemExit(main())
