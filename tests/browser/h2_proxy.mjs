// A proxy that speaks HTTP/2 over TLS to browsers and HTTP/1.1 to the site, as production servers have one. It prints its
// port and ends with its input: `node tests/browser/h2_proxy.mjs PORT KEY CERTIFICATE`.

import { readFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";

const [port, key, cert] = process.argv.slice(2);
/** Fields that speak of one connection (RFC 9113 section 8.2.2), and have no place on the other. */
const OF_A_CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade"]);

const proxy = http2.createSecureServer({ key: readFileSync(key), cert: readFileSync(cert), allowHTTP1: true });

proxy.on("request", (request, response) => {
  const headers = { ...passable(request.headers), host: request.authority ?? request.headers.host };
  const { method, url: path } = request;
  const upstream = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode, passable(answer.headers));
    answer.pipe(response);
  });
  upstream.on("error", () => response.end());
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
});

// A WebSocket: the browser opens a connection of its own for it, by HTTP/1.1, since this proxy offers no extended CONNECT.
proxy.on("upgrade", (request, socket) => {
  const upstream = net.connect(Number(port), "127.0.0.1", () => {
    const fields = request.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : `${name}: ${all[at + 1]}`));
    upstream.write(`${[`GET ${request.url} HTTP/1.1`, ...fields].join("\r\n")}\r\n\r\n`);
    socket.pipe(upstream).pipe(socket);
  });
  for (const end of [socket, upstream]) end.on("error", () => end.destroy());
  socket.on("close", () => upstream.destroy());
});

proxy.listen(0, "127.0.0.1", () => process.stdout.write(`${proxy.address().port}\n`));
process.stdin.on("end", () => process.exit()).resume();

function passable(headers) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(":") && !OF_A_CONNECTION.has(name)),
  );
}
