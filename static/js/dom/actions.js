/**
 * What a reader can ask of a stage, by name: parts of the stage and the keyboard both come here. Most are a change of the
 * scene; the rest touch the page: the address, the clipboard, files, the projector.
 *
 * @typedef {import("../lib/scene.js").Scene} Scene
 * @typedef {object} Host the stage as actions see it
 * @property {Scene} scene
 * @property {() => string} address of the page with all settings in it
 * @property {(name: string) => boolean} hasAttribute
 * @property {(options: ScrollIntoViewOptions) => void} scrollIntoView
 * @property {() => void} keepAddress writes settings into the address, where the page wants that
 * @property {() => void} showKeys
 * @property {() => void} toggleTable
 * @property {() => void} toggleNetwork
 * @property {(aim: import("../lib/wire/rows.js").Aim | null) => boolean} showWire opens the drawer of bytes, or closes it;
 *   whether it was open
 * @property {(by: number) => void} stepWire to the bytes before or after
 * @property {(problem: string) => void} fail says why something could not be done; nothing, once it can
 */

import { cutOrMended } from "../lib/conditions.js";
import { parse, serialise } from "../lib/settings.js";
import { copyText } from "./clipboard.js";
import { chooseFile } from "./files.js";
import { isProjected, project } from "./projector.js";
import { wanted } from "./wanted.js";

/** Methods of the scene that may be asked for by name. */
const OF_SCENE = /** @type {const} */ ([
  ...["togglePause", "end", "seek", "nudge", "play", "pace"],
  ...["stepLane", "showAll", "clear", "dismiss"],
]);

/**
 * @param {Host} host
 * @returns {Record<string, (value: any) => unknown>}
 */
export function actions(host) {
  const { scene } = host;
  const ofScene = OF_SCENE.map((name) => [name, (/** @type {any} */ value) => scene[name](value)]);
  return {
    ...Object.fromEntries(ofScene),
    ...settingActions(host),
    ...traceActions(host),
    publish: () => publish(scene),
    retry: () => scene.session.retry(),
    goOn: () => scene.session.resume(),
    watch: () => scene.session.start(),
    reopen: (/** @type {string} */ name) => scene.session.reopen(name),
    pick: (/** @type {import("../lib/paint/hit.js").Hit} */ hit) => pick(host, hit),
    wire: (/** @type {import("../lib/wire/rows.js").Aim | undefined} */ aim) => host.showWire(aim ?? aimOf(scene)),
    // While the bytes of a lane are on show, what would show another event or lane shows its bytes.
    step: (/** @type {number} */ by) => (scene.wire ? host.stepWire(by) : scene.step(by)),
    showOnly: (/** @type {number} */ index) => {
      const lane = scene.wire && scene.looks[index]?.name;
      if (lane && !scene.isFolded(lane)) host.showWire({ lane });
      else if (!scene.wire) scene.showOnly(index);
    },
    closeWire: () => host.showWire(null),
    stepWire: (/** @type {number} */ by) => host.stepWire(by),
    leave: () => host.showWire(null) || scene.leave() || projected(host, false),
    projector: () => projected(host, !isProjected()),
    keys: () => host.showKeys(),
    table: () => host.toggleTable(),
    network: () => host.toggleNetwork(),
  };
}

/**
 * One click selects an event. A click on a mark of the one that is selected, or on one that belongs to none, shows bytes.
 * @param {Host} host
 * @param {import("../lib/paint/hit.js").Hit} hit
 */
function pick(host, { event, lane, request, ...way }) {
  const { scene } = host;
  const mark = lane !== undefined && request !== undefined && scene.controls === "full" && !scene.recording;
  if (mark && (scene.wire || event === undefined || event === scene.selected)) {
    host.showWire({ lane, request, event: event ?? null, ...way });
  } else if (!scene.wire) {
    scene.select(event ?? null);
    scene.lane = event === undefined ? null : (lane ?? null);
  }
}

/** The lane that is chosen or that had the selected event, or the first. @param {Scene} scene */
function aimOf(scene) {
  const { drawn, selected, lane, trace } = scene;
  const has = drawn.find(({ name }) => selected !== null && trace.lane(name).delivery(selected));
  const name = lane ?? has?.name ?? drawn[0]?.name;
  return name && scene.controls === "full" && !scene.recording ? { lane: name, event: selected } : null;
}

/** @param {Scene} scene */
async function publish(scene) {
  if (scene.recording) scene.stopReplay();
  scene.playhead.end();
  scene.selected = null;
  const published = await scene.session.publish({ hello: scene.sends + 1 });
  if (published) scene.sends++;
}

/**
 * What changes settings, and with them the address.
 * @param {Host} host
 */
function settingActions(host) {
  const { scene } = host;
  const set = (/** @type {Partial<import("../lib/settings.js").Settings>} */ change) => {
    scene.session.set(change);
    host.keepAddress();
  };
  const conditions = (/** @type {import("../lib/conditions.js").Conditions | null} */ value) =>
    set({ conditions: value });
  return {
    set,
    conditions,
    cut: (/** @type {string | undefined} */ lane) => conditions(cutOrMended(scene.inForce, lane ?? null)),
    zoom: (/** @type {number} */ step) => {
      scene.zoom(step);
      host.keepAddress();
    },
    fold: (/** @type {{ name: string, fold: boolean }} */ { name, fold }) => {
      const open = scene.looks.map((look) => look.name).filter((one) => (one === name ? !fold : !scene.isFolded(one)));
      if (fold && scene.only === name) scene.showAll();
      set({ lanes: open });
    },
    copyLink: async (/** @type {() => void} */ copied) => {
      const link = host.hasAttribute("address") ? host.address() : wholeAt(scene.settings);
      try {
        await copyText(link);
        copied();
        host.fail("");
      } catch (error) {
        host.fail(`${/** @type {Error} */ (error).message} Select the link here, and copy it: ${link}`);
      }
    },
  };
}

/**
 * The address of the stage's own page with these settings, and all controls: a page that has more than a stage does not
 * read its address, and a small stage opens no bytes.
 * @param {import("../lib/settings.js").Settings} settings
 */
export function wholeAt(settings) {
  const { lanes } = JSON.parse(document.getElementById("stage-config")?.textContent ?? "");
  const usual = parse({}, { lanes: lanes.map((/** @type {{ name: string }} */ { name }) => name) });
  return `${location.origin}/stage?${serialise({ ...settings, controls: usual.controls }, usual)}`;
}

/** What writes and reads files. Few want it, and a first load has to be small: it comes while the page is idle. */
export const fetchFiling = () => wanted("What writes and reads traces", () => import("./filing.js"));

/**
 * What acts on the trace as a whole.
 * @param {Host} host
 */
function traceActions(host) {
  const { scene } = host;
  /**
   * @param {string} what cannot be done, if it cannot
   * @param {(filing: Awaited<ReturnType<typeof fetchFiling>>) => unknown} act
   */
  const file = async (what, act) => {
    const filing = await fetchFiling().catch((error) => host.fail(error.message));
    if (!filing) return;
    try {
      await act(filing);
      host.fail("");
    } catch (error) {
      host.fail(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  };
  return {
    exportTrace: () => file("The trace could not be written", ({ exportTrace }) => exportTrace(scene.trace)),
    importTrace: async () => {
      const chosen = await chooseFile(".json,application/json");
      if (chosen) file(chosen.name, async ({ readTrace }) => scene.replay(...(await readTrace(chosen))));
    },
    stopReplay: () => scene.stopReplay(),
  };
}

/**
 * @param {Host} host
 * @param {boolean} on
 */
function projected(host, on) {
  project(on);
  host.scrollIntoView({ block: on ? "start" : "nearest" }); // in a lesson there is much above it
  host.scene.settings.projector = on;
  host.keepAddress();
}
