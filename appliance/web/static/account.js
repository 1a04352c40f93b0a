// Signing in, the first admin, one's own account: forms that are sent as JSON and say what came of it.

import { ask, sentence } from "./ask.js";
import { make, setText } from "./dom.js";
import { listed, t } from "./language.js";
import { roleWord } from "./roles.js";

const find = (selector, within = document) => within.querySelector(selector);
let me = null;

function say(form, words, well = false) {
  const said = find(".said", form);
  said.toggleAttribute("data-well", well);
  setText(said, words && sentence(words));
}

// Where somebody wanted to go before they were asked to sign in: a page of this box, never another one.
function onward() {
  const next = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  location.assign(next.origin === location.origin ? next.href : "/");
}

const DONE = {
  "sign-in": onward,
  "first-run": () => location.assign("/"),
  password: (form) => {
    form.reset();
    say(form, t("the password is changed; other browsers are signed out"), true);
  },
  propose: (form, step) => {
    form.reset();
    if (!step) return showMe();
    form.hidden = true;
    setText(find("[data-secret]"), step.secret.match(/.{1,4}/g).join(" "));
    find("[data-otpauth]").href = step.address;
    find("[data-form=confirm]").hidden = false;
    find("[data-form=confirm] input").focus();
  },
  confirm: async (form, recovery) => {
    form.reset();
    form.hidden = true;
    find(".codes").replaceChildren(...recovery.codes.map((code) => make("li", "", code)));
    find("[data-recovery]").hidden = false;
    await showMe();
  },
};

async function send(form) {
  const button = find("button", form);
  button.disabled = true;
  say(form, "");
  try {
    const turnsOff = form.dataset.form === "propose" && me.two_steps;
    const body = Object.fromEntries(new FormData(form));
    await DONE[form.dataset.form](form, await ask(turnsOff ? "DELETE" : "POST", form.dataset.to, body));
  } catch (fault) {
    if (fault.kind === "/problems/code-wanted") wantCode(form);
    say(form, fault.message);
  } finally {
    button.disabled = false;
  }
}

function wantCode(form) {
  const field = find("[data-second]", form);
  field.hidden = false;
  find("input", field).focus();
}

async function showMe() {
  me = await ask("GET", "/api/v1/me");
  const rows = [[t("Name"), me.name || t("not signed in")], [t("Roles"), listed(me.roles.map(roleWord))]];
  if (me.agent) rows.push([t("Agent"), me.agent]);
  find("[data-who]").replaceChildren(...rows.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]));
  for (const field of document.querySelectorAll("[name=username]")) field.value = me.name; // for managers of passwords
  const withPassword = me.way === "session";
  for (const part of document.querySelectorAll("[data-form=password], [data-second-step], [data-sign-out]")) part.hidden = !withPassword;
  setText(find("[data-second-words]"), me.two_steps ? t("On: a code is wanted at each sign-in.") : t("Off. With it a stolen password alone opens nothing."));
  setText(find("[data-turn]"), me.two_steps ? t("Turn it off") : t("Turn it on"));
  find("[data-form=propose]").hidden = false;
}

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
if (find("[data-who]")) {
  find("[data-sign-out]").addEventListener("click", async () => {
    await ask("POST", "/api/v1/sign-out");
    location.assign("/sign-in");
  });
  showMe();
}
