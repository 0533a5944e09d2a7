// The WebSocket to the server, which comes back by itself.

const pingMs = 10_000;
const patienceMs = 8_000;
const firstDelayMs = 500;
const longestDelayMs = 8_000;

/**
 * Sends and receives JSON. Events: `open` for each new connection, `message` (detail: the message),
 * `down` when the connection is lost, `unreachable` when there never was one.
 *
 * Tries for ever once it was open, ever more slowly; `close()` ends that.
 */
export class Signaling extends EventTarget {
  #url;
  #socket;
  #wasOpen = false;
  #isClosed = false;
  #attempts = 0;
  #retryTimer;
  #pingTimer;
  #patienceTimer;

  constructor(url) {
    super();
    this.#url = url;
    addEventListener('online', this.#retryNow);
    this.#connect();
  }

  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Gives this connection up and makes another. */
  reconnect() {
    if (!this.#isClosed) this.#drop(this.#socket);
  }

  /** The same at once: the old one may be silent for seconds after the network is back. */
  renew() {
    if (this.#isClosed) return;
    clearTimeout(this.#retryTimer);
    this.#forget(this.#socket);
    this.#connect();
  }

  close() {
    this.#isClosed = true;
    removeEventListener('online', this.#retryNow);
    clearTimeout(this.#retryTimer);
    this.#stopPinging();
    this.#socket?.close(1000);
  }

  #connect() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    // A server that takes the connection and says nothing is as good as none.
    this.#patienceTimer = setTimeout(() => this.#drop(socket), patienceMs);
    socket.onopen = () => this.#handleOpen();
    socket.onmessage = ({ data }) => this.#handleMessage(JSON.parse(data));
    socket.onclose = () => this.#drop(socket);
  }

  #handleOpen() {
    clearTimeout(this.#patienceTimer);
    this.#wasOpen = true;
    this.#pingTimer = setInterval(() => this.#ping(), pingMs);
    this.dispatchEvent(new Event('open'));
  }

  #handleMessage(message) {
    clearTimeout(this.#patienceTimer);
    if (['joined', 'resumed'].includes(message.type)) this.#attempts = 0;
    if (message.type !== 'pong') this.#tell('message', message);
  }

  // A browser cannot send WebSocket pings, and a dead network closes nothing.
  #ping() {
    this.send({ type: 'ping' });
    clearTimeout(this.#patienceTimer);
    const socket = this.#socket;
    this.#patienceTimer = setTimeout(() => this.#drop(socket), patienceMs);
  }

  #drop(socket) {
    if (this.#isClosed || socket !== this.#socket) return;
    this.#forget(socket);
    if (!this.#wasOpen) {
      this.close();
      return this.#tell('unreachable');
    }
    this.#tell('down');
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#attempts++);
    // Spread out: a server that comes back must not meet all its pages at once.
    this.#retryTimer = setTimeout(() => this.#connect(), delayMs * (0.75 + Math.random() / 2));
  }

  #forget(socket) {
    this.#socket = undefined;
    this.#stopPinging();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #retryNow = () => {
    if (this.#isClosed || this.#socket) return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  };

  #stopPinging() {
    clearInterval(this.#pingTimer);
    clearTimeout(this.#patienceTimer);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
