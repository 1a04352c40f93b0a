// The page of calls: what narrows the list stands in the address, so that it can be kept, sent and gone back to.

import "./calls.js";
import "./missed.js";
import "./recordings.js";
import "./story.js";
import { ask } from "./ask.js";
import { setClock, tick } from "./clock.js";
import { setText } from "./dom.js";
import { plural, t } from "./language.js";
import { LiveSocket } from "./socket.js";
import { properName } from "./words.js";

const PAGE = 50;
const AGAIN_MS = 1000;
const find = (selector) => document.querySelector(selector);
const form = find("[data-filter]");
const list = find("cb-calls");
const story = find("cb-story");
const missed = find("cb-missed");
const more = find("[data-more]");
const said = find("[data-said]");
const recordings = document.createElement("cb-recordings");
let rows = [];
let next = "";
let asked = 0;

const DAY_MS = 86_400_000;
// A day of the calendar here, as the first moment of it; `days` later.
const dayStart = (text, days = 0) => {
  const [year, month, day] = text.split("-").map(Number);
  return new Date(year, month - 1, day + days).getTime();
};

// What the form says, as the API is asked for it.
function filter() {
  const wanted = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) wanted.set(name, value);
  const asks = new URLSearchParams(wanted);
  if (wanted.has("from")) asks.set("since", dayStart(wanted.get("from")));
  if (wanted.has("to")) asks.set("until", dayStart(wanted.get("to"), 1));
  asks.delete("from");
  asks.delete("to");
  return { wanted, asks };
}

async function read(after = "") {
  const mine = (asked += 1);
  const { wanted, asks } = filter();
  history.replaceState(null, "", `${location.pathname}${wanted.size ? `?${wanted}` : ""}${location.hash}`);
  for (const link of document.querySelectorAll("[data-export]")) link.href = `/api/v1/calls/export?${new URLSearchParams([...asks, ["format", link.dataset.export]])}`;
  asks.set("limit", PAGE);
  if (after) asks.set("after", after);
  list.setAttribute("aria-busy", "true");
  try {
    const page = await ask("GET", `/api/v1/calls?${asks}`);
    if (mine !== asked) return;
    rows = after ? [...rows, ...page.calls] : page.calls;
    next = page.next;
    setText(said, "");
    show(wanted.size > 0);
  } catch (fault) {
    if (mine === asked) setText(said, fault.message);
  }
  list.setAttribute("aria-busy", "false");
}

function show(narrowed) {
  const calls = rows.map((row) => row.call);
  list.show({ last_calls: calls });
  find("[data-nothing]").hidden = rows.length > 0 || !narrowed;
  list.hidden = rows.length === 0 && narrowed;
  more.hidden = !next;
  setText(find("[data-count]"), rows.length ? (next ? t("The newest {count}, and more", { count: rows.length }) : plural("{count} call, and no more", "{count} calls, and no more", rows.length)) : "");
  story.show({ calls: [], agents: [], last_calls: calls });
  tick();
}

// The recordings of a call stand in its story, for those who may hear them.
async function hear() {
  const call = Number(/^#call-(\d+)$/.exec(location.hash)?.[1] ?? 0);
  const row = rows.find((each) => each.call.call === call);
  const heard = row ? row.recordings > 0 && row.may_hear : false;
  story.querySelector("dialog .body")?.after(recordings);
  await recordings.show(heard ? call : null);
}

function fill(name, values) {
  const select = form.elements[name];
  const chosen = new URLSearchParams(location.search).get(name) ?? "";
  for (const value of values) if (![...select.options].some((option) => option.value === value)) select.append(new Option(properName(value), value));
  if (chosen) select.value = chosen;
}

for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements[name];
  if (field?.type === "checkbox") field.checked = value === "1";
  else if (field) field.value = value;
}

let typing = null;
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(read, event.target.type === "search" ? 300 : 0);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  read();
});
form.addEventListener("reset", () => setTimeout(read, 0));
more.addEventListener("click", () => read(next));
addEventListener("hashchange", hear);

for (const button of document.querySelectorAll("[data-days]")) {
  button.addEventListener("click", () => {
    const day = (back) => new Date(Date.now() - back * DAY_MS).toLocaleDateString("sv"); // as a date field has it
    form.elements.from.value = day(Number(button.dataset.days));
    form.elements.to.value = day(button.dataset.days === "1" ? 1 : 0);
    read();
  });
}

// Calls that end, and what is said of missed ones, are seen at once; who has paged on or looks at a story is left alone.
let soon = null;
let names = "";
new LiveSocket(
  (message) => {
    if (message.assets && message.assets !== document.documentElement.dataset.assets) return location.reload();
    if (message.now !== undefined) setClock(message.now, message.utc_ms);
    const found = JSON.stringify(["queues", "agents", "lines"].map((list) => message[list]?.map((each) => each.name)));
    if (message.queues && found !== names) {
      names = found;
      for (const list of ["queue", "agent", "line"]) fill(list, (message[`${list}s`] ?? []).map((each) => each.name));
    }
    if (!("last_calls" in message || "missed_marks" in message)) return;
    clearTimeout(soon);
    soon = setTimeout(() => {
      missed?.read();
      if (rows.length <= PAGE && !story.querySelector("dialog[open]")) read();
    }, AGAIN_MS);
  },
  () => {},
);

await read();
await missed?.read();
await hear();
