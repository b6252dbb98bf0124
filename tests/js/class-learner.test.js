/** A browser in a class: one random number for each room, and the proof that a later answer is its own. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isProof, Learner, MOST_CHANGES } from "../../lessons/realtime/demo/class-learner.js";
import { linkAfter } from "../../static/js/lib/hash-chain.js";
import { eraseOfLessons, ofLesson } from "../../static/js/lib/of-lesson.js";
import { sha1 } from "../../static/js/lib/sha1.js";

/** @param {Record<string, string>} [values] */
function kept(values = {}) {
  const map = new Map(Object.entries(values));
  return {
    getItem: (name) => map.get(name) ?? null,
    setItem: (name, value) => void map.set(name, value),
    removeItem: (name) => void map.delete(name),
    key: (place) => [...map.keys()][place] ?? null,
    get length() {
      return map.size;
    },
  };
}

let made = 0;
const make = () => (++made).toString(16).padStart(32, "0");
const learner = (room, storage) => new Learner(room, { storage, name: ofLesson("class"), make, linkAfter });

test("SHA-1 is what others compute, whatever the message's length", () => {
  for (let bytes = 0; bytes < 200; bytes++) {
    const message = Uint8Array.from({ length: bytes }, (_, place) => place * 7);
    assert.deepEqual(Buffer.from(sha1(message)), createHash("sha1").update(message).digest());
  }
});

test("each answer shows another link, and all of them lead to the learner", () => {
  const one = learner("one", kept());
  const shown = Array.from({ length: MOST_CHANGES + 1 }, () => one.next());
  assert.equal(new Set(shown.map(({ shows }) => shows)).size, MOST_CHANGES + 1);
  for (const [place, proof] of shown.entries()) {
    assert.ok(isProof(proof));
    assert.equal(proof.changes, place);
    assert.equal(linkAfter(proof.shows, proof.changes), one.number);
  }
  assert.equal(one.next(), null);
});

test("a browser is the same in a room after the page was loaded again, in every tab, and beside other classes", () => {
  const storage = kept();
  const morning = learner("morning", storage);
  morning.next();
  const noon = learner("noon", storage);
  assert.notEqual(noon.number, morning.number);
  const again = learner("morning", storage);
  assert.equal(again.number, morning.number);
  assert.equal(again.next()?.changes, 1);
  assert.equal(morning.next()?.changes, 2);
  assert.equal(noon.next()?.changes, 0);
});

test("of rooms a browser keeps the latest, and no more than it will need", () => {
  const storage = kept();
  const first = learner("first", storage);
  for (let place = 0; place < 100; place++) learner(`room ${place}`, storage);
  assert.ok((storage.getItem(ofLesson("class"))?.length ?? 0) < 3_000);
  assert.notEqual(learner("first", storage).number, first.number);
});

test("a storage that is closed, broken or somebody else's stands in nobody's way", () => {
  for (const text of ["{broken", "null", "7", '{"one":7}', '{"one":{"first":"me","next":0}}', '{"one":{"next":-1}}']) {
    const one = learner("one", kept({ [ofLesson("class")]: text }));
    assert.deepEqual([one.next()?.changes, one.next()?.changes], [0, 1], text);
  }
  const full = { ...kept(), setItem: () => assert.fail("full") };
  for (const storage of [null, full]) {
    const one = learner("one", storage);
    assert.deepEqual([one.next()?.changes, one.next()?.changes], [0, 1]);
  }
});

test("what lessons keep is erased without naming them, and does not come back from a page that is open", () => {
  const storage = kept({ theme: "dark" });
  const one = learner("one", storage);
  one.next();
  eraseOfLessons(storage);
  assert.equal(storage.length, 1);
  assert.equal(storage.getItem("theme"), "dark");
  assert.equal(one.next()?.changes, 1);
  assert.equal(storage.length, 1);
});
