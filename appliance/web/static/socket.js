// The live socket: comes back with growing patience, and notices when nothing is heard any more.

const PATIENCE_MS = [250, 500, 1000, 2000, 5000];
const SILENCE_MS = 40_000; // the pages' program says something every 15 s

export class LiveSocket {
  #hear;
  #lose;
  #tries = 0;
  #silence = null;

  #address;
  #signedOut;

  // `signedOut` is called when what was let in once is let in no more; a page of people is loaded anew, to sign in.
  constructor(hear, lose, address = "/live?delta=1", signedOut = () => location.reload()) {
    this.#hear = hear;
    this.#lose = lose;
    this.#address = address;
    this.#signedOut = signedOut;
    this.#open();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.#address}`);
    let lists = {};
    const end = () => {
      socket.onclose = socket.onmessage = null;
      clearTimeout(this.#silence);
      socket.close();
      this.#lose();
      if (this.#tries > 1) whenSignedOut(this.#signedOut);
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
      this.#hear(whole(lists, JSON.parse(message.data)));
    };
    listen();
  }
}

// A handshake that is refused looks like a program that is gone; only asking tells that the session is over.
async function whenSignedOut(act) {
  const answer = await fetch("/api/v1/me").catch(() => null);
  if (answer?.status === 401) act();
}

const KEYS = { calls: "call", last_calls: "call", last_texts: "key" }; // all other lists: by name

// Of lists only the rows that changed are sent, as "~name"; who hears gets whole lists. Changes `lists`.
function whole(lists, message) {
  const heard = {};
  for (const [name, value] of Object.entries(message)) {
    const list = name.replace(/^~/, "");
    heard[list] = name === list ? value : patched(lists[list], value, KEYS[list] ?? "name");
    if (Array.isArray(heard[list])) lists[list] = heard[list];
  }
  return heard;
}

function patched(rows, { put, keys }, key) {
  const found = new Map([...rows, ...put].map((row) => [row[key], row]));
  return (keys ?? rows.map((row) => row[key])).map((each) => found.get(each));
}
