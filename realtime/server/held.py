"""Held long polls: requests that wait for news without a greenlet, and go back to the HTTP server when answered."""

import time
from collections.abc import Callable
from socket import MSG_PEEK
from typing import TYPE_CHECKING, Any

import gevent
import gevent.socket
from gevent import get_hub

from realtime.server.feed import WRITES_A_TURN
from realtime.server.http import CLOSE, head
from realtime.server.stream import Stream, ended
from realtime.server.wire import now_ms
from realtime.topic import News, Reader

if TYPE_CHECKING:
    from realtime.server.streams import Streams

Body = Callable[[News], bytes]


class HeldPoll(Stream):
    """One waiting request. Answered, it idles until the client's next request, which the HTTP server takes over."""

    __slots__ = ("_timer", "answered_at", "keep_alive", "reader", "waiting")

    is_whole = True

    def __init__(self, *stream: Any, reader: Reader, waiting: "Waiting", hold_s: float, keep_alive: bool) -> None:
        super().__init__(*stream)
        self.reader = reader
        self.waiting = waiting
        self.keep_alive = keep_alive
        self.answered_at = 0.0
        self._timer = get_hub().loop.timer(hold_s)
        self._timer.start(waiting.answer_one, self)

    def _readable(self) -> None:
        """The client left, or its next request is here: looked at, not read, so that the HTTP server finds it whole."""
        if self.closing_at:  # that was the last answer: what comes now is let pass (RFC 9112 section 9.6)
            super()._readable()
            return
        try:
            at_end = not self.sock.recv(1, MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            at_end = True
        if at_end:
            self.close("closed by the client")
            return
        self.pause_reading()  # if it asks again before it was answered (pipelining), it has to wait
        if self.is_answered:
            self.streams.give_back(self)

    def answer(self, data: bytes, events: int) -> None:
        """Send the whole answer."""
        self._stop_timer()
        self.answered_at = time.monotonic()
        if self.exchange is not None:
            self.exchange.answered_at = now_ms()
            self.exchange.status, self.exchange.events = 200, events
        self.send(data)
        if not self.rest and self.sock is not None:
            self.flushed()

    def flushed(self) -> None:
        """Answered: the exchange is over; wait for the next request, or end."""
        if self.pending:  # a simulated network has it still, and says when not
            return
        if self.exchange is not None:
            self.exchange.closed_at = now_ms()
            self.streams.count(self)
            self.exchange = None
        if not self.keep_alive:
            self.finish(b"", "answered")
        elif self.streams.draining:
            self.streams.give_back(self)
        else:
            self.resume_reading()

    def drained(self) -> None:
        """The answer has passed the socket."""
        if self.is_answered and not self.closing_at:
            self.flushed()

    @property
    def is_answered(self) -> bool:
        """Whether all of the answer has passed the socket."""
        return bool(self.answered_at) and not self.rest and not self.pending

    @property
    def outbox_bytes(self) -> int:
        """An answer may be as long as the whole log."""
        return self.streams.limits.topic_bytes * 2

    @property
    def events(self) -> int:
        """Counted when it is answered."""
        return self.exchange.events if self.exchange is not None else 0

    def surrender(self) -> tuple[Any, str]:
        """(the socket as gevent has it, the client's address): the connection lives on without this object."""
        old = self.sock
        ended(self._can_read)
        self._can_read = self.sock = None
        return gevent.socket.socket(old.family, old.type, old.proto, fileno=old.detach()), self.address

    def tick(self, now: float) -> None:
        """An answered poll that does not ask again is ended like any idle connection."""
        super().tick(now)
        if self.answered_at and not self.closing_at and now - self.answered_at > self.streams.limits.keep_alive_s:
            self.close("idle")

    def leave_feed(self) -> None:
        """It waits no more."""
        self._stop_timer()
        self.waiting.leave(self)
        super().leave_feed()

    def _stop_timer(self) -> None:
        ended(self._timer)
        self._timer = None


class Waiting:
    """The held polls of one topic. News answers them all; those with the same cursor share one encoded answer."""

    def __init__(self, streams: "Streams", headers: dict[str, str], body: Body, transport: str) -> None:
        self.streams = streams
        self.headers = headers
        self.body = body
        self.transport = transport
        self.polls: dict[HeldPoll, None] = {}
        self.forget: Callable[[], None] = lambda: None
        self.relay: Callable[[News], News] = lambda news: news  # what becomes of events before they are answered

    def leave(self, poll: HeldPoll) -> None:
        """The poll was answered or is gone."""
        self.polls.pop(poll, None)
        if not self.polls:
            self.forget()

    def owed(self, poll: HeldPoll) -> News:
        """What the poll may be answered with."""
        return self.relay(poll.reader.log.after(poll.reader.cursor))

    def walk(self) -> bool:
        """Answer everyone. Called by the writer; there is never more to do."""
        answers: dict[tuple[int, bool], tuple[bytes, int, float]] = {}
        for done, poll in enumerate(list(self.polls), 1):
            if poll not in self.polls:
                continue
            key = (poll.reader.cursor, poll.keep_alive)
            if key not in answers:
                news = self.owed(poll)
                if not news.events and not news.gap:
                    continue
                sent_at = news.events[-1].sent_at if news.events else now_ms()
                answers[key] = (self._answer(news, poll.keep_alive), len(news.events), sent_at)
            data, events, sent_at = answers[key]
            self._give(poll, data, events)
            self.streams.metrics.delivered(self.transport, time.time() - sent_at / 1000, events)
            if done % WRITES_A_TURN == 0:
                gevent.sleep(0)
        return False

    def answer_one(self, poll: HeldPoll) -> None:
        """The hold is over: answer with what there is, mostly nothing."""
        news = self.owed(poll)
        self._give(poll, self._answer(news, poll.keep_alive), len(news.events))

    def answer_all(self) -> None:
        """The node drains: nobody is kept waiting."""
        for poll in list(self.polls):
            poll.keep_alive = False
            self.answer_one(poll)

    def _give(self, poll: HeldPoll, data: bytes, events: int) -> None:
        self.polls.pop(poll, None)
        poll.answer(data, events)
        if not self.polls:
            self.forget()

    def _answer(self, news: News, keep_alive: bool) -> bytes:
        body = self.body(news)
        fields = [*self.headers.items(), ("Content-Length", str(len(body)))]
        return head("200 OK", fields if keep_alive else [*fields, CLOSE]) + body
