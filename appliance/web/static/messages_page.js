// The page of messages: shared by all who work with callers; who takes one has it, and everybody sees that.

import "./player.js";
import { ask } from "./ask.js";
import { duration, everySecond, moment, setClock, utc } from "./clock.js";
import { keep, make, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import { plural, t } from "./language.js";
import { me } from "./me.js";
import { LiveSocket } from "./socket.js";
import { callerWords, properName } from "./words.js";

const MOST = 200;
const SOON_MS = 500;
const UNDO_MS = 10_000;
const HOUR_MS = 3_600_000;
const STATES = {
  new: [t("New"), "message", "message"],
  heard: [t("Heard"), "flow", "answered"],
  taken: [t("Taken"), "waiting", "wait"],
  done: [t("Done"), "free", "free"],
  deleted: [t("Deleted"), "idle", "out"],
};
const find = (selector) => document.querySelector(selector);
const form = find("[data-filter]");
const list = find("[data-list]");
const said = find("[data-said]");
const undo = find(".undo");
let undoTimer = null;

async function read() {
  const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  wanted.set("limit", MOST);
  try {
    const { boxes, messages } = await ask("GET", `/api/v1/messages?${wanted}`);
    for (const box of boxes) {
      const words = box.new ? plural("{box}: {count} new", "{box}: {count} new", box.new, { box: properName(box.name) }) : properName(box.name);
      const option = [...form.elements.box.options].find((each) => each.value === box.name) ?? new Option(words, box.name);
      setText(option, words);
      if (!option.parentNode) form.elements.box.append(option);
    }
    find("[data-nothing]").hidden = messages.length > 0;
    keep(list, messages, (each) => each.id, makeRow, fillRow);
    setText(said, "");
  } catch (fault) {
    setText(said, fault.message);
  }
}

function makeRow(each) {
  const chip = make("span", "chip", icon("message"), make("span"));
  const who = make("span", "who", make("strong", "name"), make("span", "number"));
  const actions = make("span", "actions");
  const player = document.createElement("cb-player");
  const base = `/api/v1/messages/${each.id}`;
  player.show({ src: `${base}/sound`, picture: `${base}/picture`, save: `${base}/sound?keep=1`, length_ms: each.message.length_ms });
  const row = make("li", "message", make("div", "entry", chip, who, make("span", "note"), make("span", "by"), actions), player);
  player.addEventListener("cb-played", () => row.state === "new" && mark(row, "heard"));
  return row;
}

function fillRow(row, each) {
  const { message } = each;
  const [chip, who, note, by, actions] = row.firstChild.children;
  const [word, tone, picture] = STATES[message.state] ?? [message.state, "idle", "idle"];
  const [name, number] = callerWords(message.caller);
  setAttribute(chip, "data-tone", tone);
  setAttribute(chip.firstChild, "name", picture);
  setText(chip.lastChild, message.urgent ? t("{state}, urgent", { state: word }) : word);
  setText(who.children[0], name);
  setText(who.children[1], number);
  row.taken = message.taken_utc_ms;
  row.open = message.state !== "done" && message.state !== "deleted";
  row.facts = [properName(message.box), duration(message.length_ms), moment(message.taken_utc_ms)];
  age(row);
  setText(by, message.who ? t("By {name}", { name: properName(message.who) }) : "");
  setAttribute(note, "data-old", null);
  row.name = name;
  row.who = message.who;
  if (row.state !== message.state) {
    row.state = message.state;
    const held = actions.contains(document.activeElement);
    actions.replaceChildren(...(ACTIONS[message.state] ?? []).map(([order, words]) => action(row, each.id, order, words)));
    if (held) actions.firstChild?.focus();
  }
  row.id = `message-${each.id}`;
  row.message = each.id;
}

// What may be done with one in that state: the order, its word on the button.
const ACTIONS = {
  new: [["take", t("Take")], ["done", t("Done")], ["delete", t("Delete")]],
  heard: [["take", t("Take")], ["done", t("Done")], ["new", t("Make new")], ["delete", t("Delete")]],
  taken: [["done", t("Done")], ["give-back", t("Give back")], ["delete", t("Delete")]],
  done: [["take", t("Take")], ["new", t("Make new")], ["delete", t("Delete")]],
  deleted: [["new", t("Bring back")]],
};

function action(row, id, order, words) {
  const button = make("button", order === "delete" ? "danger" : "", words);
  button.type = "button";
  button.setAttribute("aria-label", `${words}: ${row.name}`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await mark(row, order);
    button.disabled = false;
  });
  return button;
}

async function mark(row, order) {
  try {
    await ask("POST", `/api/v1/messages/${row.message}/${order}`, me());
    if (order === "delete") offerUndo(row);
    await read();
  } catch (fault) {
    setText(said, fault.message);
  }
}

function offerUndo(row) {
  clearTimeout(undoTimer);
  const back = make("button", "", t("Undo"));
  back.type = "button";
  back.addEventListener("click", () => {
    undo.hidden = true;
    mark(row, "new");
  });
  undo.replaceChildren(make("span", "", t("The message of {name} is deleted.", { name: row.name })), " ", back);
  undo.hidden = false;
  undoTimer = setTimeout(() => (undo.hidden = true), UNDO_MS);
}

// How long it waits already, as long as there is something to do; a day is marked.
function age(row) {
  const note = row.firstChild.children[2];
  const waits = row.open ? utc() - row.taken : 0;
  const words = waits > HOUR_MS ? [plural("waits {count} hour", "waits {count} hours", Math.floor(waits / HOUR_MS))] : [];
  setText(note, [...row.facts, ...words].join(" · "));
  setAttribute(note, "data-old", waits > 24 * HOUR_MS ? "" : null);
}

everySecond(() => {
  for (const row of list.children) age(row);
});
form.addEventListener("input", read);

let soon = null;
new LiveSocket(
  (message) => {
    if (message.assets && message.assets !== document.documentElement.dataset.assets) return location.reload();
    if (message.now !== undefined) setClock(message.now, message.utc_ms);
    if (!("boxes" in message || "~boxes" in message)) return;
    clearTimeout(soon);
    soon = setTimeout(read, SOON_MS);
  },
  () => {},
);
read();
