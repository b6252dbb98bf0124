/** A class compares: what counts as an answer, what is kept of many, what is said of them, and the link that leads there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOf, isForClass, placeIn } from "../../lessons/realtime/demo/class-address.js";
import { Answers, answerIn, MOST_LEARNERS, same, spread, stacks } from "../../lessons/realtime/demo/class-answers.js";
import { MOST_CHANGES } from "../../lessons/realtime/demo/class-learner.js";
import { standing, unreachable } from "../../lessons/realtime/demo/class-words.js";
import { PRODUCTS, STEPS, secondsAt } from "../../lessons/realtime/demo/products.js";
import { linkAfter } from "../../static/js/lib/hash-chain.js";

const learner = (number) => number.toString(16).padStart(32, "0");
const all = (seconds) => Object.fromEntries(PRODUCTS.map(({ id }) => [id, seconds]));
const answer = (number, seconds) => ({ shows: learner(number), changes: 0, delays: all(seconds) });

test("whatever can be placed on the axis is an answer", () => {
  for (let step = 0; step <= STEPS; step++) {
    const seconds = secondsAt(step / STEPS);
    assert.ok(answerIn(answer(1, seconds)), `${seconds} s`);
  }
});

test("what is no answer is passed over, whatever its shape", () => {
  const { shows: who, changes, delays } = answer(1, 2);
  const { chat, ...seven } = delays;
  const junk = [
    ...[null, undefined, 7, "delays", [], {}, [who, delays]],
    ...[
      { shows: who, changes },
      { delays },
      { shows: who, delays },
      { shows: who, changes, delays: null },
      { shows: who, changes, delays: [2, 2, 2, 2, 2, 2, 2, 2] },
    ],
    ...[1, null, "", "me", who.toUpperCase().replaceAll("0", "A"), `${who}\n`, who.repeat(400)].map((shows) => ({
      shows,
      changes,
      delays,
    })),
    ...[-1, 0.5, MOST_CHANGES + 1, 1e300, "0", null, [0]].map((changes) => ({ shows: who, changes, delays })),
    ...[0, -1, 0.009, 86_401, 1e300, Number.NaN, Infinity, "2", null, true, [2], { s: 2 }].map((chat) => ({
      shows: who,
      changes,
      delays: { ...seven, chat },
    })),
    { shows: who, changes, delays: seven },
  ];
  const answers = new Answers(linkAfter);
  answers.hear(answer(2, 3));
  for (const one of junk) assert.equal(answers.hear(one), false, JSON.stringify(one));
  assert.equal(answers.count, 1);
  assert.deepEqual(answers.to("chat"), [3]);
});

test("nothing is kept of an answer but the learner and the eight delays", () => {
  const more = { ...answer(1, 2), name: "Ada", delays: { ...all(2), fax: 3, __proto__: { x: 1 } } };
  assert.deepEqual(answerIn(more), answer(1, 2));
});

test("a learner's later answer takes the place of the former one, and nobody else's does", () => {
  const answers = new Answers(linkAfter);
  const chain = (place) => linkAfter(learner(7), place);
  const said = (shows, changes, seconds) => answers.hear({ shows, changes, delays: all(seconds) });
  assert.ok(said(chain(9), 0, 5));
  assert.ok(answers.hear(answer(2, 1)));
  assert.equal(said(chain(9), 0, 86_400), false); // Whoever has read the number, and says it again,
  assert.equal(said(learner(3), 1, 86_400), true); // … or makes something up, which is an answer of its own.
  assert.deepEqual(answers.to("chat"), [1, 5, 86_400]);
  assert.ok(said(chain(7), 2, 0.5)); // One in between may have been lost.
  assert.deepEqual(answers.to("chat"), [0.5, 1, 86_400]);
  assert.equal(said(chain(7), 2, 3), false); // What was shown is known to all.
  assert.equal(said(chain(8), 1, 3), false);
  assert.ok(same(answers.of(chain(9)), all(0.5)));
  assert.equal(answers.of(chain(7)), null);
});

test("a flood of learners takes no more room than a room's log, and drives out nobody who was there before", () => {
  const answers = new Answers(linkAfter);
  const first = linkAfter(learner(0), 1);
  answers.hear({ ...answer(0, 1), shows: first });
  for (let number = 1; number < MOST_LEARNERS; number++) answers.hear(answer(number, 1));
  for (let number = 0; number < 500; number++) assert.equal(answers.hear(answer(10_000 + number, 3)), false);
  assert.equal(answers.count, MOST_LEARNERS);
  assert.ok(answers.hear({ ...answer(0, 2), changes: 1 }));
  assert.ok(same(answers.of(first), all(2)));
});

test("median and middle half are somebody's answers", () => {
  assert.deepEqual(spread([4]), { median: 4, from: 4, to: 4 });
  assert.deepEqual(spread([1, 2, 3, 400]), { median: 2, from: 1, to: 3 });
  assert.deepEqual(spread([1, 2, 3, 4, 5, 6, 7, 8, 9]), { median: 5, from: 3, to: 7 });
});

test("answers at one place of the axis are stacked there", () => {
  assert.deepEqual(stacks([0.01, 86_400, 0.01]), [
    { at: 0, answers: 2 },
    { at: 1, answers: 1 },
  ]);
  assert.deepEqual(stacks([]), []);
});

test("the product about which a class differs most is named once enough have answered", () => {
  const answers = new Answers(linkAfter);
  assert.equal(answers.widest, null);
  for (const [number, inbox] of [1, 60, 3_600, 86_400].entries())
    answers.hear({ ...answer(number, 2), delays: { ...all(2), inbox } });
  assert.equal(answers.widest?.id, "inbox");
  for (let number = 4; number < 20; number++) answers.hear(answer(number, 2));
  assert.equal(answers.widest, null);
});

test("a link leads to its room, and one that is not whole to none", () => {
  const place = { room: "K5iHefZiI-JbfUmp", key: "B14QcVAY8_ZGw0a3cZiXAyTo" };
  assert.deepEqual(placeIn(hashOf(place)), place);
  assert.ok(isForClass(hashOf(place)));
  for (const hash of [
    "#class=",
    "#class=abc",
    "#class=abc.",
    "#class=a/b.c",
    "#class=a.b.c",
    `#class=a.${"b".repeat(65)}`,
  ]) {
    assert.ok(isForClass(hash));
    assert.equal(placeIn(hash), null, hash);
  }
  assert.equal(isForClass("#how-late-may-it-be"), false);
});

test("the others' answers are promised before they show, and told of after", () => {
  const before = { left: 3, count: 1, sent: false, changed: false, shown: false, missed: false, widest: undefined };
  assert.equal(
    standing(before),
    "1 answer so far. They show on the axis once yours are sent. To send yours, place all eight.",
  );
  const after = { ...before, left: 0, count: 14, sent: true, shown: true, widest: "A mail inbox" };
  assert.equal(
    standing(after),
    "14 answers so far, yours among them. One dot is one answer, the tick their median. The class differs most about “A mail inbox”.",
  );
  assert.match(standing({ ...after, changed: true }), /send again, and the new ones replace the old\.$/);
  assert.match(standing({ ...after, missed: true }), /older ones are missing here/);
});

test("a link that only this device could follow says so", () => {
  for (const name of ["localhost", "127.0.0.1", "[::1]"]) assert.match(unreachable(name), /--host 0\.0\.0\.0/);
  for (const name of ["192.168.1.5", "teacher.local", "127.example.org"]) assert.equal(unreachable(name), "");
});
