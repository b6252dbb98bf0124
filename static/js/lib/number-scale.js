/** The line a number is placed on: linear or logarithmic, in round steps. Pure; a share is 0 at its start and 1 at its end. */

export class NumberScale {
  /** @param {{ from: number, to: number, step: number, log?: boolean }} options */
  constructor({ from, to, step, log = false }) {
    this.from = from;
    this.to = to;
    this.step = step;
    this.log = log;
  }

  /** Where a value stands, kept within the line. @param {number} value */
  share(value) {
    const [from, to, at] = this.log ? [this.from, this.to, value].map(Math.log10) : [this.from, this.to, value];
    return clamp((Number(at) - Number(from)) / (Number(to) - Number(from)), 0, 1);
  }

  /** The round value at a share. @param {number} share */
  value(share) {
    const kept = clamp(share, 0, 1);
    const value = this.log ? this.from * (this.to / this.from) ** kept : this.from + kept * (this.to - this.from);
    return this.rounded(value);
  }

  /** The next value by so many steps; a step of a logarithmic line is a hundredth of it. @param {number} value @param {number} steps */
  stepped(value, steps) {
    if (!this.log) return this.rounded(value + steps * this.step);
    const next = this.value(this.share(value) + steps / 100);
    return next === value ? this.rounded(value * (1 + Math.sign(steps) / 10)) : next;
  }

  /** @param {number} value */
  rounded(value) {
    const step = this.log ? 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)) - 1) : this.step;
    return clamp(Number((Math.round(value / step) * step).toPrecision(12)), this.from, this.to);
  }

  /** The marks under the line; major ones are written. @returns {{ value: number, share: number, major: boolean }[]} */
  ticks() {
    const values = this.log ? this.#powers() : this.#rounds();
    return values.map(({ value, major }) => ({ value, major, share: this.share(value) }));
  }

  #rounds() {
    const span = this.to - this.from;
    const power = 10 ** Math.floor(Math.log10(span / 3));
    const major = /** @type {number} */ (
      [5, 2, 1].map((factor) => factor * power).find((one) => span / one >= 3.5) ?? power
    );
    const minor = this.#minor(major);
    const parts = Math.round(major / minor);
    const first = Math.ceil(this.from / minor - 1e-9);
    return Array.from({ length: Math.floor(this.to / minor - first + 1e-9) + 1 }, (_, number) => ({
      value: Number(((first + number) * minor).toPrecision(12)),
      major: (first + number) % parts === 0,
    }));
  }

  /** Ticks stand only where an answer can: none between two steps. @param {number} major */
  #minor(major) {
    if (major / 10 >= this.step) return major / 10;
    return Number.isInteger(major / this.step) ? this.step : major;
  }

  #powers() {
    const ticks = [];
    for (let power = 10 ** Math.floor(Math.log10(this.from)); power <= this.to; power *= 10) {
      for (let factor = 1; factor < 10; factor++) {
        const value = Number((factor * power).toPrecision(12));
        if (value >= this.from && value <= this.to) ticks.push({ value, major: factor === 1 });
      }
    }
    return ticks;
  }

  /**
   * One square an event, heaped where values are equal.
   * @param {number[]} values
   * @param {number} columns how many squares fit side by side
   * @returns {{ column: number, row: number }[]}
   */
  heap(values, columns) {
    const heights = new Map();
    return values.map((value) => {
      const column = Math.min(Math.floor(this.share(value) * columns), columns - 1);
      const row = heights.get(column) ?? 0;
      heights.set(column, row + 1);
      return { column, row };
    });
  }
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
