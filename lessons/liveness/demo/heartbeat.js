/** A page that finds out by itself that nobody is there any more. */

/**
 * @typedef {object} Silence
 * @property {number} patience_ms
 * @property {() => void} onSilence called once, when nothing was heard for so long
 * @property {AbortSignal} signal ends it
 *
 * @typedef {Silence & { every_ms: number }} Beat
 */

// #region watch
/** Call what it returns whenever something was heard. */
export function watch(/** @type {Silence} */ { patience_ms, onSilence, signal }) {
  let timer = setTimeout(onSilence, patience_ms);
  signal.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(onSilence, patience_ms); // (a)
  };
}
// #endregion

// #region heartbeat
/** Asks every so often whether the server is there; whatever comes is an answer. */
export function heartbeat(/** @type {WebSocket} */ socket, /** @type {Beat} */ { every_ms, ...silence }) {
  const heard = watch(silence);
  socket.addEventListener("message", heard, { signal: silence.signal }); // (a)
  const ask = () => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ ping: Date.now() }));
  const timer = setInterval(ask, every_ms); // (b)
  silence.signal.addEventListener("abort", () => clearInterval(timer));
}
// #endregion
