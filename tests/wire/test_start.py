"""The command line, as a person uses it: it says where it is, refuses clearly, and stops when told."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.server import ROOT, Server
from tests.wire.rooms import http


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs `python app.py` to its end; for starts that are refused."""
    return subprocess.run(
        [sys.executable, "app.py", *words],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_help_names_every_option_and_every_limit() -> None:
    from realtime.limits import Limits, variable

    answer = run("--help")
    assert answer.returncode == 0
    for option in ("--host", "--port", "--broker", "--workers", "--open", "--allow-origin", "--log-level"):
        assert option in answer.stdout
    for name, _, help in Limits.described():
        assert variable(name) in answer.stdout
        assert help in answer.stdout


def test_on_all_interfaces_it_prints_the_address_on_the_network_and_a_qr_code(site: None) -> None:
    with Server("--host", "0.0.0.0") as server:
        assert server.url.startswith("http://127.0.0.1:")
        if "On this network" in server.stdout:  # a machine without any network has none to print
            assert f":{server.port}" in server.stdout.split("On this network", 1)[1]
            assert "\u2580" in server.stdout or "\u2584" in server.stdout


def test_options_come_from_the_environment_too() -> None:
    assert "--workers 2 needs a shared broker" in run(WORKERS="2").stderr
    assert "'99999' is no port" in run(PORT="99999").stderr


def test_the_command_line_wins_over_the_environment() -> None:
    assert "--workers 3 needs a shared broker" in run("--workers", "3", WORKERS="2").stderr


def test_a_taken_port_is_refused_with_a_way_on(server: Server) -> None:
    answer = run("--port", str(server.port))
    assert answer.returncode == 2
    assert f"Cannot listen on 127.0.0.1 port {server.port}" in answer.stderr
    assert "--port 0" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("words", "env", "says"),
    [
        (("--broker", "carrier-pigeon"), {}, "There is no broker 'carrier-pigeon'"),
        (("--host", "192.0.2.1"), {}, "Choose an address of this machine"),
        ((), {"LIMIT_ROOMS": "many"}, "LIMIT_ROOMS='many'"),
        ((), {"STATIC": "/no/such/folder"}, "STATIC"),
        (("--log-level", "chatty"), {}, "choose debug, info, warning or error"),
        (("--allow-origin", "slides.example"), {}, "https://slides.example"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(words: tuple[str, ...], env: dict[str, str], says: str, site: None) -> None:
    answer = run("--port", "0", *words, **env)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_sigterm_ends_it_cleanly(fresh_server: Callable[..., Server]) -> None:
    server = fresh_server()
    with http(server.url) as client:
        assert client.get("/").status_code == 200
    assert server.stop() == 0
