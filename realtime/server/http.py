"""HTTP/1.1 as pywsgi does not do it: one send an answer, bytes accounted, refusals in JSON, streams that take the connection.

How a request is read, and which are refused, is in `request`.
"""

import json
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

import gevent

from realtime.errors import Refused
from realtime.server.passage import Gone, Passage
from realtime.server.request import RequestReader
from realtime.server.wire import Exchange, now_ms

CLOSE = ("Connection", "close")
NOSNIFF = ("X-Content-Type-Options", "nosniff")
LINGER_BYTES, LINGER_S = 1 << 20, 1.0  # what a refused client may still send before its line is cut


def head(status: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """A status line and headers as bytes, for answers that do not pass through pywsgi."""
    fields = "".join([f"{name}: {value}\r\n" for name, value in headers])
    return f"HTTP/1.1 {status}\r\n{fields}Date: {date()}\r\n\r\n".encode("latin-1")


_date = (0, "")


def date() -> str:
    """Now, as the Date header says it; made once a second."""
    global _date
    now = int(time.time())
    if now != _date[0]:
        _date = (now, formatdate(now, usegmt=True))
    return _date[1]


class SlowRequest(Exception):
    """The request did not arrive within its time."""


class Handler(RequestReader):
    """One HTTP connection: its requests, one after the other, until it ends or is adopted."""

    environ: dict[str, Any]
    provided_date: str | None
    adopted = False  # the socket now belongs to a stream
    idle = False  # between two requests
    received_at = 0.0
    passage: Passage | None = None  # through the network of the room that is read, if it has conditions

    def handle(self) -> None:
        """Serve the connection's requests; then give its place back, unless a stream has it now."""
        self.node = self.server.node
        self.node.handlers.add(self)
        try:
            super().handle()
        finally:
            self.node.handlers.discard(self)
            self.environ = {}  # it holds this handler: break the circle, the collector runs seldom
            if not self.adopted:
                self.node.connections.left(self.client_address[0])

    # -- one request after the other -------------------------------------------------------

    def handle_one_request(self) -> Any:
        """Read one request and answer it. True to go on, None at the end, (status, bytes) for a refusal, as pywsgi asks."""
        if not self._wait():
            return None
        try:
            if self._is_here():
                self.environ = self._read_request()
            else:
                with gevent.Timeout(self.node.limits.request_s, SlowRequest()):
                    self.environ = self._read_request()
        except SlowRequest:
            return self.refuse(_slow(self.node.limits.request_s))
        except Refused as refused:
            return self.refuse(refused)
        except (EOFError, OSError):
            return None
        if not self._through_network():
            return None
        self.application = self.server.application
        self.handle_one_response()
        if self.adopted:
            return None
        self._account()
        return None if self.close_connection or self.node.draining else True

    def _through_network(self) -> bool:
        """Let the request travel to us, if its room has conditions; False when it is lost with its connection."""
        parts = self.environ["PATH_INFO"].split("/", 5)  # /rooms/R/topics/T/PATH
        network = self.node.networks.of(parts[2]) if len(parts) == 6 and parts[1] == "rooms" else None
        if network is None:
            self.passage = None
            return True
        way = network.of(self.node.transports.get(parts[5], ""))
        self.passage = Passage(way, self.socket, self._send_now)
        try:
            met = self.passage.arrive(self.up)
        except ConnectionResetError:
            return False
        self.received_at = now_ms()
        if met.status and self.node.networks.takes_status(way):
            self.environ["realtime.status"] = met.status
        return True

    def _wait(self) -> bool:
        """Wait for the first byte of a request; False when the client is gone or has nothing to ask."""
        self.socket.settimeout(self.node.limits.keep_alive_s)
        self.idle = True
        if self.node.draining:  # a stream has given the connection back since
            self.hang_up_if_idle()
        try:
            return bool(self.rfile.peek(1))
        except (OSError, ValueError):
            return False
        finally:
            self.idle = False
            self.received_at = now_ms()

    def _is_here(self) -> bool:
        """Whether the whole request came at once, as most do: then no timer is needed, which costs as much as reading it."""
        received = self.rfile.peek(1).lower()
        return received.endswith(b"\r\n\r\n") and b"\ncontent-length:" not in received

    # -- answering ---------------------------------------------------------------

    def _write_with_headers(self, data: bytes) -> None:
        """Head and body in one send: two would wait for each other (Nagle's algorithm and delayed acknowledgement)."""
        self.headers_sent = True
        if self.provided_date is None:
            self.provided_date = date()
            self.response_headers.append((b"Date", self.provided_date.encode()))
        self.finalize_headers()
        out = [b"HTTP/1.1 ", self.status, b"\r\n"]
        for name, value in self.response_headers:
            out += (name, b": ", value, b"\r\n")
        out.append(b"\r\n")
        if data and not self.response_use_chunked:
            out.append(data)
            data = b""
        self._sendall(b"".join(out))
        if data:
            self._write(data)

    def answer(self, status: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        """Send a whole answer, without WSGI's way there. `headers` have its Content-Length."""
        self.code = int(status[:3])
        self.close_connection |= self.node.draining
        self._sendall(head(status, [*headers, CLOSE] if self.close_connection else headers) + body)

    def _sendall(self, data: bytes) -> None:
        if self.passage is not None:
            self.passage.send(data)
        else:
            self._send_now(data)

    def _send_now(self, data: bytes) -> None:
        """Mostly one system call. Raises Gone for a client that takes nothing for `stalled_s`, as streams are dropped then.

        gevent's own `sendall` first asks the kernel how much would fit, and bounds the time of the whole: on a slow line
        that cuts who reads as fast as it can.
        """
        self.socket.settimeout(self.node.limits.stalled_s)
        while data:
            try:
                sent = self.socket.send(data)
            except TimeoutError:
                self.node.metrics.dropped["it does not read"] += 1
                raise Gone from None
            except OSError:
                raise Gone from None
            self._passed(data[:sent])
            data = data[sent:]

    def record_request(self, exchange: Exchange) -> None:
        """The request belongs to this exchange: its bytes are for whoever wants to see them."""
        if self.raw is not None:
            self.node.ledger.note_bytes(exchange, True, 0, b"".join(self.raw), True, self.received_at)

    def _passed(self, data: bytes) -> None:
        """Part of an answer is on its way."""
        exchange = None if self.raw is None else self.environ.get("realtime.exchange")
        if exchange is not None:
            self.node.ledger.note_bytes(exchange, False, self.down, data, not self.response_length)
        self.response_length += len(data)
        self.down += len(data)

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        """As WSGI has it; and say so when this answer is the connection's last."""
        write = super().start_response(status, headers, exc_info)
        if self.close_connection or self.node.draining:
            self.close_connection = True
            if not any(name.lower() == b"connection" for name, _ in self.response_headers):
                self.response_headers.append((b"Connection", b"close"))
        return write

    def _account(self) -> None:
        """Add this exchange to the node's figures, and to the records of whoever asked for them."""
        metrics = self.node.metrics
        metrics.bytes_up += self.up
        metrics.bytes_down += self.down
        metrics.requests[f"{(self.code or 0) // 100}xx"] += 1
        exchange = self.environ.get("realtime.exchange")
        if exchange is not None:
            exchange.received_at, exchange.status = self.received_at, self.code
            exchange.answered_at = exchange.closed_at = now_ms()
            if self.passage is not None and self.passage.sent_at:
                exchange.answered_at = self.passage.sent_at
            exchange.up, exchange.down = self.up, self.down
            self.node.ledger.note(exchange)

    def refuse(self, refused: Refused) -> tuple[str, bytes]:
        """A refusal of what was not even a request; the connection ends, after what the client still sends is let pass."""
        body = json.dumps(refused.body).encode() + b"\n"
        status = f"{refused.status} {HTTPStatus(refused.status).phrase}"
        fields = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), NOSNIFF, CLOSE]
        if refused.retry_after_s is not None:
            fields.append(("Retry-After", str(refused.retry_after_s)))
        self.node.metrics.requests[f"{refused.status // 100}xx"] += 1
        answer = head(status, fields) + body
        try:
            self.socket.sendall(answer)
            self.socket.shutdown(socket.SHUT_WR)
            self._let_pass()
        except OSError:
            pass
        return status, b""

    def _let_pass(self) -> None:
        """Read and forget: closing on unread input would send a reset that can overtake the refusal."""
        self.socket.settimeout(LINGER_S)
        passed, until = 0, time.monotonic() + LINGER_S
        while passed < LINGER_BYTES and time.monotonic() < until:
            data = self.socket.recv(65_536)
            if not data:
                return
            passed += len(data)

    def hang_up_if_idle(self) -> None:
        """End the connection if no request is under way on it."""
        if self.idle:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RD)  # its greenlet wakes up and finds the end of the line

    def log_request(self) -> None:
        """Requests are counted, not logged."""

    def log_error(self, msg: str, *args: Any) -> None:
        """Errors of the application go to the log with their traceback (`handle_error`); pywsgi's own words are not needed."""

    class _NothingLeft:
        """The body was read whole, so nothing of it is left on the line."""

        @staticmethod
        def _discard() -> None:
            pass

    wsgi_input = _NothingLeft


def _slow(seconds: float) -> Refused:
    return Refused(
        408, "request-too-slow", f"The request took over {seconds:g} s to arrive.", "Send it again, without pauses."
    )
