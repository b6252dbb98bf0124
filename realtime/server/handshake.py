"""The opening handshake of WebSocket (RFC 6455 section 4.2): who may open one, and the proof that it was understood."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import flask_sock
from flask import request
from werkzeug.exceptions import MethodNotAllowed

from realtime.errors import Refused, shown

if TYPE_CHECKING:
    from flask import Blueprint

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
VERSION = "13"  # RFC 6455 section 4.1


def accept(key: str) -> str:
    """The Sec-WebSocket-Accept that proves the server understood `key` (RFC 6455 section 4.2.2)."""
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()  # noqa: S324 - the RFC's choice


def is_upgrade(environ: dict[str, Any]) -> bool:
    """Whether the request asks for WebSocket (RFC 6455 section 4.2.1, items 3 and 4), as the router judges it too.

    HTTP/1.0 cannot: there the header is to be ignored (RFC 9110 section 7.8).
    """
    if environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        return False
    options = environ.get("HTTP_CONNECTION", "").lower().split(",")
    return environ.get("HTTP_UPGRADE", "").lower() == "websocket" and "upgrade" in map(str.strip, options)


def check_handshake(environ: dict[str, Any]) -> str:
    """The key of a valid opening handshake (RFC 6455 section 4.2.1), or Refused."""
    key = str(environ.get("HTTP_SEC_WEBSOCKET_KEY", ""))
    version = environ.get("HTTP_SEC_WEBSOCKET_VERSION", "")
    if version != VERSION:
        raise Refused(
            426,
            "bad-version",
            f"WebSocket version {shown(version)} is not spoken here.",
            "Send Sec-WebSocket-Version: 13.",
        )
    try:
        sixteen = len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        sixteen = False
    if not sixteen:
        raise Refused(
            400,
            "bad-key",
            f"Sec-WebSocket-Key {shown(key)} is not 16 bytes in base64.",
            "Let a WebSocket library make it.",
        )
    return key


def check_origin(environ: dict[str, Any], allowed: frozenset[str]) -> None:
    """Refused, when a page of another site asks: CORS does not protect WebSocket (RFC 6455 section 10.2).

    Programs send no Origin and may connect. The scheme is not compared: TLS ends in a proxy before this server.
    """
    origin = environ.get("HTTP_ORIGIN")
    if origin is None or origin in allowed or origin.partition("://")[2] == environ.get("HTTP_HOST"):
        return
    raise Refused(
        403,
        "foreign-origin",
        f"A page of {shown(origin)} may not open a WebSocket here.",
        "Open it from this site's own pages, or start the server with --allow-origin and that origin.",
    )


class Sock(flask_sock.Sock):  # type: ignore[misc]  # flask-sock has no types
    """flask-sock's way to declare a WebSocket route, for views that return an adopted socket.

    flask-sock itself would run the handshake before the view, in a thread a connection, and keep the view for as long
    as the socket lives. Here the view decides first (a refusal is an ordinary HTTP answer), and returns at once.
    """

    def route(self, path: str, bp: "Blueprint | None" = None, **options: Any) -> Callable[[Callable[..., Any]], None]:
        """As flask-sock's: register a view of (environ-free) URL parameters as the WebSocket at `path`."""

        def decorate(view: Callable[..., Any]) -> None:
            @wraps(view)
            def websocket_view(*args: Any, **kwargs: Any) -> Any:
                if request.method != "GET":  # HEAD, which Flask adds wherever GET is
                    raise MethodNotAllowed(["GET"])
                check_origin(request.environ, request.environ["realtime.node"].allowed_origins)
                check_handshake(request.environ)
                return view(*args, **kwargs)

            (bp or self.app).route(path, websocket=True, **options)(websocket_view)

        return decorate
