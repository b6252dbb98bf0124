import assert from "node:assert/strict";
import { test } from "node:test";
import { misreadNotices } from "../../static/js/lib/misread.js";
import { read } from "../../static/js/lib/settings.js";

const LANES = ["polling", "long-polling", "sse", "websocket"];

/** What a stage says of a link. @param {string} query */
const said = (query) => misreadNotices(read(new URLSearchParams(query), { lanes: LANES }).misread, LANES);
const text = (/** @type {string} */ query) =>
  said(query)
    .map((notice) => notice.text)
    .join(" ");

test("each setting that does not hold is told with its value, what would be right, and what holds", () => {
  assert.deepEqual(said("rate=9999"), [
    {
      strong: "Not every setting holds.",
      text: "“rate=9999” cannot be: rate is 0, or 0.2 to 50 events a second. Here it is 50.",
      button: { word: "Dismiss", act: "dismiss" },
    },
  ]);
  for (const [query, wanted] of [
    ["interval=1", "“interval=1” cannot be: interval is 200 to 30,000 ms. Here it is 200."],
    ["run=x", "“run=x” cannot be: run is 1 or 0. Here it is 0."],
    ["pattern=chaos", "“pattern=chaos” cannot be: pattern is steady or poisson. Here it is steady."],
    ["theme=blue", "“theme=blue” cannot be: theme is system, light or dark. Here it is this browser’s."],
    ["lanes=foo", "some of polling, long-polling, sse and websocket. Here all are open."],
    ["lanes=sse,foo", "Here there is sse."],
    ["conditions={", '“conditions={” cannot be: conditions are like {"cut":true}'],
    ["room=a", "Here you have a room of your own."],
    ["room=abcdefgh&rate=2", "“rate=2” takes the room’s key, which no link has. Here it is as the room has it."],
  ])
    assert.ok(text(query ?? "").includes(wanted ?? ""), `${text(query ?? "")} has no ${wanted}`);
});

test("many are told two at a time, so that they do not cover the picture, and none is left out", () => {
  const query = "fly=1&conditions=x&speed=7&hold=-1&rate=abc&lanes=foo";
  const notices = said(query);
  assert.deepEqual(
    notices.map(({ button }) => button?.word),
    ["Next, 2 of 3", "Next, 3 of 3", "Dismiss"],
  );
  for (const name of ["lanes=foo", "rate=abc", "hold=-1", "speed=7", "conditions=x", "fly"])
    assert.ok(text(query).includes(`“${name}”`), name);
  assert.match(text(query), /No setting is called “fly”\. There are lanes, rate, /);
});

test("what a stranger wrote into a link is shown short and plain, and names that are none without their values", () => {
  assert.match(text(`rate=${"9".repeat(500)}x`), /^“rate=9{30}…” cannot be/);
  assert.match(text("hold=%0A%E2%80%AE5"), /^“hold=\?\?5” cannot be/);
  assert.match(text("a=1&b=2&c=3&d=4&e=5"), /called “a”, “b”, “c” or 2 more\./);
  assert.ok(!text("key=secret").includes("secret"));
});
