/**
 * Runs in a page: all four clients of the lessons in one room, under conditions, until each has all events again. One that
 * gives up would never have them: it is opened again when all others are back.
 *
 * @param {{ script: object, during_ms: number, every_ms: number, patience_ms: number }} plan conditions and how long they
 *   last; an event comes every so many ms
 * @returns for each lane what it heard (`{ id, late_ms, during }`), what it said (`{ is, status, at_ms }`, `at_ms` by the
 *   clock of the page), and how long after the conditions came it was opened again (`reopened_ms`; null = it never gave up)
 */
export async function recover({ script, during_ms, every_ms, patience_ms }) {
  const stage = new DOMParser().parseFromString(await (await fetch("/stage")).text(), "text/html");
  const { lanes } = JSON.parse(stage.getElementById("stage-config")?.textContent ?? "");
  const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const until = async (/** @type {() => boolean} */ condition) => {
    const end = performance.now() + patience_ms;
    while (!condition() && performance.now() < end) await sleep(10);
    return condition();
  };
  const { room, key } = await (await fetch("/rooms", { method: "POST" })).json();
  const topic = `${location.origin}/rooms/${room}/topics/t`;
  const publish = async () => {
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
    const answer = await fetch(topic, { method: "POST", headers, body: JSON.stringify({ data: "x".repeat(100) }) });
    return (await answer.json()).id;
  };

  /** @type {Map<string, any>} */
  const told = new Map();
  const control = new WebSocket(`${location.origin.replace("http", "ws")}/rooms/${room}/control`);
  control.onmessage = ({ data }) => {
    for (const [word, said] of Object.entries(JSON.parse(data))) told.set(word, said);
  };
  await until(() => told.has("hello"));
  control.send(JSON.stringify({ key }));

  const leaving = new AbortController();
  const readers = await Promise.all(
    lanes.map(async (/** @type {{ name: string, module: string, path: string }} */ { name, module, path }) => {
      const { connect } = await import(module);
      const reader = {
        name,
        heard: /** @type {any[]} */ ([]),
        said: /** @type {any[]} */ ([]),
        gave_up: false,
        reopened_ms: /** @type {number | null} */ (null),
      };
      let cursor = 0;
      const open = () => {
        reader.gave_up = false;
        connect({
          url: `${topic}/${path}?hold=10`,
          after: cursor,
          signal: leaving.signal,
          interval: () => 300,
          onEvent: (/** @type {{ id: number, sent_at: number }} */ { id, sent_at }) => {
            cursor = id;
            const at = performance.timeOrigin + performance.now();
            const over_at = (told.get("conditions")?.set_at ?? 0) + during_ms;
            reader.heard.push({ id, late_ms: at - sent_at, during: at < over_at });
          },
          onState: (/** @type {{ is: string, status?: number }} */ { is, status }) => {
            if (leaving.signal.aborted) return;
            reader.said.push({ is, status: status ?? null, at_ms: performance.now() });
            reader.gave_up ||= is === "gave-up";
          },
        });
      };
      open();
      return { reader, open, has: (/** @type {number} */ id) => reader.heard.some((one) => one.id === id) };
    }),
  );
  const first = await publish();
  await until(() => readers.every(({ has }) => has(first)));
  for (const { reader } of readers) Object.assign(reader, { heard: [], said: [] });

  control.send(JSON.stringify({ conditions: script }));
  await until(() => told.has("conditions"));
  const began = performance.now();
  while (performance.now() - began < during_ms) await Promise.all([publish(), sleep(every_ms)]);
  const last = await publish();
  await until(() => readers.every(({ reader, has }) => has(last) || reader.gave_up));
  for (const { reader, open } of readers) {
    if (!reader.gave_up) continue;
    reader.reopened_ms = performance.now() - began;
    open();
  }
  await until(() => readers.every(({ has }) => has(last)));
  await sleep(every_ms); // What comes twice may come late.
  leaving.abort();
  control.close();
  return { first, last, lanes: readers.map(({ reader }) => reader) };
}
