// The wallboard: comes in by its link, shows the house as it changes, chimes past an alarm, and owns up when it is stale.

import "./board_agents.js";
import "./board_queues.js";
import { percent } from "./board_limits.js";
import { Alarm } from "./board_sound.js";
import { everySecond, freeze, setClock, thaw, tick, timeOfDay, utc } from "./clock.js";
import { make, setAttribute, setText } from "./dom.js";
import { number, t } from "./language.js";
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
  return (await answer.json().catch(() => ({}))).detail ?? t("This link is not good any more.");
}

// Who is signed in may look without a link; who may not is told what to do.
async function begin() {
  const why = await comeIn();
  const answer = await fetch("/api/v1/wallboard", { method: "HEAD" }).catch(() => null);
  if (answer?.status === 401 || answer?.status === 403) return keptOut(why);
  new LiveSocket(hear, lose, "/wallboard/live?delta=1", () => keptOut(""));
  setInterval(comeIn, EACH_DAY_MS);
  navigator.wakeLock?.request("screen").catch(() => {}); // a screen that sleeps tells nobody anything
}

function keptOut(why) {
  freeze();
  document.body.dataset.out = "";
  const told = make("p", "", why || t("This screen is not let in."), " ", t("An admin makes a link for it at /wallboard/screens, or with “callbox user wallboard add”."));
  const sign = make("a", "", t("Sign in"));
  sign.href = "/sign-in?next=/wallboard";
  find("main").replaceChildren(make("div", "out", told, make("p", "", sign)));
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
function stale(sinceUtc, reason = t("the connection was lost")) {
  const banner = find(".stale");
  const words = sinceUtc === null ? "" : t("Stale since {time} – {reason}. This page recovers by itself.", { time: timeOfDay(sinceUtc), reason });
  if (said === words) return;
  said = words;
  banner.hidden = !words;
  setText(banner, words);
  document.body.toggleAttribute("data-stale", Boolean(words));
}

function showDay(day) {
  const figures = [
    [t("Answered"), number(day.answered), "free"],
    [t("Lost"), number(day.lost), day.lost ? "trouble" : "idle"],
    [t("Level"), percent(day.level), "idle"],
  ];
  const list = find("[data-day]");
  if (!list.firstChild) list.append(...figures.map(([title]) => make("div", "", make("dt", "", title), make("dd", "figure"))));
  figures.forEach(([, value, tone], index) => {
    setText(list.children[index].lastChild, value);
    setAttribute(list.children[index], "data-tone", tone);
  });
}

queues.onjudged = (judgements) => alarm.hear(judgements.filter(([, found]) => found.state === "alarm").map(([queue]) => queue.name));

const pager = find(".pager");
queues.onpages = (page, pages) => {
  pager.hidden = pages === 1;
  setText(pager.querySelector("span"), t("Page {page} of {pages}", { page: number(page + 1), pages: number(pages) }));
};

function button(selector, words, act) {
  const element = find(selector);
  setText(element, words);
  element.addEventListener("click", () => act(element));
  return element;
}

button("[data-back]", "‹", () => queues.turn(-1)).setAttribute("aria-label", t("Page before"));
button("[data-on]", "›", () => queues.turn(1)).setAttribute("aria-label", t("Next page"));
button("[data-hold]", t("Hold"), (element) => {
  queues.held = !queues.held;
  setAttribute(element, "aria-pressed", String(queues.held));
});

const sound = button("[data-sound]", "", () => alarm.toggle());
alarm.onchange = () => {
  const waits = alarm.wanted && !alarm.allowed;
  setAttribute(sound, "aria-pressed", String(alarm.wanted && alarm.allowed));
  setAttribute(sound, "data-waits", waits ? "" : null);
  setText(sound, waits ? t("Press for sound: browsers allow none before") : alarm.wanted ? t("Sound is on") : t("Sound is off"));
};
alarm.onchange();

function look(name) {
  document.documentElement.dataset.look = name;
  setText(find("button[data-look]"), name === "dark" ? t("Light") : t("Dark"));
}
look(localStorage.getItem(LOOK) ?? "dark");
button("button[data-look]", find("button[data-look]").textContent, () => {
  const other = document.documentElement.dataset.look === "dark" ? "light" : "dark";
  localStorage.setItem(LOOK, other);
  look(other);
});

const full = button("[data-full]", t("Full screen"), () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
});
full.hidden = !document.fullscreenEnabled;

everySecond(() => {
  if (state.utc_ms) setText(find("[data-clock]"), timeOfDay(utc()));
});
begin();
