"""Flask, less what it does for other sites. A poll's answer is small, so what stands around it is most of its cost."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter

from realtime.server.handshake import is_upgrade

TOPIC = "/rooms/<room>/topics/<topic>"  # where every transport is found, under its own last part
REMEMBERED = 4_096  # paths; clients choose them, so their number has a bound, and so has
LONGEST = 200  # the length of one

Routes = dict[tuple[bool, str, str], tuple[Any, Any]]  # (WebSocket or not, method, path) → rule, its values


class App(Flask):
    """Flask whose routes depend on path and method alone, and whose views are plain functions.

    That saves a fifth of a poll: Flask otherwise checks and encodes the host of each request, to match routes by host,
    finds the route of the same path again and again, and asks of each function it calls whether that is a coroutine.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._routes: Routes = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: there are no coroutines here."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds the request's route."""
        if request is None:
            return super().create_url_adapter(None)
        environ = request.environ
        upgrade = "HTTP_UPGRADE" in environ and is_upgrade(environ)
        return _Router(
            self.url_map, environ.get("HTTP_HOST", ""), "/", "", "ws" if upgrade else environ["wsgi.url_scheme"],
            request.path, request.method, environ["QUERY_STRING"],
        ).remembering(self._routes)  # fmt: skip


def transports(app: Flask) -> dict[str, str]:
    """Paths under a topic, such as `long-poll`, and the transport that is had there."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(TOPIC + "/")]
    return {rule.rule.removeprefix(TOPIC + "/"): rule.endpoint.partition(".")[0] for rule in rules}


class _Router(MapAdapter):
    """Werkzeug's router, which remembers what it found."""

    def remembering(self, routes: Routes) -> "_Router":
        """Itself, with `routes` as its memory."""
        self._routes = routes
        return self

    def match(self, *args: Any, **options: Any) -> Any:
        """The rule and its values; NotFound and the like for a path without a route, as Werkzeug has it."""
        if args or options != {"return_rule": True}:  # not Flask's way to ask
            return super().match(*args, **options)
        key = (self.websocket, self.default_method, self.path_info)
        if key not in self._routes:
            found = super().match(return_rule=True)
            if len(self.path_info) > LONGEST:
                return found
            if len(self._routes) >= REMEMBERED:
                self._routes.clear()
            self._routes[key] = found
        rule, values = self._routes[key]
        return rule, values.copy()
