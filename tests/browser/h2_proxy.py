"""A proxy that speaks HTTP/2 to the browser, before the running site: `h2_proxy.mjs`, with a certificate of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from script import vendor

PROXY = Path(__file__).with_suffix(".mjs")
SUBJECT = ("-subj", "/CN=localhost", "-days", "2", "-newkey", "rsa:2048", "-nodes")


@contextmanager
def h2_proxy(port: int, folder: Path) -> Iterator[str]:
    """The address of a proxy before the site at `port`; skips where there is no Node.js or no openssl."""
    node, openssl = vendor.find_node(), shutil.which("openssl")
    if node is None or openssl is None:
        pytest.skip("needs Node.js and openssl: apt-get install nodejs openssl")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = [openssl, "req", "-x509", *SUBJECT, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    command = [*node.node, str(PROXY), str(port), str(key), str(certificate)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        yield f"https://127.0.0.1:{int(process.stdout.readline())}"
        assert process.stdin is not None
        process.stdin.close()
