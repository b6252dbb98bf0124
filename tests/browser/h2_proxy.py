"""A proxy that speaks HTTP/2 to the browser, before the running site: `h2_proxy.mjs`, with a certificate of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script import vendor
from tests.tools import missing

PROXY = Path(__file__).with_suffix(".mjs")
SUBJECT = ("-subj", "/CN=localhost", "-days", "2", "-newkey", "rsa:2048", "-nodes")


@contextmanager
def h2_proxy(port: int, folder: Path) -> Iterator[str]:
    """The address of a proxy before the site at `port`. Node.js and openssl are needed for it."""
    node, openssl = vendor.find_node(), shutil.which("openssl")
    if node is None:
        missing("no Node.js to speak HTTP/2: run script/vendor, which installs one")
    if openssl is None:
        missing("no openssl to make a certificate for HTTP/2: apt-get install openssl, or https://openssl.org")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = [openssl, "req", "-x509", *SUBJECT, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    command = [*node.node, str(PROXY), str(port), str(key), str(certificate)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        yield f"https://127.0.0.1:{int(process.stdout.readline())}"
        assert process.stdin is not None
        process.stdin.close()
