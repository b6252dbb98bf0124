/** The addresses of the server's contract that a stage uses, for one room and topic. Pure. */

export class Endpoints {
  /**
   * @param {{ origin: string, room: string, topic: string, tag: string }} place `tag` joins the server's records of the
   *   wire with the requests of this stage
   */
  constructor({ origin, room, topic, tag }) {
    this.topicUrl = `${origin}/rooms/${encodeURIComponent(room)}/topics/${encodeURIComponent(topic)}`;
    this.controlUrl = `${origin.replace(/^http/, "ws")}/rooms/${encodeURIComponent(room)}/control?tag=${tag}`;
    this.tag = tag;
  }

  /**
   * Where a transport is to be had.
   * @param {string} path of the transport
   * @param {Record<string, string | number>} [query]
   */
  stream(path, query = {}) {
    const words = Object.entries({ ...query, tag: this.tag }).map(([name, value]) => `${name}=${value}`);
    return `${this.topicUrl}/${path}?${words.join("&")}`;
  }

  /** Answers at once and tells no stage: a look whether the room is there. */
  get probeUrl() {
    return `${this.topicUrl}/poll`;
  }
}
