// Screens on the wall: each comes in by a link that is shown once, and is taken back with a second press.

import { ask } from "./ask.js";
import { moment } from "./clock.js";
import { make, setText } from "./dom.js";
import { t } from "./language.js";

const find = (selector) => document.querySelector(selector);
const form = find("[data-add]");
const said = find(".said");

const attempt = (act) => async (event) => {
  event?.preventDefault();
  setText(said, "");
  const button = event?.submitter ?? event?.currentTarget;
  if (button) button.disabled = true;
  await act(event).catch((fault) => setText(said, fault.message));
  if (button) button.disabled = false;
};

async function show() {
  const { screens } = await ask("GET", "/api/v1/wallboards");
  const list = find("[data-screens]");
  if (!screens.length) {
    list.replaceChildren(make("p", "empty", t("No screen has a link yet. Give one a name above, and open its link on that screen.")));
    return;
  }
  const rows = screens.map((screen) => {
    const back = make("button", "danger", t("Take back"));
    back.type = "button";
    back.addEventListener("click", attempt(() => takeBack(back, screen)));
    const seen = screen.seen_utc_ms ? t("Seen {time}", { time: moment(screen.seen_utc_ms) }) : t("Link not opened yet");
    return make("li", "entry", make("strong", "name", screen.name), make("span", "note", seen), back);
  });
  list.replaceChildren(make("ul", "entries", ...rows));
}

// The first press asks, the second does it.
async function takeBack(button, screen) {
  if (!button.dataset.sure) {
    button.dataset.sure = "";
    setText(button, t("Really? The screen goes dark"));
    setTimeout(() => {
      delete button.dataset.sure;
      setText(button, t("Take back"));
    }, 6000);
    return;
  }
  await ask("DELETE", `/api/v1/wallboards/${encodeURIComponent(screen.name)}`);
  await show();
}

form.addEventListener(
  "submit",
  attempt(async () => {
    const made = await ask("POST", "/api/v1/wallboards", { name: form.elements.name.value.trim() });
    const link = location.origin + made.link;
    const shown = make("input", "link");
    Object.assign(shown, { value: link, readOnly: true });
    shown.setAttribute("aria-label", t("Link of {name}", { name: made.name }));
    shown.addEventListener("focus", () => shown.select());
    const box = find(".made");
    const words = t("Open this on the screen “{name}” within a week. It is shown this one time.", { name: made.name });
    box.replaceChildren(make("p", "", words), shown);
    box.hidden = false;
    form.reset();
    await show();
  }),
);

show().catch((fault) => setText(said, fault.message));
