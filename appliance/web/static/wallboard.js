// The wallboard: comes in by its link, shows the house as it changes, chimes past an alarm, and owns up when it is stale.

import "./board_agents.js";
import "./board_queues.js";
import { Alarm } from "./board_sound.js";
import { everySecond, freeze, setClock, thaw, tick, timeOfDay, utc } from "./clock.js";
import { make, setAttribute, setText } from "./dom.js";
import { LiveSocket } from "./socket.js";

const LOOK = "callbox-wallboard-look";
const EACH_DAY_MS = 86_400_000;

const find = (selector) => document.querySelector(selector);
const queues = find("cb-board-queues");
const agents = find("cb-board-agents");
const alarm = new Alarm();
const state = {};

// The key of a link is given up for a cookie and leaves the address at once, so that neither history nor a look over
// the shoulder has it.
async function comeIn() {
  const key = location.hash.slice(1);
  if (key) history.replaceState(null, "", location.pathname);
  const answer = await fetch("/api/v1/wallboard/open", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(key ? { key } : {}),
  }).catch(() => null);
  if (!key || !answer || answer.ok) return "";
  return (await answer.json().catch(() => ({}))).detail ?? "This link is not good any more.";
}

// Who is signed in may look without a link; who may not is told what to do.
async function begin() {
  const why = await comeIn();
  const answer = await fetch("/api/v1/wallboard").catch(() => null);
  if (answer?.status === 401 || answer?.status === 403) return keptOut(why);
  new LiveSocket(hear, lose, "/wallboard/live?delta=1", () => keptOut(""));
  setInterval(comeIn, EACH_DAY_MS);
  navigator.wakeLock?.request("screen").catch(() => {}); // a screen that sleeps tells nobody anything
}

function keptOut(why) {
  freeze();
  document.body.dataset.out = "";
  const told = make("p", "", why || "This screen is not let in.", " An admin makes a link for it under Users, or with “callbox user wallboard add”.");
  const sign = make("a", "", "Sign in");
  sign.href = "/sign-in?next=/wallboard";
  find("main").replaceChildren(make("div", "out", told, make("p", "", "Or: ", sign, ".")));
  find(".tools").hidden = true;
}

function hear(message) {
  Object.assign(state, message);
  if (state.assets !== document.documentElement.dataset.assets) return location.reload();
  if (message.now !== undefined) setClock(message.now, message.utc_ms);
  if (state.gone) freeze();
  else thaw();
  show();
}

function lose() {
  freeze();
  stale(state.utc_ms ? utc() : null);
}

function show() {
  setText(find("h1"), state.box);
  stale(state.gone ? state.gone.since_utc_ms : null, state.gone?.reason);
  if (state.queues) queues.show(state.queues);
  if (state.agents) agents.show(state.agents);
  if (state.today) showDay(state.today);
  tick();
}

let said = null;

// Told once: the times of day in it do not run.
function stale(sinceUtc, reason = "the connection was lost") {
  const banner = find(".stale");
  const words = sinceUtc === null ? "" : `Stale since ${timeOfDay(sinceUtc)} – ${reason}. This page recovers by itself.`;
  if (said === words) return;
  said = words;
  banner.hidden = !words;
  setText(banner, words);
  document.body.toggleAttribute("data-stale", Boolean(words));
}

function showDay(day) {
  const figures = [
    ["Answered", day.answered, "free"],
    ["Lost", day.lost, day.lost ? "trouble" : "idle"],
    ["Level", day.level === null ? "–" : `${day.level} %`, "idle"],
  ];
  const list = find("[data-day]");
  if (!list.firstChild) list.append(...figures.map(([title]) => make("div", "", make("dt", "", title), make("dd", "figure"))));
  figures.forEach(([, value, tone], index) => {
    setText(list.children[index].lastChild, String(value));
    setAttribute(list.children[index], "data-tone", tone);
  });
}

queues.onjudged = (judgements) => alarm.hear(judgements.filter(([, found]) => found.state === "alarm").map(([queue]) => queue.name));

const pager = find(".pager");
queues.onpages = (page, pages) => {
  pager.hidden = pages === 1;
  setText(pager.querySelector("span"), `Page ${page + 1} of ${pages}`);
};

function button(selector, words, act) {
  const element = find(selector);
  setText(element, words);
  element.addEventListener("click", () => act(element));
  return element;
}

button("[data-back]", "‹", () => queues.turn(-1)).setAttribute("aria-label", "Page before");
button("[data-on]", "›", () => queues.turn(1)).setAttribute("aria-label", "Next page");
button("[data-hold]", "Hold", (element) => {
  queues.held = !queues.held;
  setAttribute(element, "aria-pressed", String(queues.held));
});

const sound = button("[data-sound]", "", () => alarm.toggle());
alarm.onchange = () => {
  const waits = alarm.wanted && !alarm.allowed;
  setAttribute(sound, "aria-pressed", String(alarm.wanted && alarm.allowed));
  setAttribute(sound, "data-waits", waits ? "" : null);
  setText(sound, waits ? "Press for sound: browsers allow none before" : alarm.wanted ? "Sound is on" : "Sound is off");
};
alarm.onchange();

function look(name) {
  document.documentElement.dataset.look = name;
  setText(find("button[data-look]"), name === "dark" ? "Light" : "Dark");
}
look(localStorage.getItem(LOOK) ?? "dark");
button("button[data-look]", find("button[data-look]").textContent, () => {
  const other = document.documentElement.dataset.look === "dark" ? "light" : "dark";
  localStorage.setItem(LOOK, other);
  look(other);
});

const full = button("[data-full]", "Full screen", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
});
full.hidden = !document.fullscreenEnabled;

everySecond(() => {
  if (state.utc_ms) setText(find("[data-clock]"), timeOfDay(utc()));
});
begin();
