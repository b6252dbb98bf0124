/**
 * A class that compares where it placed the products. One makes a room and shows its link; whoever opens that joins. Nothing
 * of a learner's is sent before they press the button that says so. Then everyone's answers stand on the axis, live.
 *
 * It is fetched when somebody starts a class, or comes by the link to one.
 */

import { lessonOf, storage } from "../../../js/dom/lesson.js";
import { button, make, setUsable } from "../../../js/dom/make.js";
import { Run } from "../../../js/dom/run.js";
import { linkAfter } from "../../../js/lib/hash-chain.js";
import { ofLesson } from "../../../js/lib/of-lesson.js";
import { makeTag } from "../../../js/lib/tag.js";
import { hashOf, placeIn } from "./class-address.js";
import { Answers, same } from "./class-answers.js";
import { Learner } from "./class-learner.js";
import { ClassLink } from "./class-link.js";
import { ClassMarks } from "./class-marks.js";
import { listen, open, send } from "./class-room.js";
import { screenButton } from "./class-screen.js";
import { forget, remember } from "./class-tab.js";
import { sendWord, standing } from "./class-words.js";
import { PRODUCTS } from "./products.js";

/** Answers are drawn together, this long after the first of them. */
const DRAW_AFTER_MS = 300;
/** How many there are is spoken at most so often. */
const SPEAK_EVERY_MS = 10_000;

/** What all eight rows take with the class's answers in them, px. */
const FULL = { height: 715, width: 1_000 };

const NOT_WHOLE =
  "This link to a class is not whole. Ask for it again, or scan it again; or start a class of your own.";
const BROKEN = "The line to the server broke. The browser tries again by itself; what has come stays.";
const SENT = "Sent.";
const CHANGED_OFTEN = "Not sent: you have sent as often as a class counts. What arrived last stands.";

/**
 * @typedef {import("./class-answers.js").Delays} Delays
 * @typedef {HTMLElement & { placed: ReadonlyMap<string, number>, restore: (delays: Delays) => void }} Axis says "placed"
 *   whenever the reader has placed something; `restore` places what they had sent, where they have placed nothing since
 */

export class ClassCompare {
  /** @type {import("./class-address.js").Place | null} */
  #place = null;
  /** @type {Learner | null} */
  #learner = null;
  #answers = new Answers(linkAfter);
  /** The reader wants to see the others' without sending theirs: a teacher does, on the projector. */
  #looks = false;
  /** The reader did not come by the link just now: the tab remembered it. */
  #quietly = false;
  #missed = false;
  #busy = false;
  /** It ended with the tab out of sight, and goes on when that is looked at again. */
  #resumes = false;
  #drawing = 0;
  #speaking = 0;
  /** Above the axis. */
  #title = make("h3", { tabindex: -1 }, "Compare with your class");
  #link;
  about;
  /** Below it. */
  #send = button("", () => this.#sendOwn(), "button primary");
  #look = button("Look without sending", () => this.#lookOn());
  #again = button("Listen again", () => this.#listenAgain());
  #anew = button("Start a new class", () => this.start());
  /** The same beside the link, for as long as the class is on. */
  #renew = button("Start a new class", () => this.start());
  #screen;
  #standing = make("p", { class: "class-standing" });
  #says = make("p", { class: "demo-says", role: "status" });
  #spoken = make("p", { class: "visually-hidden", role: "status" });
  #bar = make("div", { class: "demo-bar" }, this.#send, this.#look, this.#again, this.#anew);
  act = make("div", { class: "class-act" }, this.#bar, this.#standing, this.#says, this.#spoken);
  #marks;

  /** @param {Axis} axis */
  constructor(axis) {
    this.axis = axis;
    this.#marks = new ClassMarks(axis);
    this.run = new Run(axis, (why) => this.#ended(why));
    this.#link = new ClassLink(`/lessons/${lessonOf(axis)}/qr`, this.#renew);
    this.#screen = screenButton(axis, FULL);
    this.#bar.append(this.#screen);
    this.about = make("section", { class: "class-about", hidden: true }, this.#title, consent(), this.#link.element);
    axis.addEventListener("placed", () => this.#showStanding());
    this.#show();
  }

  /** @returns {AbortSignal} aborted when the axis leaves the page */
  enter() {
    const signal = this.run.enter();
    const seen = () => !document.hidden && this.#resumes && this.#listen();
    document.addEventListener("visibilitychange", seen, { signal });
    return signal;
  }

  /** Makes a room for a class. */
  async start() {
    if (this.#busy) return;
    this.#busy = true;
    this.#show();
    try {
      this.#enter(await open(), { made: true, quietly: false });
    } catch (error) {
      this.#say(/** @type {Error} */ (error).message);
    }
    this.#busy = false;
    this.#show();
    if (!this.run.on) this.#anew.focus(); // It was out of sight meanwhile.
  }

  /**
   * Joins the class of a link.
   * @param {string} hash of the page's address, or one that this tab remembers
   * @param {{ quietly: boolean }} how the reader is at another place of the page, and is left there
   */
  join(hash, { quietly }) {
    const place = placeIn(hash);
    // The same room with another key is news: the link was cut, and now is whole.
    if (place && this.#place && hashOf(place) === hashOf(this.#place)) return;
    if (place) return this.#enter(place, { made: false, quietly });
    this.#refuse(NOT_WHOLE);
  }

  /** Who has just come by the link is told before they place anything. @param {string} why */
  #refuse(why) {
    forget();
    this.run.end(why);
    this.#say(why);
    if (this.axis.placed.size === 0 && !this.#quietly) this.act.scrollIntoView({ block: "center" });
  }

  /** @param {import("./class-address.js").Place} place @param {{ made: boolean, quietly: boolean }} how */
  #enter(place, { made, quietly }) {
    const before = this.#place;
    this.#place = place;
    this.#quietly = quietly;
    this.#learner = new Learner(place.room, { storage: storage(), name: ofLesson("class"), make: makeTag, linkAfter });
    this.#answers = new Answers(linkAfter);
    this.#looks = false;
    // So that the page finds back when it is loaded again; and from a new class into the one before it.
    if (made && before) history.pushState(null, "", hashOf(place));
    else if (!quietly) history.replaceState(history.state, "", hashOf(place));
    this.#link.show(new URL(hashOf(place), location.href).href, made);
    this.about.hidden = false;
    this.#say("");
    this.#listen();
    if (quietly) return;
    this.axis.scrollIntoView();
    this.#title.focus({ preventScroll: true });
  }

  #listenAgain() {
    this.#listen();
    this.#send.focus(); // The button that was pressed is gone.
  }

  #listen() {
    if (!this.#place) return;
    this.#resumes = document.hidden;
    if (this.#resumes) return; // Nobody looks yet.
    this.#missed = false;
    const hash = hashOf(this.#place);
    const signal = this.run.begin();
    listen(this.#place, {
      signal,
      heard: (data) => this.#answers.hear(data) && this.#drawSoon(),
      missed: () => {
        this.#missed = true;
        this.#drawSoon();
      },
      connected: (is) => {
        if (is) remember(hash);
        this.#say(is ? "" : BROKEN);
      },
      refused: (why) => this.#refuse(why),
    });
    this.#say("");
    this.#show();
  }

  /** @param {string} why */
  #ended(why) {
    this.#resumes = document.hidden;
    this.#say(why);
    this.#show();
  }

  async #sendOwn() {
    if (!this.#place || this.#busy) return;
    const proof = this.#learner?.next();
    if (!proof) return this.#say(CHANGED_OFTEN);
    this.#busy = true;
    const answer = { ...proof, delays: this.#own };
    try {
      await send(this.#place, answer);
      this.#answers.hear(answer); // Its echo may be a moment later, and says the same.
      this.#say(SENT);
    } catch (error) {
      this.#say(`Not sent; yours are still here. ${/** @type {Error} */ (error).message}`);
    }
    this.#busy = false;
    this.#show();
  }

  /** What the class knows of this reader. */
  get #sent() {
    return this.#learner && this.#answers.of(this.#learner.number);
  }

  get #own() {
    return /** @type {Delays} */ (Object.fromEntries(this.axis.placed));
  }

  #lookOn() {
    this.#looks = true;
    this.#show();
    this.#send.focus();
  }

  #drawSoon() {
    this.#drawing ||= setTimeout(() => {
      this.#drawing = 0;
      this.#show();
      this.#speakSoon();
    }, DRAW_AFTER_MS);
  }

  /** One sentence for many answers. */
  #speakSoon() {
    this.#speaking ||= setTimeout(() => {
      this.#speaking = 0;
      this.#spoken.textContent = `Answers of your class: ${this.#answers.count}.`;
    }, SPEAK_EVERY_MS);
  }

  /** Brings the page into the state that the answers and the axis say. */
  #show() {
    const sent = this.#sent;
    if (sent) this.axis.restore(sent);
    this.#showStanding();
    if (this.#place) this.#marks.show(this.#looks || sent !== null ? this.#answers : null);
  }

  /** All but the marks of the class, which do not move with the reader's. */
  #showStanding() {
    const sent = this.#sent;
    const left = PRODUCTS.length - this.axis.placed.size;
    const changed = sent !== null && left === 0 && !same(sent, this.#own);
    if (changed && this.#says.textContent === SENT) this.#say("");
    const shown = this.#looks || sent !== null;
    const { count, widest } = this.#answers;
    const there = this.#place !== null;
    this.#send.textContent = sendWord({ sent: sent !== null });
    setUsable(this.#send, left === 0 && (sent === null || changed));
    this.#send.hidden = !there;
    this.#look.hidden = !there || shown;
    this.#again.hidden = !there || this.run.on;
    this.#anew.hidden = this.run.on || this.#busy;
    this.#renew.hidden = !this.run.on || this.#busy;
    this.#screen.hidden = !there || !shown || !document.fullscreenEnabled;
    this.#standing.hidden = !there || (count === 0 && !this.run.on);
    this.#standing.textContent = standing({
      ...{ left, count, sent: sent !== null, changed, shown, missed: this.#missed },
      widest: widest?.name,
    });
  }

  /** @param {string} words */
  #say(words) {
    this.#says.textContent = words;
  }
}

function consent() {
  return make(
    "p",
    {},
    "Place the eight products on their lines. Nothing of yours is sent until you press ",
    make("b", {}, sendWord({ sent: false })),
    ". What is sent then is anonymous: your eight delays, a random number and how often you changed your mind, to this server, ",
    make("b", {}, location.host),
    ". Everyone with this class’s link can read them. They are gone with the room, some time after the last of you has left.",
  );
}
