/** Lists that ascend by a key (a time or an id), of which the oldest part is dropped. Pure. */

/**
 * Index of the first item whose key is not below `value`.
 * @template T
 * @param {ArrayLike<T>} list
 * @param {number} value
 * @param {(item: T) => number} key
 */
export function lowerBound(list, value, key) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(/** @type {T} */ (list[middle])) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The items with from <= key < to.
 * @template T
 * @param {T[]} list
 * @param {number} from
 * @param {number} to
 * @param {(item: T) => number} key
 */
export function between(list, from, to, key) {
  return list.slice(lowerBound(list, from, key), lowerBound(list, to, key));
}

/**
 * The item with exactly this key.
 * @template T
 * @param {T[]} list
 * @param {number} value
 * @param {(item: T) => number} key
 * @returns {T | undefined}
 */
export function find(list, value, key) {
  const item = list[lowerBound(list, value, key)];
  return item !== undefined && key(item) === value ? item : undefined;
}

/**
 * Adds an item at its place. Items come nearly in order, so the search runs back from the end.
 * @template T
 * @param {T[]} list
 * @param {T} item
 * @param {(item: T) => number} key
 */
export function insert(list, item, key) {
  let index = list.length;
  while (index > 0 && key(/** @type {T} */ (list[index - 1])) > key(item)) index--;
  if (index === list.length) list.push(item);
  else list.splice(index, 0, item);
}

/**
 * Drops items from the front while `stale` holds, and whatever is above `most`. It waits until an eighth of the list
 * can go at once, so that the cost of moving the rest stays constant per item added.
 * @template T
 * @param {T[]} list
 * @param {(item: T) => boolean} stale
 * @param {number} most
 * @returns {T[]} what was dropped
 */
export function trim(list, stale, most) {
  const batch = Math.max(list.length >> 3, 1);
  const probe = list[batch - 1];
  if (list.length <= most && (probe === undefined || !stale(probe))) return [];
  let count = 0;
  while (count < list.length && stale(/** @type {T} */ (list[count]))) count++;
  return list.splice(0, Math.max(count, list.length > most ? list.length - most + batch : 0));
}
