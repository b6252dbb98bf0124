/** What a page says to a learner whose class compares. Pure. */

/**
 * @typedef {object} Standing
 * @property {number} left products that are still to be placed
 * @property {number} count answers of the class so far, this learner's among them
 * @property {boolean} sent this learner's are among them
 * @property {boolean} changed … and one was placed elsewhere since
 * @property {boolean} shown the others' marks are on the axis
 * @property {boolean} missed some answers had left the room's log before this page could have them
 * @property {string | undefined} widest the product about which the class differs most
 */

/** How many have answered, and what that means for this learner. @param {Standing} standing */
export function standing({ left, count, sent, changed, shown, missed, widest }) {
  const said = [`${count} ${count === 1 ? "answer" : "answers"} so far${sent ? ", yours among them" : ""}.`];
  if (!shown) said.push("They show on the axis once yours are sent.");
  if (shown && count > 0) said.push("One dot is one answer, the tick their median.");
  if (shown && widest) said.push(`The class differs most about “${widest}”.`);
  if (!sent && left > 0) said.push("To send yours, place all eight.");
  if (changed) said.push("You have moved yours since; send again, and the new ones replace the old.");
  if (missed)
    said.push(
      "The room keeps a number of answers, and older ones are missing here. Whoever moves one and sends again is counted.",
    );
  return said.join(" ");
}

/** What stands on the button. @param {Pick<Standing, "sent">} standing */
export function sendWord({ sent }) {
  return sent ? "Send my changes to the class" : "Send my eight delays to the class";
}

/** Addresses that mean this very device, to every device. */
const OWN = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Why others could not follow a link to this page; empty when they can. @param {string} hostname of the page */
export function unreachable(hostname) {
  if (!OWN.test(hostname)) return "";
  return `This page was opened as ${hostname}, and by that name every device calls itself: the link works on this one only. Start the site with --host 0.0.0.0, open it by the address on the network that it prints, and start the class there.`;
}
