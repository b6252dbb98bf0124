"""What every answer says to the browser besides its content: security headers, and for pages compression and revalidation.

Answers of the HTTP contract are data, never documents: they say `nosniff` and no more, for each byte of theirs is
measured and shown on the stage.
"""

import gzip

from flask import Flask, Response, request

from tutorial.errors import is_api

# Nothing from elsewhere, nothing inline. 'self' in connect-src covers ws: and wss: of the same origin (CSP3 section 6.7.2.8).
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

# COOP and COEP give the page a fine-grained performance.now(); CORP keeps other sites from reading our answers.
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

EMBEDDABLE = "/embed/"  # pages under this path may be framed, as slides do


def register(app: Flask, embed_from: str) -> None:
    """Add the headers to every answer of `app`; `embed_from` are the CSP sources that may frame pages under `/embed/`."""
    documents = HEADERS | {"Content-Security-Policy": _policy(POLICY)}
    framed = _policy(POLICY | {"frame-ancestors": embed_from})

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.add("X-Content-Type-Options", "nosniff")  # nobody sets it before: no need to look
        if is_api(request.path):
            return response
        if request.path.startswith(EMBEDDABLE):
            response.headers["Content-Security-Policy"] = framed
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        for name, value in documents.items():
            response.headers.setdefault(name, value)
        return _page(response) if response.mimetype == "text/html" else response


def _policy(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _page(response: Response) -> Response:
    """A page is checked again on each visit, by an ETag over its content, and travels compressed where it may."""
    response.headers.setdefault("Cache-Control", "no-cache")
    response.vary.add("Accept-Encoding")
    response.add_etag(weak=True)  # weak: one tag for both codings, RFC 9110 section 8.8.3.3
    if response.status_code == 200:
        response.make_conditional(request)
    if request.accept_encodings["gzip"] > 0 and response.status_code != 304:
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.content_encoding = "gzip"
    return response
