/**
 * One event stream for all tabs of this site. It runs as a SharedWorker: the first tab that asks for it starts it, the
 * others join, and it ends with the last of them. The stream is the worker's, so no tab is special and none can take it away.
 */

// #region share
/** @type {Set<MessagePort>} */
const tabs = new Set();
/** @type {Promise<{ room: string, key: string }> | null} */
let room = null;
/** @type {EventSource | null} */
let source = null;

addEventListener("connect", (event) => join(/** @type {MessageEvent} */ (event).ports[0]));

function join(/** @type {MessagePort} */ port) {
  port.onmessage = () => leave(port); // (a)
  port.addEventListener("close", () => leave(port)); // (b)
  tabs.add(port);
  open();
}

async function open() {
  room ??= fetch("/rooms", { method: "POST" }).then((answer) => answer.json());
  const place = await room.catch(end);
  if (!place) return;
  if (source === null && tabs.size > 0) {
    source = new EventSource(`/rooms/${place.room}/topics/shared/sse`); // (c)
    source.onmessage = ({ data }) => tell({ event: JSON.parse(data) }); // (d)
    source.onerror = () => source?.readyState === EventSource.CLOSED && end();
  }
  tell({ place, tabs: tabs.size });
}

function leave(/** @type {MessagePort} */ port) {
  tabs.delete(port);
  if (tabs.size > 0) return tell({ tabs: tabs.size });
  source?.close(); // (e)
  source = null;
}

/** The server cannot be reached, has no such room any more, or will not have us: the next tab that joins begins anew. */
function end() {
  source = room = null;
  tell({ ended: true });
}

function tell(/** @type {object} */ news) {
  for (const port of tabs) port.postMessage(news);
}
// #endregion
