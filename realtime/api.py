"""The HTTP contract that belongs to no transport: rooms, publishing, control, echo, health and metrics.

Every error is JSON, `{"error": {"code", "message", "hint"}}`, with the right status.
"""

from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing.exceptions import WebsocketMismatch

from realtime.control import open_control
from realtime.errors import Refused
from realtime.event import parse_json
from realtime.room import Rooms
from realtime.server import Sock, WebSocketStream, adopt_socket, encode, node_here
from realtime.server.handshake import is_upgrade
from realtime.server.metrics import exposition
from realtime.server.response import Answer
from realtime.server.websocket import BINARY, TEXT
from realtime.server.wire import checked_tag

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' exposition format


def register(app: Flask, rooms: Rooms) -> None:
    """Add the contract's routes and errors to `app`."""
    app.register_blueprint(make_blueprint(rooms))
    app.register_error_handler(Refused, answer_refusal)
    app.register_error_handler(WebsocketMismatch, _answer_mismatch)
    app.before_request(_open_exchange)
    app.before_request(_impose_status)


def make_blueprint(rooms: Rooms) -> Blueprint:
    """The routes over `rooms`."""
    bp = Blueprint("api", __name__)
    sock = Sock()

    @bp.post("/rooms")
    def create_room() -> tuple[Response, int]:
        new = rooms.create(request.remote_addr or "")
        answer = jsonify(room=new.room, key=new.key, expires_in_s=new.expires_in_s)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Location"] = f"/rooms/{new.room}"
        return answer, 201

    @bp.post("/rooms/<room>/topics/<topic>")
    def publish(room: str, topic: str) -> tuple[Response, int]:
        rooms.authorize(room, bearer())
        receipt = rooms.publish(room, topic, parse_json(request.get_data(cache=False)))
        return jsonify(id=receipt.id, sent_at=receipt.sent_at), 201

    @sock.route("/rooms/<room>/control", bp)
    def control(room: str) -> Response:
        return open_control(rooms, room, request.args.get("tag"))

    @sock.route("/echo", bp)
    def echo() -> Response:
        node = node_here()
        if node.streams.present("")["echo"] >= node.limits.echo_connections:
            raise Refused(
                503,
                "echo-full",
                f"{node.limits.echo_connections} connections to /echo are open, as many as are allowed.",
                "Try again in a moment.",
                retry_after_s=5,
            )
        return adopt_socket("", on_message=_echo, echo=True)

    @bp.get("/healthz")
    def health() -> tuple[Response, int]:
        draining = node_here().draining
        return jsonify(status="draining" if draining else "ok"), 503 if draining else 200

    @bp.get("/metrics")
    def metrics() -> Response:
        return Response(exposition(node_here()), content_type=CONTENT_TYPE)

    return bp


def answer_refusal(refused: Refused) -> Response:
    """A Refused as JSON."""
    answer = jsonify(refused.body)
    answer.status_code = refused.status
    if refused.retry_after_s is not None:
        answer.headers["Retry-After"] = str(refused.retry_after_s)
    if refused.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if refused.status == 426:
        answer.headers["Upgrade"] = "websocket"
        answer.headers["Connection"] = "Upgrade"  # whoever sends the one must send the other, RFC 9110 section 7.8
        answer.headers["Sec-WebSocket-Version"] = "13"
    return answer


def _answer_mismatch(_: HTTPException) -> Response:
    """A WebSocket address asked by plain HTTP, or the other way round."""
    if is_upgrade(request.environ):
        return answer_refusal(
            Refused(
                400,
                "no-websocket-here",
                f"{request.path} does not speak WebSocket.",
                "Ask it with plain HTTP, or connect to …/ws, …/control or /echo.",
            )
        )
    return answer_refusal(
        Refused(
            426,
            "websocket-only",
            f"{request.path} speaks WebSocket only.",
            "Connect with new WebSocket(url). A proxy in between has to speak HTTP/1.1, and to pass on Upgrade and Connection.",
        )
    )


def _echo(stream: WebSocketStream, message: str | bytes, _: float) -> None:
    if isinstance(message, str):
        stream.send(encode(message.encode(), TEXT))
    else:
        stream.send(encode(message, BINARY))


def bearer() -> str | None:
    """The room's key, as `Authorization: Bearer KEY` says it (RFC 6750 section 2.1); None without."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _open_exchange() -> None:
    """Keep a record of this exchange, if the client gave it a tag (`realtime.server.wire`)."""
    if "tag=" not in request.environ["QUERY_STRING"]:
        return
    transport = "publish" if request.endpoint == "api.publish" else request.blueprint
    if transport in (None, "api"):
        return
    tag = checked_tag(request.args.get("tag"))
    values = request.view_args or {}
    if tag is not None and "room" in values:
        after = request.headers.get("Last-Event-ID") or request.args.get("after")
        exchange = node_here().ledger.open(
            values["room"], tag, transport or "", after, private="Authorization" in request.headers
        )
        request.environ["realtime.exchange"] = exchange
        request.environ["realtime.handler"].record_request(exchange)


def _impose_status() -> Response | None:
    """Answer in place of the view, where the room's conditions say so: as a proxy, a load balancer or a portal would."""
    match request.environ.get("realtime.status"):
        case "503":
            return answer_refusal(
                Refused(
                    503,
                    "condition",
                    "The room's conditions answer this request with 503.",
                    "Try again in a second, as with any server that is overloaded.",
                    retry_after_s=1,
                )
            )
        case "204":
            return Answer(status=204)
        case "redirect":
            return Answer(status=302, headers={"Location": "/", "Content-Length": "0"})
        case "wrong-type":
            return Answer(
                "<!doctype html><title>Not what you asked for</title>", content_type="text/html; charset=utf-8"
            )
        case _:
            return None
