// Node's own http, nothing else. It prints its port.
// /sse, /poll?after=, /long-poll?after=, and /rate?r=N for N events a second.

import http from "node:http";

const log = [];
const streams = new Set();
const held = new Set();
let rate = 0;
let next = 0;
let timer = null;

const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  const after = Number(url.searchParams.get("after"));
  if (url.pathname === "/sse") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    streams.add(response);
    request.on("close", () => streams.delete(response));
  } else if (url.pathname === "/long-poll" && log.length <= after) {
    const poll = { response, after };
    held.add(poll);
    request.on("close", () => held.delete(poll));
  } else if (url.pathname === "/rate") {
    rate = Number(url.searchParams.get("r"));
    next = performance.now();
    response.end("ok");
    tick();
  } else {
    answer(response, after);
  }
});

function answer(response, after) {
  const body = `{"events":[${log.slice(after).join(",")}],"cursor":${log.length},"gap":0}`;
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
  response.end(body);
}

function publish() {
  const id = log.length + 1;
  const sentAt = (performance.timeOrigin + performance.now()).toFixed(3);
  const event = `{"id":${id},"topic":"bench","type":"auto","data":{"count":${id}},"sent_at":${sentAt}}`;
  log.push(event);
  const frame = `id: ${id}\nevent: auto\ndata: ${event}\n\n`;
  for (const stream of streams) stream.write(frame);
  for (const poll of [...held]) {
    held.delete(poll);
    answer(poll.response, poll.after);
  }
}

function tick() {
  clearTimeout(timer);
  if (rate <= 0) return;
  const now = performance.now();
  if (next < now - 1000) next = now; // over a second late: no catching up
  if (next <= now + 0.3) {
    next += 1000 / rate;
    publish();
    setImmediate(tick);
  } else if (next - now < 1.2) {
    setImmediate(tick);
  } else {
    timer = setTimeout(tick, next - now - 0.5);
  }
}

server.listen(0, "127.0.0.1", 4096, () => console.log(server.address().port));
