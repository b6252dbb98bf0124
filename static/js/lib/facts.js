/**
 * The facts of a demo: what the worker measures and the trace keeps. This module holds only their types.
 *
 * All times are milliseconds of the server's clock. `lane` is the name of a transport; `request` is the running number
 * of a request or connection within its lane, from 1. An event is `{ id, topic, type, data, sent_at }`.
 *
 * @typedef {{ id: number, topic: string, type: string, data: unknown, sent_at: number }} Event
 * @typedef {{ id: number, sent_at: number, type?: string }} Published
 *
 * @typedef {{ fact: "clock", offset_ms: number, error_ms: number, rtt_ms: number, at: number }} ClockFact
 * server time = browser time + `offset_ms`, wrong by at most `error_ms`
 * @typedef {{ fact: "published", events: Published[] }} PublishedFact
 * @typedef {{ fact: "asked", lane: string, request: number, at: number, after: number | null }} AskedFact
 * a request or a connection attempt left the browser, to hear of events after this cursor
 * @typedef {{ fact: "opened", lane: string, request: number, at: number }} OpenedFact
 * the head of a stream's answer, or the end of a handshake, reached the browser
 * @typedef {{ fact: "delivered", lane: string, request: number, event: Published, at: number }} DeliveredFact
 * @typedef {{ fact: "answered", lane: string, request: number, at: number, status: number, events: number }} AnsweredFact
 * a whole answer reached the browser (polling, long polling)
 * @typedef {{ fact: "ended", lane: string, request: number, at: number, reason: string | null }} EndedFact
 * a stream or a request broke (`reason` says how), or the browser closed it (`reason` null)
 * @typedef {{ fact: "wire", lane: string, request: number, number?: number, received_at: number | null,
 *   answered_at: number | null, closed_at: number | null, status: number | null, up: number, down: number, events: number,
 *   asked_at?: number }} WireFact
 * what the server saw at its socket so far: true bytes up and down, true times; `asked_at` when nobody saw the request
 * leave (EventSource asks again by itself) and this record tells better; `number` is the server's name for the exchange
 * @typedef {{ fact: "upward", lane: string, request: number, kind: string, sent_at: number,
 *   received_at: number | null }} UpwardFact
 * a message from browser to server on an open WebSocket: once when sent, once more when the server reported it
 * @typedef {{ fact: "gap", lane: string, size: number, at: number }} GapFact
 * the server says that this many events can no longer be had
 * @typedef {{ fact: "state", lane: string, is: string, at: number, [more: string]: unknown }} StateFact
 * what `onState` of the lane's `connect` said
 * @typedef {"hidden" | "gave way"} Why nobody looked, or a stage of another tab needs the connections
 * @typedef {{ fact: "pause", at: number, why: Why }} PauseFact all connections are given back
 * @typedef {{ fact: "resume", at: number, head: number }} ResumeFact they are opened again, for what comes after event `head`
 * @typedef {{ fact: "room", room: string, topic: string, expires_in_s: number | null, renewed: boolean,
 *   at: number }} RoomFact
 * `renewed`: the room before had expired, this is a new one
 * @typedef {{ topic: string, rate: number, pattern: string }} Auto
 * @typedef {{ fact: "auto", auto: Auto | null }} AutoFact what the server publishes by itself
 * @typedef {{ fact: "conditions", told: import("./conditions.js").Told | null, at: number }} ConditionsFact the simulated
 * network of the room, or none, from now on
 * @typedef {{ fact: "presence", counts: Record<string, number> }} PresenceFact connections of the room, by transport
 * @typedef {{ fact: "server", is: "there" | "gone" | "draining", at: number, retry_ms?: number }} ServerFact
 * @typedef {{ fact: "refused", code: string, message: string, hint: string, at: number, retry_ms?: number }} RefusedFact
 * @typedef {{ fact: "recording", since: number | null, message?: string }} RecordingFact the server keeps bytes since then,
 * or says why it does not
 * @typedef {{ fact: "bytes" } & import("./wire/tapes.js").Answer} BytesFact what it kept of an exchange
 *
 * @typedef {AskedFact | OpenedFact | DeliveredFact | AnsweredFact | EndedFact | WireFact | UpwardFact | GapFact |
 *   StateFact} LaneFact
 * @typedef {LaneFact | ClockFact | PublishedFact | PauseFact | ResumeFact | RoomFact | AutoFact | ConditionsFact |
 *   PresenceFact | ServerFact | RefusedFact} TraceFact
 * @typedef {RecordingFact | BytesFact} RecordFact for whoever looks at bytes; no trace holds them
 * @typedef {TraceFact | RecordFact} Fact
 */
export {};
