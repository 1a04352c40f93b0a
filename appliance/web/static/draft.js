// A draft of the settings, as every page that edits settings shares it: kept at each change, brought together with what
// others publish, checked, compared, published, thrown away. It has no looks; publish.js shows it.

const SETTINGS = "/api/v1/settings";
const ATTEMPTS = 4; // to keep a change while another tab of the same person keeps some too

export class Trouble extends Error {
  // What the box said no with: a sentence, and what a form needs.
  constructor(status, problem) {
    super(problem.detail ?? "");
    Object.assign(this, { status, kind: problem.type, wrong: problem.wrong ?? [], conflicts: problem.conflicts ?? [] });
  }
}

// { status, tag, content }; throws Trouble, and TypeError when the box does not answer.
export async function ask(method, address, { body, tag } = {}) {
  const headers = { ...(body !== undefined && { "Content-Type": "application/json" }), ...(tag && { "If-Match": tag }) };
  const answer = await fetch(address, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Trouble(answer.status, content);
  return { status: answer.status, tag: answer.headers.get("ETag"), content };
}

export const sameSpot = (one, other) =>
  one.kind === other.kind && one.name === other.name && one.keys.length === other.keys.length && one.keys.every((key, at) => key === other.keys[at]);

// Tells "change" whenever what it says may be another.
export class Draft extends EventTarget {
  name;
  settings = {}; // tables as TOML has them: {queue: [{name, …}], routing: {…}}
  newest = null; // the version that holds
  there = false; // whether anything was kept that is not published
  base = 0;
  revision = 0;
  #tag = null;
  #turn = Promise.resolve();

  constructor(name) {
    super();
    this.name = name;
  }

  // Of the person at this browser.
  static async open() {
    const me = (await ask("GET", "/api/v1/me")).content;
    const draft = new Draft(me.name || "this machine");
    await draft.read();
    return draft;
  }

  get #address() {
    return `${SETTINGS}/drafts/${encodeURIComponent(this.name)}`;
  }

  // Others have published since the draft was begun.
  get behind() {
    return this.there && this.base < this.newest.version;
  }

  tables(kind) {
    return this.settings[kind] ?? [];
  }

  table(kind, name) {
    return name ? this.tables(kind).find((body) => body.name === name) : this.settings[kind];
  }

  // What holds, and the draft where there is one.
  async read() {
    const [holds, kept] = await Promise.all([ask("GET", SETTINGS), ask("GET", `${SETTINGS}/drafts`)]);
    this.newest = holds.content.version;
    if (kept.content.drafts.some(({ name }) => name === this.name)) this.#take(await ask("GET", this.#address));
    else this.#forget(holds.content.settings);
    this.#tell();
  }

  // `edit` gets the settings to change in place, once or several times: always what is kept by now.
  keep(edit) {
    return this.#alone(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const body = structuredClone(this.settings);
        edit(body);
        try {
          this.#take(await ask("PUT", this.#address, { body, tag: this.#tag ?? undefined }));
          return this.#tell();
        } catch (trouble) {
          if (!(trouble instanceof Trouble) || ![409, 412, 428].includes(trouble.status) || attempt === ATTEMPTS) throw trouble;
          await this.read();
        }
      }
    });
  }

  // A table of a kind that has names: `body` null takes it away; with another name in it, it is renamed.
  keepTable(kind, name, body) {
    return this.keep((settings) => {
      const list = (settings[kind] ??= []);
      const at = list.findIndex((each) => each.name === name);
      if (body === null) list.splice(at, at < 0 ? 0 : 1);
      else if (at < 0) list.push(body);
      else list[at] = body;
      if (!list.length) delete settings[kind];
    });
  }

  // {wrong, conflicts, doubts}: as a publish would judge it.
  async check() {
    return this.there ? (await ask("GET", `${this.#address}/check`)).content : { wrong: [], conflicts: [], doubts: [] };
  }

  // {changes, conflicts}
  async diff() {
    return this.there ? (await ask("GET", `${this.#address}/diff`)).content : { changes: [], conflicts: [] };
  }

  // Brings it up to what holds; throws Trouble with the conflicts that neither list of spots decides.
  merge(mine = [], theirs = []) {
    return this.#alone(async () => {
      this.#take(await ask("POST", `${this.#address}/merge`, { body: { mine, theirs }, tag: this.#tag }));
      await this.read();
    });
  }

  // {version, changes, later}; throws Trouble with faults at their fields, or conflicts.
  publish(note = "") {
    return this.#alone(async () => {
      const told = (await ask("POST", `${this.#address}/publish`, { body: { note }, tag: this.#tag })).content;
      await this.read();
      return told;
    });
  }

  discard() {
    return this.#alone(async () => {
      if (this.there) await ask("DELETE", this.#address, { tag: this.#tag });
      await this.read();
    });
  }

  async versions() {
    return (await ask("GET", `${SETTINGS}/versions`)).content.versions;
  }

  // The content of an earlier version becomes the newest one; 0: the one before.
  undo(to = 0) {
    return this.#alone(async () => {
      const told = (await ask("POST", `${SETTINGS}/undo`, { body: { newest: this.newest.version, to } })).content;
      await this.read();
      return told;
    });
  }

  #take({ tag, content }) {
    this.#tag = tag;
    this.there = true;
    this.settings = content.settings;
    this.base = content.draft.base;
    this.revision = content.draft.revision;
  }

  #forget(settings) {
    this.#tag = null;
    this.there = false;
    this.settings = settings;
    this.base = this.newest.version;
    this.revision = 0;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  // One after the other: each changes what the one before it left.
  #alone(act) {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}
