/** The model of many browsers that poll. Pure: every number it is made of goes in, nothing else. */

/** What the sliders offer. */
export const USERS = { least: 100, steps: 100 };
export const INTERVALS_S = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 100, 120, 180, 300];
export const COOKIES_B = { most: 4_000, step: 100 };

/** From 100 to 1,000,000 in round numbers. @param {number} step 0 to 100 */
export function usersAt(step) {
  const users = USERS.least * 10 ** (step / 25);
  const power = 10 ** Math.floor(Math.log10(users) - 1);
  return Math.round(users / power) * power;
}

/**
 * @param {object} given
 * @param {number} given.users
 * @param {number} given.interval_s
 * @param {{ up: number, down: number } | null} given.poll bytes of one poll that brings nothing; null: not measured yet
 * @param {number} given.cookies bytes more in each question
 */
export function model({ users, interval_s, poll, cookies }) {
  const per_s = users / interval_s;
  return {
    per_s,
    mean_wait_s: interval_s / 2,
    worst_wait_s: interval_s,
    up_bit_s: poll && per_s * (poll.up + cookies) * 8,
    down_bit_s: poll && per_s * poll.down * 8,
    a_day_bytes: poll && per_s * (poll.up + cookies + poll.down) * 86_400,
  };
}

const RATES = [
  [1e9, "Gbit/s"],
  [1e6, "Mbit/s"],
  [1e3, "kbit/s"],
];

/** "1.1 Mbit/s" @param {number} value bit/s */
export function saysRate(value) {
  const [unit, name] = /** @type {[number, string]} */ (
    RATES.find(([least]) => value >= Number(least)) ?? [1, "bit/s"]
  );
  return `${short(value / unit)}\u202f${name}`;
}

/** "52 GB" @param {number} value bytes */
export function saysVolume(value) {
  const [unit, name] = value >= 1e12 ? [1e12, "TB"] : value >= 1e9 ? [1e9, "GB"] : [1e6, "MB"];
  return `${short(value / unit)}\u202f${name}`;
}

/** "0.5 s", "50 s", "2 min 30 s" @param {number} seconds */
export function saysSeconds(seconds) {
  if (seconds < 60) return `${seconds.toLocaleString("en")}\u202fs`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)}\u202fmin${rest ? ` ${rest}\u202fs` : ""}`;
}

/** Two digits or three, never more than a model is worth. @param {number} value */
export function short(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: value >= 100 ? 3 : 2 });
}
