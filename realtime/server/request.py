"""Requests as pywsgi does not read them: strictly and quickly, each bound with its own refusal (RFC 9112).

A body is read before the application runs, so that a client that drips it holds no view. The numbers in refusals are
RFC 9110's and RFC 6585's.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from gevent.pywsgi import WSGIHandler

from realtime.errors import Refused, shown

if TYPE_CHECKING:
    from realtime.server.node import Node

TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")  # RFC 9110 section 5.6.2
FORBIDDEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")  # in a header's value or a request line (RFC 9110 section 5.5)
VERSION = re.compile(rb"HTTP/[0-9]\.[0-9]\Z")  # RFC 9112 section 2.3
LENGTH = re.compile(r"[0-9]{1,15}\Z")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w\-.~%!$&'()*+,;=]*)(:[0-9]*)?\Z", re.ASCII)  # RFC 3986 section 3.2.2
ONCE = {"HTTP_HOST", "CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_AUTHORIZATION", "HTTP_SEC_WEBSOCKET_KEY"}

_names: dict[bytes, str] = {}  # header name as sent → its WSGI key; bounded, because clients choose the names


class RequestReader(WSGIHandler):  # type: ignore[misc]  # gevent has no types
    """The half of a connection's handler that reads. Raises Refused for what is no request, EOFError when the client is gone."""

    node: "Node"
    up = 0  # bytes of the request, its head and its body
    down = 0  # bytes of the answer that have passed the socket, and of what was said before it
    raw: list[bytes] | None = None  # the request as it came, if a tag says that somebody may want to see it

    def _read_request(self) -> dict[str, Any]:
        """The next request as WSGI has it, with its whole body in `wsgi.input`."""
        limits = self.node.limits
        stray, line = b"", self.rfile.readline(limits.request_line_bytes + 3)
        if line in (b"\r\n", b"\n"):  # a stray line before a request is overlooked (RFC 9112 section 2.2)
            stray, line = line, self.rfile.readline(limits.request_line_bytes + 3)
        self.raw = [stray, line] if b"tag=" in line else None
        environ = self._read_request_line(line)
        size = self._read_headers(environ, len(stray) + len(line))
        length, self.down = self._body_length(environ), 0
        if length and environ.get("HTTP_EXPECT", "").lower() == "100-continue" and self.request_version != "HTTP/1.0":
            self.socket.sendall(CONTINUE)  # not to HTTP/1.0, which knows no such answer (RFC 9110 section 10.1.1)
            self.down = len(CONTINUE)
        body = self.rfile.read(length) if length else b""
        if len(body) < length:
            raise EOFError
        if self.raw is not None:
            self.raw.append(body)
        environ["wsgi.input"] = BytesIO(body)
        self.up = size + length
        return environ

    def _read_request_line(self, line: bytes) -> dict[str, Any]:
        if not line:
            raise EOFError
        self.requestline = line.decode("latin-1").rstrip("\r\n")
        if len(line) > self.node.limits.request_line_bytes + 2 and not line.endswith(b"\n"):
            raise Refused(
                414,
                "request-line-too-long",
                f"The request line is over {self.node.limits.request_line_bytes:,} bytes.",
                "Send less in the address; long content belongs in the body.",
            )
        words = line.rstrip(b"\r\n").split(b" ")
        if (
            len(words) != 3
            or not (TOKEN.match(words[0]) and words[1] and VERSION.match(words[2]))
            or FORBIDDEN.search(words[1])
        ):
            raise _bad_request(f"the request line {shown(self.requestline)} is not METHOD, TARGET, VERSION")
        method, target, version = (word.decode("latin-1") for word in words)
        if version not in ("HTTP/1.1", "HTTP/1.0"):
            raise Refused(
                505, "bad-version", f"{shown(version)} is not spoken here.", "Speak HTTP/1.1; a proxy can speak HTTP/2."
            )
        self.command, self.path, self.request_version = method, target, version
        path, _, query = _origin_form(method, target).partition("?")
        environ: dict[str, Any] = self.server.get_environ()
        environ["REQUEST_METHOD"] = method
        environ["PATH_INFO"] = unquote_to_bytes(path.encode("latin-1")).decode("latin-1") if "%" in path else path
        environ["QUERY_STRING"] = query
        environ["RAW_URI"] = target
        environ["SERVER_PROTOCOL"] = version
        environ["GATEWAY_INTERFACE"] = "CGI/1.1"
        environ["SCRIPT_NAME"] = ""
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = self.client_address[0], str(self.client_address[1])
        environ["realtime.handler"] = self
        environ["realtime.node"] = self.node
        return environ

    def _read_headers(self, environ: dict[str, Any], size: int) -> int:
        """Read the header fields into `environ`; answers with the size of the whole head in bytes."""
        limits, start, count = self.node.limits, size, 0
        readline, raw = self.rfile.readline, self.raw
        while True:
            line = readline(limits.header_bytes + 2)
            size += len(line)
            if raw is not None:
                raw.append(line)
            if line in (b"\r\n", b"\n"):
                break
            count += 1
            if size - start > limits.header_bytes or count > limits.header_count:
                raise Refused(
                    431,
                    "headers-too-large",
                    f"The request has more than {limits.header_bytes:,} bytes or {limits.header_count} lines of headers.",
                    "Send fewer or shorter headers; cookies are not needed here.",
                )
            if not line.endswith(b"\n"):
                raise EOFError
            name, colon, value = line.partition(b":")
            value = value.strip(b" \t\r\n")
            key = _names.get(name)
            if not colon or FORBIDDEN.search(value) or not (key or TOKEN.match(name)):
                raise _bad_request(f"{shown(line)} is not a header field")
            key = key or _key(name)
            text = value.decode("latin-1")
            if key in environ and key.startswith(("HTTP_", "CONTENT_")):
                if key in ONCE:
                    raise _bad_request(f"the header {name.decode()} came twice")
                text = environ[key] + (";" if key == "HTTP_COOKIE" else ",") + text
            environ[key] = text
        self._connection_options(environ)
        return size

    def _connection_options(self, environ: dict[str, Any]) -> None:
        options = environ.get("HTTP_CONNECTION", "").lower()
        self.close_connection = "close" in options or (
            self.request_version == "HTTP/1.0" and "keep-alive" not in options
        )
        host = environ.get("HTTP_HOST")
        if host is None and self.request_version == "HTTP/1.1":
            raise _bad_request("the header Host is missing")
        if host is not None and not HOST.match(host):
            raise _bad_request(f"{shown(host)} is not a host")

    def _body_length(self, environ: dict[str, Any]) -> int:
        if "HTTP_TRANSFER_ENCODING" in environ:
            raise Refused(
                411,
                "length-required",
                "Bodies in chunks are not taken.",
                "Send the body with a Content-Length.",
            )
        text = environ.get("CONTENT_LENGTH", "0")
        if not LENGTH.match(text):
            raise _bad_request(f"the Content-Length {shown(text)} is not a number of bytes")
        length, limit = int(text), self.node.limits.body_bytes
        if length > limit:
            raise Refused(
                413,
                "body-too-large",
                f"The body is {length:,} bytes; {limit:,} are allowed.",
                "Send less at once.",
            )
        return length


def _origin_form(method: str, target: str) -> str:
    """The path and query of a target that may be a whole URL (RFC 9112 section 3.2.2)."""
    if target.startswith("/"):
        return target
    if target.startswith(("http://", "https://")):
        _, slash, rest = target.split("//", 1)[1].partition("/")
        return slash + rest or "/"
    if (method, target) == ("OPTIONS", "*"):  # RFC 9112 section 3.2.4
        raise Refused(
            400,
            "no-options",
            "OPTIONS * asks about the whole server, which has nothing to tell of itself.",
            "Ask OPTIONS of a path.",
        )
    raise _bad_request(f"the target {shown(target)} is neither a path nor a URL")


def _key(name: bytes) -> str:
    text = name.decode("ascii").upper().replace("-", "_")
    if b"_" in name:  # would be taken for the name with a dash: kept apart where nobody looks
        text = "UNDERSCORED_" + text
    key = text if text in ("CONTENT_LENGTH", "CONTENT_TYPE") else "HTTP_" + text
    if len(_names) < 512:
        _names[name] = key
    return key


def _bad_request(why: str) -> Refused:
    return Refused(400, "bad-request", f"This is not an HTTP request: {why}.", "Speak HTTP/1.1 as RFC 9112 says.")
