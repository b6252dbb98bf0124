"""Errors for people: a page with the plain cause, the remedy and a way on.

Programs, under the paths of the HTTP contract, get JSON.
"""

import logging
from dataclasses import dataclass

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from realtime.errors import Refused
from tutorial.tables import CatalogueError

log = logging.getLogger(__name__)

API = ("/rooms", "/echo", "/healthz", "/metrics")  # the paths of the HTTP contract
API_FOLDERS = tuple(f"{path}/" for path in API)


@dataclass(frozen=True, slots=True)
class Mishap:
    """An error in words: its title, its cause, and what to do about it."""

    title: str
    cause: str
    remedy: str


MISHAPS = {
    400: Mishap(
        "This request cannot be read",
        "Something in the address or the form is not as the server expects it.",
        "Go back and try again.",
    ),
    404: Mishap(
        "There is no such page",
        "Nothing is kept at this address. It may be misspelt, or out of date.",
        "Check the address, or start from one of these.",
    ),
    405: Mishap(
        "This page is only for reading",
        "The address exists, but not for the method that was used.",
        "Open it in the address bar instead.",
    ),
    413: Mishap(
        "That was too much at once",
        "What was sent is larger than this server accepts.",
        "Send less: an event is at most 16 KiB.",
    ),
    429: Mishap(
        "Too many requests",
        "This server answers only so many in a while, so that everyone gets a turn.",
        "Wait a few seconds, then load the page again.",
    ),
    500: Mishap(
        "The server made a mistake",
        "It is not your doing.",
        "Load the page again. If the error stays, tell whoever runs this server: its log has the cause.",
    ),
    503: Mishap(
        "The server is busy or about to stop",
        "It cannot take more work at this moment.",
        "Wait a few seconds, then load the page again.",
    ),
}

# The remedies again, for programs.
HINTS = {
    404: "The addresses are /rooms, /rooms/R/topics/T with a transport behind it, /echo, /healthz and /metrics.",
    405: "Use one of the methods that the Allow header lists.",
    500: "Try again; the server's log has the cause.",
}


def register(app: Flask) -> None:
    """Answer every HTTP error and every crash of `app`, as a page or as JSON."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or (error.code or 500) < 400:
            return error  # a ready answer, such as a redirect
        return _answer(error)

    @app.errorhandler(CatalogueError)
    def mistake(error: CatalogueError) -> ResponseReturnValue:
        """Only where pages are made anew on each visit: whoever writes a lesson sees what is wrong with it."""
        told = Mishap("This lesson cannot be shown yet", str(error), "Correct that, then load the page again.")
        return render_template("error.html", status=500, mishap=told), 500

    @app.errorhandler(Exception)
    def crash(_: Exception) -> ResponseReturnValue:
        log.exception("%s %s crashed", request.method, request.path)
        return _answer(InternalServerError())


def is_api(path: str) -> bool:
    """Whether `path` belongs to the HTTP contract, whose errors are JSON."""
    return path.startswith(API_FOLDERS) or path in API


def _answer(error: HTTPException) -> Response:
    """The error as a page or as JSON, with the headers that belong to it, such as Allow or Retry-After."""
    status = error.code or 500
    if is_api(request.path):
        response = jsonify(refusal(error).body)
    else:
        mishap = MISHAPS.get(status) or Mishap(error.name, error.description or "", "Go back and try again.")
        response = Response(render_template("error.html", status=status, mishap=mishap), mimetype="text/html")
    response.status_code = status
    response.headers.extend(pair for pair in error.get_headers() if pair[0].lower() != "content-type")
    return response


def refusal(error: HTTPException) -> Refused:
    """An HTTP error of the framework in the form all refusals of the engine have."""
    code = error.name.lower().replace(" ", "-").replace("'", "")
    hint = HINTS.get(error.code or 500, "The HTTP contract in ARCHITECTURE.md lists what may be asked.")
    return Refused(error.code or 500, code, f"{request.method} {request.path}: {error.name}.", hint)
