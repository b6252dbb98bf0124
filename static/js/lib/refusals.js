/** What a session refuses by itself, in the shape of the server's refusals: the fact, and the remedy. */

/** Events that may be on their way to the server at once: a browser has no more connections than six. */
export const UNDER_WAY = 6;

export const WATCHED = {
  code: "no-key",
  message: "This room can only be watched: its key is with the stage that made it.",
  hint: "Open a stage of your own, without room= in its address, and publish there.",
};

export const TOO_FAST = {
  code: "too-fast",
  message: `${UNDER_WAY} events are on their way to the server already.`,
  hint: "Wait for one to arrive, or let the server publish by itself.",
};

export const NO_WORKER = {
  code: "no-worker",
  message: "The part of this page that measures could not be started.",
  hint: "Load the page again. If that does not help, a browser with module workers is needed.",
};
