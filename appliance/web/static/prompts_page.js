// The page of prompts: each in each language with where it is used; new ones come from a file, a microphone, a text or a phone.

import "./player.js";
import { ask, sentence } from "./ask.js";
import { duration } from "./clock.js";
import { make, setText } from "./dom.js";
import { english, listed, t } from "./language.js";
import { recorder } from "./recorder.js";

const find = (selector) => document.querySelector(selector);
const list = find("[data-list]");
const form = find("[data-form]");
const said = find("[data-said]");
const keepIt = find("[data-keep]");
let wanted = null; // what would be kept: a Blob
let shown = null;

async function read() {
  try {
    const prompts = await ask("GET", "/api/v1/prompts");
    list.replaceChildren(...prompts.map(entry));
    setText(find("[data-nothing]"), prompts.length ? "" : t("There is no prompt yet."));
    find("[data-nothing]").hidden = prompts.length > 0;
    find("#names")?.replaceChildren(...[...new Set(prompts.map((prompt) => prompt.name))].map((name) => new Option(name, name)));
    setText(find("[data-trouble]"), "");
  } catch (fault) {
    setText(find("[data-trouble]"), fault.message);
  }
}

function entry(prompt) {
  const query = prompt.language ? `?language=${encodeURIComponent(prompt.language)}` : "";
  const place = `/api/v1/prompts/${encodeURIComponent(prompt.name)}`;
  const name = make("strong", "name", prompt.name);
  const facts = [prompt.language || t("every language"), duration(prompt.length_ms)].join(" · ");
  const origin = english(make("span", "number", prompt.origin));
  const used = prompt.used_by.length ? t("Used by {places}", { places: listed(prompt.used_by) }) : t("Not used");
  const note = make("span", "note", prompt.fault ? english(make("span", "fault", sentence(prompt.fault))) : used);
  const actions = make("span", "actions");
  const row = make("li", "message", make("div", "entry", make("span", "who", name, make("span", "number", facts)), origin, note, actions));
  if (!prompt.fault) {
    const player = document.createElement("cb-player");
    player.show({ src: `${place}/sound${query}`, length_ms: prompt.length_ms });
    row.append(player);
  }
  if (list.dataset.mayChange !== undefined) change(prompt, place, actions);
  return row;
}

function change(prompt, place, actions) {
  const query = new URLSearchParams(prompt.language ? { language: prompt.language } : {});
  if (prompt.versions.length) {
    const versions = make("select");
    versions.setAttribute("aria-label", t("Earlier version of {name}", { name: prompt.name }));
    versions.append(...prompt.versions.map((version) => new Option(t("version {number}", { number: version }), version)));
    const restore = () => ask("POST", `${place}/restore?${new URLSearchParams([...query, ["version", versions.value]])}`);
    actions.append(versions, button(t("Bring back"), prompt, restore));
  }
  const name = prompt.language ? `${prompt.name}@${prompt.language}` : prompt.name;
  if (prompt.origin === "recorded") {
    const gone = button(t("Delete"), prompt, () => ask("DELETE", `${place}?${query}`), true);
    gone.title = name;
    actions.append(gone);
  }
}

// A press on a dangerous one asks, the second does it; the recording stays among the versions.
function button(words, prompt, act, dangerous = false) {
  const element = make("button", dangerous ? "danger" : "", words);
  element.type = "button";
  element.setAttribute("aria-label", `${words}: ${prompt.name}`);
  element.addEventListener("click", async () => {
    if (dangerous && element.dataset.sure === undefined) {
      element.dataset.sure = "";
      setText(element, t("Really?"));
      return;
    }
    element.disabled = true;
    await act().then(read, (fault) => setText(find("[data-trouble]"), fault.message));
    element.disabled = false;
  });
  return element;
}

// What would be kept can be heard first.
function offer(blob, lengthMs) {
  wanted = blob;
  keepIt.disabled = !blob;
  find("[data-preview]").hidden = !blob || !lengthMs;
  if (shown) URL.revokeObjectURL(shown);
  shown = blob ? URL.createObjectURL(blob) : null;
  if (blob && lengthMs) form.querySelector("cb-player").show({ src: shown, length_ms: lengthMs });
}

const lengthOf = (blob) => (blob.size - 44) / 16; // ms of a WAV of 16 bits at 8 kHz

async function busy(element, act) {
  element.disabled = true;
  setText(said, "");
  delete said.dataset.well;
  await act().catch((fault) => setText(said, fault.message));
  element.disabled = false;
}

function well(words) {
  said.dataset.well = "";
  setText(said, words);
}

async function speak() {
  const language = form.elements.language.value.trim();
  const answer = await fetch(`/api/v1/prompts/spoken${language ? `?language=${encodeURIComponent(language)}` : ""}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text: form.elements.text.value }),
  });
  if (!answer.ok) throw new Error(sentence((await answer.json()).detail));
  const blob = await answer.blob();
  offer(blob, lengthOf(blob));
}

const query = () => new URLSearchParams([...new FormData(form)].filter(([name, value]) => (name === "name" || name === "language") && value));

async function call() {
  const name = encodeURIComponent(form.elements.name.value.trim());
  const more = query();
  more.delete("name");
  more.set("number", form.elements.number.value.trim());
  well(t("Ringing {number}; speak after the tone and hang up.", { number: more.get("number") }));
  const answer = await fetch(`/api/v1/prompts/${name}/recording?${more}`, { method: "POST", headers: { "Idempotency-Key": crypto.getRandomValues(new Uint32Array(4)).join("") } });
  if (!answer.ok) throw Object.assign(new Error(sentence((await answer.json()).detail)), delete said.dataset.well);
  well(sentence(await answer.text()));
  await read();
}

// fetch tells nothing of how far an upload has come.
function keep() {
  const bar = form.querySelector("progress");
  bar.hidden = false;
  return new Promise((done, failed) => {
    const upload = new XMLHttpRequest();
    upload.open("POST", `/api/v1/prompts?${query()}`);
    upload.setRequestHeader("Content-Type", "application/octet-stream");
    upload.upload.onprogress = (event) => (bar.value = event.lengthComputable ? event.loaded / event.total : 0);
    upload.onerror = () => failed(new Error(t("the box does not answer; see that it is on, and try again")));
    upload.onloadend = () => (bar.hidden = true);
    upload.onload = () => (upload.status < 300 ? done(upload.responseText) : failed(new Error(sentence(JSON.parse(upload.responseText).detail))));
    upload.send(wanted);
  });
}

if (form) {
  form.elements.file.addEventListener("change", () => offer(form.elements.file.files[0] ?? null, 0));
  find("[data-speak]").addEventListener("click", (event) => busy(event.target, speak));
  find("[data-call]").addEventListener("click", (event) => {
    if (form.elements.name.reportValidity()) busy(event.target, call);
  });
  recorder(find("[data-record]"), find("[data-record-words]"), (blob, lengthMs) => offer(blob, lengthMs));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(keepIt, async () => {
      const told = await keep();
      form.reset();
      offer(null, 0);
      well(sentence(told.trim()));
      await read();
    }).then(() => (keepIt.disabled = !wanted));
  });
}
read();
