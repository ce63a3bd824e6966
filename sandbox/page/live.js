/** A live line from the server: events as they happen, reconnecting until closed. */

export class Live {
  #socket = null;
  #timer = 0;
  #closed = false;
  #tries = 0;
  #opened = false;

  /** `heard` gets every event; `opened` is told of each connection, with true after the first. */
  constructor(path, { heard, opened, lost = () => {} }) {
    this.address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    Object.assign(this, { heard, opened, lost });
    this.#connect();
  }

  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect() {
    const socket = new WebSocket(this.address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.opened(this.#opened);
      this.#opened = true;
    });
    socket.addEventListener("message", ({ data }) => this.heard(JSON.parse(data)));
    socket.addEventListener("close", () => {
      if (this.#closed) return;
      if (this.#tries === 0) this.lost();
      this.#tries += 1;
      this.#timer = setTimeout(() => this.#connect(), Math.min(5000, 250 * 2 ** this.#tries));
    });
  }
}
