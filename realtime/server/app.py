"""Flask, less what it does for other sites. A poll's answer is small, so what stands around it is most of its cost."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter


class App(Flask):
    """Flask whose routes depend on path and method alone, and whose views are plain functions.

    Both save a tenth of a poll: Flask otherwise checks and encodes the host of each request, to match routes by host,
    and asks of each function it calls whether that is a coroutine.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: there are no coroutines here."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches the request's path. WebSocket handshakes have routes of their own: Flask finds those."""
        if request is None or "HTTP_UPGRADE" in request.environ:
            return super().create_url_adapter(request)
        environ = request.environ
        host, query = environ.get("HTTP_HOST", ""), environ["QUERY_STRING"]
        return MapAdapter(
            self.url_map, host, "/", "", environ["wsgi.url_scheme"], request.path, request.method, query_args=query
        )
