// The live socket: comes back with growing patience, and notices when nothing is heard any more.

const PATIENCE_MS = [250, 500, 1000, 2000, 5000];
const SILENCE_MS = 40_000; // the pages' program says something every 15 s

export class LiveSocket {
  #hear;
  #lose;
  #tries = 0;
  #silence = null;

  constructor(hear, lose) {
    this.#hear = hear;
    this.#lose = lose;
    this.#open();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/live`);
    const end = () => {
      socket.onclose = socket.onmessage = null;
      clearTimeout(this.#silence);
      socket.close();
      this.#lose();
      if (this.#tries > 1) signInAgain();
      setTimeout(() => this.#open(), PATIENCE_MS[Math.min(this.#tries++, PATIENCE_MS.length - 1)]);
    };
    const listen = () => {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(end, SILENCE_MS);
    };
    socket.onclose = end;
    socket.onmessage = (message) => {
      this.#tries = 0;
      listen();
      this.#hear(JSON.parse(message.data));
    };
    listen();
  }
}

// A handshake that is refused looks like a program that is gone; only asking tells that the session is over.
async function signInAgain() {
  const answer = await fetch("/api/v1/me").catch(() => null);
  if (answer?.status === 401) location.reload();
}
