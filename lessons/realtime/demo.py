"""The link of a class as a QR code, so that phones find from the projector into it."""

import io

import segno
from flask import Blueprint, Response, request

from realtime.errors import Refused
from realtime.room import Rooms

MOST_BYTES = 300  # a link has about 100; what is longer makes a code that no phone reads from a wall
QUIET = 4  # modules of white around the code (ISO/IEC 18004)


def make_blueprint(_: Rooms) -> Blueprint:
    """The route of the demo, under the lesson's address."""
    bp = Blueprint("demo", __name__)

    @bp.post("/qr")
    def qr() -> Response:
        """The text in the body as a QR code, in SVG. It has a room's key in it, and an address would be logged."""
        link = request.get_data(cache=False)
        if not 0 < len(link) <= MOST_BYTES:
            raise Refused(400, "bad-link", f"This link has {len(link):,} bytes.", f"Send 1 to {MOST_BYTES}.")
        return Response(drawn(link), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})

    return bp


def drawn(link: bytes) -> bytes:
    """Black on white in every theme: not every camera reads the reverse."""
    svg = io.BytesIO()
    code = segno.make(link, micro=False)
    code.save(svg, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return svg.getvalue()
