"""The same stack as one would first write it: Flask, flask-sock and pywsgi, a queue and a greenlet a reader.

It prints its port. /sse, /ws, /poll?after=, /long-poll?after=, and /rate?r=N for N events a second.
"""

from gevent import monkey

monkey.patch_all()

import contextlib
import json
import queue
import time

import gevent
from flask import Flask, Response, request, stream_with_context
from flask_sock import Sock
from gevent.pywsgi import WSGIServer

app = Flask(__name__)
sock = Sock(app)
queues: set["queue.Queue[tuple[int, str]]"] = set()
log: list[str] = []  # each event as JSON
pace = {"rate": 0.0, "next": 0.0}


@app.get("/sse")
def sse():
    inbox = queue.Queue(maxsize=1000)
    queues.add(inbox)

    def stream():
        try:
            yield ": hello\n\n"  # pywsgi sends the head with the first chunk
            while True:
                count, event = inbox.get()
                yield f"id: {count}\nevent: auto\ndata: {event}\n\n"
        finally:
            queues.discard(inbox)

    return Response(stream_with_context(stream()), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


@sock.route("/ws")
def ws(socket):
    inbox = queue.Queue(maxsize=1000)
    queues.add(inbox)
    try:
        while True:
            socket.send(inbox.get()[1])
    finally:
        queues.discard(inbox)


@app.get("/poll")
def poll():
    return news(int(request.args["after"]))


@app.get("/long-poll")
def long_poll():
    after = int(request.args["after"])
    if len(log) <= after:
        inbox = queue.Queue(maxsize=1)
        queues.add(inbox)
        try:
            inbox.get(timeout=25)
        except queue.Empty:
            pass
        finally:
            queues.discard(inbox)
    return news(after)


def news(after):
    body = f'{{"events":[{",".join(log[after:])}],"cursor":{len(log)},"gap":0}}'
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})


@app.get("/rate")
def rate():
    pace.update(rate=float(request.args["r"]), next=time.monotonic())
    return "ok"


def publish_forever():
    while True:
        wait_s = pace["next"] - time.monotonic() if pace["rate"] else 0.02
        if wait_s > 0.0005:
            gevent.sleep(min(wait_s, 0.02))
            continue
        pace["next"] += 1 / pace["rate"] if wait_s > -1 else 1 / pace["rate"] - wait_s
        count = len(log) + 1
        event = {"id": count, "topic": "bench", "type": "auto", "data": {"count": count}}
        event["sent_at"] = round(time.time() * 1000, 3)
        log.append(json.dumps(event, separators=(",", ":")))
        for inbox in list(queues):
            with contextlib.suppress(queue.Full):
                inbox.put_nowait((count, log[-1]))
        gevent.sleep(0)


if __name__ == "__main__":
    server = WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()
    print(server.server_port, flush=True)
    gevent.spawn(publish_forever)
    server.serve_forever()
