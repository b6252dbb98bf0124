/**
 * What a lesson keeps in the browser beside the learner's progress. Its name says that it is a lesson's, so that it goes
 * when the learner erases everything, and no page has to know which lesson keeps what. Pure over anything like a Storage.
 */

const PREFIX = "lesson.";

/** The name under which a lesson keeps something. @param {string} name */
export function ofLesson(name) {
  return PREFIX + name;
}

/** Forgets what any lesson kept there. @param {Storage} storage */
export function eraseOfLessons(storage) {
  const names = Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? "");
  for (const name of names) if (name.startsWith(PREFIX)) storage.removeItem(name);
}
