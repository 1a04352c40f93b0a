// <cb-simulator>: a call that never was, through the draft or what holds. All that happened is sent each time and the whole
// call is answered, so nothing is kept anywhere but here. Tells "walked" with {step, path} of now.

import { make, setText } from "./dom.js";
import { dateFormat, english, number, plural, t } from "./language.js";
import { playPrompts, stopSound } from "./prompt_sound.js";
import { callFace, outcomeFace } from "./words.js";

const PAD = [..."123456789*0#"];
const STEPS_OF_TIME = [[5_000, t("Wait 5 s")], [60_000, t("Wait 1 min")]];
const SPOKEN_MS = 5_000;
const times = dateFormat({ weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

const STAFF = { ready: t("all ready"), busy: t("all busy with other callers"), away: t("nobody there") };

let serial = 0;
const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;
const seconds = (ms) => t("{number} s", { number: number(ms / 1_000, { maximumFractionDigits: 1 }) });

// Local date and time as the field for it holds them.
function now() {
  const here = new Date();
  here.setMinutes(here.getMinutes() - here.getTimezoneOffset());
  return here.toISOString().slice(0, 16);
}

function button(words, act, className = "slight") {
  const made = make("button", className, words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function labelled(words, control, ...more) {
  control.id = `simulated-${(serial += 1)}`;
  const label = make("label", "", words);
  label.htmlFor = control.id;
  return make("div", "field", label, control, ...more);
}

function input(type, settings = {}) {
  return Object.assign(make("input"), { type, autocomplete: "off", ...settings });
}

function choice(words, type, settings) {
  const control = input(type, settings);
  return [control, make("label", "choice", control, make("span", "", words))];
}

class Simulator extends HTMLElement {
  #house; // {draft, flow(), lines(), before(), ask}
  #acts = [];
  #walk = null;
  #asked = 0; // requests so far; only the answer to the last one counts
  #of = "draft";
  #line = make("select");
  #at = input("datetime-local");
  #number = input("tel", { maxLength: 21, placeholder: t("unknown") });
  #language = input("text", { maxLength: 20, placeholder: t("the flow's") });
  #staff = make("select");
  #ahead = input("number", { min: 0, max: 20, value: 0 });
  #withheld;
  #hear;
  #begin = button(t("Start the call"), () => this.#start(), "");
  #circumstances = make("details", "circumstances");
  #said = make("p", "said");
  #stage = make("div", "stage");
  #pad = new Map();

  connectedCallback() {
    if (this.firstChild) return;
    this.#at.value = now();
    for (const [value, words] of Object.entries(STAFF)) this.#staff.append(new Option(words, value));
    const [withheld, withheldLabel] = choice(t("withheld"), "checkbox");
    const [hear, hearLabel] = choice(t("Hear the prompts, and go on when they are over"), "checkbox");
    this.#withheld = withheld;
    this.#hear = hear;
    this.#said.setAttribute("role", "status");
    this.#stage.hidden = true;
    this.append(
      this.#which(),
      this.#circumstances,
      hearLabel,
      make("div", "acts", this.#begin),
      this.#said,
      this.#stage,
    );
    this.#circumstances.open = true;
    this.#circumstances.append(
      make("summary", "", t("Who calls, and when")),
      make("div", "start-of-call", labelled(t("Line"), this.#line), labelled(t("Time of day"), this.#at), labelled(t("Caller's number"), this.#number, withheldLabel), labelled(t("Language"), this.#language), labelled(t("Agents"), this.#staff), labelled(t("Wait already"), this.#ahead)),
    );
    hear.addEventListener("change", () => (hear.checked ? this.#sound() : stopSound()));
    this.#staff.addEventListener("change", () => this.#enable());
    this.addEventListener("keydown", (event) => this.#typed(event));
    this.#enable();
  }

  follow(house) {
    this.#house = house;
    this.renew();
  }

  // The lines there are now, and the same call again where one is simulated.
  renew() {
    const chosen = this.#line.value;
    const flow = this.#house.flow();
    const lines = this.#house.lines();
    const mine = lines.filter((line) => line.flow === flow).map((line) => line.name);
    this.#line.replaceChildren(new Option(t("any"), ""), ...lines.map(({ name }) => new Option(name, name)));
    this.#line.value = lines.some(({ name }) => name === chosen) ? chosen : (mine[0] ?? "");
    if (this.#walk) this.#ask();
  }

  // Another flow is looked at: the call that was is over.
  forget() {
    this.#acts = [];
    this.#walk = null;
    this.#asked += 1;
    stopSound();
    this.#stage.hidden = true;
    setText(this.#begin, t("Start the call"));
    this.renew();
    this.#tell("", []);
    setText(this.#said, "");
  }

  #which() {
    const group = make("fieldset", "which", make("legend", "", t("Simulate")));
    for (const [value, words] of [["draft", t("the draft")], ["holds", t("what holds")]]) {
      const [radio, label] = choice(words, "radio", { name: "simulated-settings", value, checked: value === this.#of });
      radio.addEventListener("change", () => {
        this.#of = value;
        if (this.#walk) this.#ask();
      });
      group.append(label);
    }
    return group;
  }

  #enable() {
    this.#ahead.disabled = this.#staff.value !== "busy";
  }

  #start() {
    this.#acts = [];
    setText(this.#begin, t("Start anew"));
    this.#circumstances.open = false;
    this.#ask();
  }

  #do(act) {
    stopSound();
    this.#acts.push(act);
    return this.#ask();
  }

  get #wanted() {
    return {
      flow: this.#house.flow(),
      line: this.#line.value,
      at: this.#at.value || now(),
      number: this.#withheld.checked ? "" : this.#number.value.replace(/[\s()/-]/g, ""),
      withheld: this.#withheld.checked,
      language: this.#language.value.trim(),
      staff: this.#staff.value,
      ahead: this.#staff.value === "busy" ? Number(this.#ahead.value) || 0 : 0,
      acts: this.#acts,
    };
  }

  async #ask() {
    const mine = (this.#asked += 1);
    this.setAttribute("aria-busy", "true");
    try {
      if (this.#of === "draft") await this.#house.before();
      const draft = this.#of === "draft" ? this.#house.draft() : "";
      const place = draft ? `/api/v1/settings/drafts/${encodeURIComponent(draft)}/simulate` : "/api/v1/settings/simulate";
      const walk = (await this.#house.ask("POST", place, { body: this.#wanted })).content;
      if (mine === this.#asked) this.#show(walk);
    } catch (trouble) {
      if (mine === this.#asked) this.#refused(trouble);
    } finally {
      if (mine === this.#asked) this.removeAttribute("aria-busy");
    }
  }

  #refused(trouble) {
    const sentences = [trouble.status ? trouble.message : t("The box does not answer; try again."), ...(trouble.wrong ?? []).map(({ sentence }) => sentence)];
    english(this.#said).replaceChildren(...sentences.map((sentence) => make("span", "refusal", sentence)));
  }

  #show(walk) {
    this.#walk = walk;
    const last = walk.moments.at(-1);
    this.#stage.hidden = false;
    setText(this.#said, "");
    if (!last) return;
    if (!this.#stage.firstChild) this.#build();
    this.#parts.state(last, walk);
    this.#parts.keys(last);
    this.#parts.acts(last);
    this.#parts.facts(last);
    this.#parts.story(walk);
    this.#tell(last.state === "ended" ? "" : last.step, last.path);
    if (this.#hear.checked) this.#sound();
  }

  #tell(step, path) {
    this.dispatchEvent(new CustomEvent("walked", { detail: { step, path } }));
  }

  // Plays what the caller hears and goes on with the call when it is over.
  async #sound() {
    const sounding = this.#walk?.moments.at(-1)?.sounding;
    if (sounding?.kind !== "prompts") return;
    const mine = this.#asked;
    const heard = await playPrompts(sounding.prompts.map(({ prompt }) => prompt), sounding.language);
    if (heard && mine === this.#asked && this.#hear.checked) this.#do({ do: "listen" });
  }

  #typed(event) {
    if (this.#stage.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea") || !PAD.includes(event.key)) return;
    event.preventDefault();
    this.#pad.get(event.key).click();
  }

  #parts;

  #build() {
    const state = make("p", "state");
    state.setAttribute("role", "status");
    const hears = make("div", "hears");
    const pad = make("div", "pad");
    pad.setAttribute("role", "group");
    pad.setAttribute("aria-label", t("Keys of the telephone"));
    for (const key of PAD) {
      const made = make("button", "key", make("b", "", key), make("small"));
      made.type = "button";
      made.addEventListener("click", () => this.#do({ do: "key", key }));
      this.#pad.set(key, made);
      pad.append(made);
    }
    const acts = make("div", "deeds");
    const facts = make("dl", "facts");
    const story = make("ol", "timeline");
    this.#stage.append(state, hears, pad, acts, facts, make("h3", "", t("Timeline")), story);
    this.#parts = {
      state: (moment, walk) => this.#showState(state, hears, moment, walk),
      keys: (moment) => this.#showKeys(moment),
      acts: (moment) => this.#showActs(acts, moment),
      facts: (moment) => this.#showFacts(facts, moment),
      story: (whole) => this.#showStory(story, whole),
    };
  }

  #showState(state, hears, moment, walk) {
    const over = moment.outcome !== null && moment.outcome !== undefined;
    const face = over ? outcomeFace(moment.outcome) : callFace(moment.state);
    const when = times.format(Date.parse(`${moment.date}T00:00Z`) + moment.minute * 60_000);
    state.dataset.tone = face.tone;
    const where = moment.step && !over ? t("{state} at {step}", { state: face.word, step: moment.step }) : face.word;
    state.replaceChildren(make("b", "", where), make("span", "", t("{time}, {span} since the first ring", { time: when, span: clock(moment.at_ms) })), make("span", "of", walk.cut ? walk.cut : ""));
    hears.replaceChildren(...this.#hearing(moment));
  }

  #hearing(moment) {
    if (moment.listening) return [make("p", "", t("The caller is recorded: let them speak, or wait for silence."))];
    const { sounding } = moment;
    if (!sounding) return moment.outcome ? [] : [make("p", "", t("Nothing is heard now."))];
    if (sounding.kind === "music") return [make("p", "", t("The caller hears music."))];
    if (sounding.kind === "message") return [make("p", "", t("The caller hears the message again."))];
    return [
      make("p", "", t("The caller hears:")),
      ...sounding.prompts.map(({ prompt, text, lasts_ms }) => {
        const words = make("q", "", text);
        if (sounding.language) words.lang = sounding.language;
        const play = button(t("Hear"), () => playPrompts([prompt], sounding.language));
        play.setAttribute("aria-label", t("Hear {prompts}", { prompts: prompt }));
        return make("p", "prompt", play, make("b", "", prompt), ...(text ? [words] : []), make("small", "", seconds(lasts_ms)));
      }),
    ];
  }

  #showKeys(moment) {
    for (const [key, made] of this.#pad) {
      const means = moment.keys[key];
      made.disabled = moment.state === "ended";
      made.toggleAttribute("data-means", means !== undefined);
      setText(made.lastChild, means ?? "");
      made.setAttribute("aria-label", means ? t("Key {key}: {step}", { key, step: means }) : t("Key {key}", { key }));
    }
  }

  #showActs(place, moment) {
    const acts = [];
    const add = (words, act) => acts.push([words, act]);
    if (moment.state !== "ended") {
      add(moment.sounding?.kind === "prompts" ? t("Listen to the end") : t("Until something happens"), { do: "listen" });
      for (const [for_ms, words] of STEPS_OF_TIME) add(words, { do: "wait", for_ms });
      if (moment.listening) add(t("Speak for 5 s"), { do: "speak", for_ms: SPOKEN_MS });
      if (moment.wait?.rung.length) add(t("{agent} answers", { agent: moment.wait.rung[0] }), { do: "answer" }), add(t("{agent} declines", { agent: moment.wait.rung[0] }), { do: "decline" });
      if (moment.wait && this.#staff.value === "busy") add(t("An agent becomes free"), { do: "free" });
      if (moment.agent) add(t("{agent} hangs up", { agent: moment.agent }), { do: "end talk" });
      add(t("The caller hangs up"), { do: "hang up" });
    }
    const focused = place.contains(document.activeElement) ? document.activeElement.textContent : null;
    const buttons = acts.map(([words, act]) => button(words, () => this.#do(act)));
    if (this.#acts.length) buttons.push(button(t("Take the last back"), () => (this.#acts.pop(), stopSound(), this.#ask())));
    place.replaceChildren(...buttons);
    if (focused !== null) (buttons.find((each) => each.textContent === focused) ?? buttons[0])?.focus();
  }

  #showFacts(list, moment) {
    const rows = [];
    const add = (words, ...what) => rows.push(make("dt", "", words), make("dd", "", ...what));
    add(t("Path"), moment.path.join(" › ") || "–");
    for (const [name, value] of Object.entries(moment.variables)) add(name, value);
    if (moment.language) add(t("Language"), moment.language);
    for (const each of moment.hours) add(t("Hours {name}", { name: each.hours }), this.#hours(each));
    const { wait } = moment;
    if (wait) {
      add(t("Queue"), wait.queue);
      const need = Object.entries(wait.need).map(([skill, level]) => `${skill} ${level}`);
      if (need.length) add(t("Skills needed"), need.join(", "));
      if (wait.relaxed) add(t("Made easier"), plural("{count} time", "{count} times", wait.relaxed));
      add(t("Place in line"), wait.rung.length ? t("rings at {agents}", { agents: wait.rung.join(", ") }) : String(wait.place));
      add(t("Waited"), clock(wait.waited_ms));
      if (wait.told_ms !== null && wait.told_ms !== undefined) add(t("Told to wait"), clock(wait.told_ms));
      add(t("Expected wait"), wait.expected_ms === null || wait.expected_ms === undefined ? t("too little known") : clock(wait.expected_ms));
    }
    if (moment.outcome) add(t("Ended by"), { caller: t("the caller"), agent: t("the agent"), box: t("the box") }[moment.hung_up] ?? moment.hung_up);
    list.replaceChildren(...rows);
  }

  #hours({ open, holiday, until }) {
    const state = open ? t("open") : holiday ? t("closed: a holiday") : t("closed");
    if (!until) return state;
    return t("{state} until {time}", { state, time: times.format(Date.parse(`${until}Z`)) });
  }

  #showStory(list, walk) {
    const rows = walk.moments.flatMap((moment) => [
      ...(moment.act ? [make("li", "deed", make("span", "at", clock(moment.at_ms)), make("span", "", this.#deed(moment.act)))] : []),
      ...moment.told.map(({ at_ms, text }) => make("li", "", make("span", "at", clock(at_ms)), english(make("span", "", text)))),
    ]);
    list.replaceChildren(...rows);
    list.scrollTop = list.scrollHeight;
  }

  #deed(act) {
    const words = {
      key: () => t("Key {key}", { key: act.key }),
      wait: () => t("{span} go by", { span: seconds(act.for_ms) }),
      speak: () => t("The caller speaks for {span}", { span: seconds(act.for_ms) }),
      listen: () => t("The caller listens"),
      "hang up": () => t("The caller hangs up"),
      answer: () => t("The agent answers"),
      decline: () => t("The agent declines"),
      "end talk": () => t("The agent hangs up"),
      free: () => t("An agent becomes free"),
    };
    return words[act.do]();
  }
}

customElements.define("cb-simulator", Simulator);
