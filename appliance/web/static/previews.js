// What each kind of setting shows of itself beside its form: one line in the list, a preview or test above the fields.

import { make, setText } from "./dom.js";
import { dateFormat, listed, plural, t } from "./language.js";

const moments = dateFormat({ weekday: "long", hour: "numeric", minute: "2-digit", day: "numeric", month: "long" });
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const meets = (skills, need) => Object.entries(need ?? {}).every(([skill, level]) => (skills?.[skill] ?? 0) >= level);
const skillsText = (skills) => Object.entries(skills ?? {}).map(([skill, level]) => `${skill} ${level}`).join(", ");
const takers = (queue, draft) => draft.tables("agent").filter((agent) => meets(agent.skills, queue.need)).map((agent) => agent.name);
const served = (agent, draft) => draft.tables("queue").filter((queue) => meets(agent.skills, queue.need)).map((queue) => queue.name);

function one(place, text, tone) {
  const line = place.querySelector("p.told") ?? place.appendChild(make("p", "told"));
  line.setAttribute("role", "status");
  line.dataset.tone = tone;
  setText(line, text);
}

function lookAtQueue(place, body, { draft }) {
  const who = takers(body, draft);
  one(place, who.length ? t("{who} can take its calls.", { who: listed(who) }) : t("Nobody has the skills for its calls."), who.length ? "free" : "trouble");
}

function lookAtAgent(place, body, { draft }) {
  const queues = served(body, draft);
  one(place, queues.length ? t("Takes calls of {queues}.", { queues: listed(queues) }) : t("Takes calls of no queue: the skills are not enough for any."), queues.length ? "free" : "paused");
}

// Open now, until when: as a flow would find it, by the clock of the box.
async function lookAtHours(place, body, { ask, form, edited }) {
  if (!place.children.length) place.append(make("p", "told"), holidays(form, edited));
  const asked = (place.asked = (place.asked ?? 0) + 1);
  try {
    const { content } = await ask("POST", "/api/v1/settings/open-now", { body: { hours: body } });
    if (asked !== place.asked) return;
    const until = content.until && moments.format(new Date(content.until));
    const text = content.open
      ? until ? t("Open now, until {when}.", { when: until }) : t("Always open.")
      : until ? t("Closed now, opens {when}.", { when: until }) : t("Never open.");
    one(place, text, content.open ? "free" : "paused");
  } catch (trouble) {
    if (asked === place.asked) one(place, trouble.status ? t("Whether it is open cannot be told yet: {why}", { why: trouble.message }) : t("The box does not answer."), "trouble");
  }
}

// Adds the public holidays of a country and a year to the days closed on.
function holidays(form, edited) {
  const [country, region, year] = [make("select"), make("select"), make("input")];
  const add = make("button", "slight", t("Add its holidays"));
  const said = make("p", "said");
  said.setAttribute("role", "status");
  Object.assign(year, { type: "number", min: 2000, max: 2099, value: new Date().getFullYear() });
  add.type = "button";
  const named = (control, words) => {
    control.setAttribute("aria-label", words);
    return make("label", "", make("span", "", words), control);
  };
  const box = make("details", "holidays", make("summary", "", t("Public holidays")), make("div", "acts", named(country, t("Country")), named(region, t("Region")), named(year, t("Year")), add), said);
  let countries = [];
  const showRegions = () => region.replaceChildren(new Option(t("Whole country"), ""), ...(countries.find((each) => each.country === country.value)?.regions ?? []).map((name) => new Option(name)));
  box.addEventListener("toggle", async () => {
    if (countries.length || !box.open) return;
    countries = (await (await fetch("/api/v1/holidays/countries")).json()).countries;
    const shownNames = new Intl.DisplayNames(document.documentElement.lang, { type: "region" });
    const sorted = countries.map((each) => [shownNames.of(each.country) ?? each.country, each.country]).sort(([one], [other]) => one.localeCompare(other));
    country.replaceChildren(...sorted.map(([name, code]) => new Option(name, code)));
    country.value = navigator.language.split("-")[1]?.toUpperCase() ?? "";
    if (country.selectedIndex < 0) country.selectedIndex = 0;
    showRegions();
  });
  country.addEventListener("change", showRegions);
  add.addEventListener("click", async () => {
    add.disabled = true;
    try {
      const query = new URLSearchParams({ country: country.value, region: region.value, year: year.value });
      const answer = await fetch(`/api/v1/holidays?${query}`);
      const told = await answer.json();
      if (!answer.ok) return setText(said, told.detail);
      const rows = form.querySelector("[data-path=closed_on] > .rows");
      const more = rows.nextElementSibling;
      const there = new Set([...rows.querySelectorAll("input")].map((input) => input.value));
      const fresh = told.holidays.filter(({ date }) => !there.has(date));
      for (const { date } of fresh) {
        more.click();
        rows.lastElementChild.querySelector("input").value = date;
      }
      setText(said, plural("{count} day was added: {names}", "{count} days were added: {names}", fresh.length, { names: fresh.map(({ name }) => name).join(", ") }));
      edited();
    } finally {
      add.disabled = false;
    }
  });
  return box;
}

function lookAtLamp(place, body, { ask }) {
  place.dataset.lamp = body.name;
  if (place.children.length) return;
  const [button, said] = [make("button", "slight", t("Light it for five seconds")), make("p", "told")];
  button.type = "button";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await ask("POST", `/api/v1/lamps/${encodeURIComponent(place.dataset.lamp)}/test`);
      setText(said, t("It flashes now. If it does not, see its pin and its wires."));
    } catch (trouble) {
      setText(said, trouble.status ? trouble.message : t("The box does not answer."));
    } finally {
      button.disabled = false;
    }
  });
  place.append(button, said);
}

const lampShows = (body) => (body.line ? t("line {name}", { name: body.line }) : body.queue ? t("queue {name}", { name: body.queue }) : body.box ? t("box {name}", { name: body.box }) : body.fault ? t("faults") : t("nothing yet"));

export const PREVIEWS = {
  queue: {
    summary: (body, draft) => plural("{count} agent", "{count} agents", takers(body, draft).length),
    look: lookAtQueue,
    fresh: (name) => ({ name }),
  },
  agent: {
    summary: (body) => skillsText(body.skills) || t("no skills"),
    look: lookAtAgent,
    fresh: (name, draft) => ({ name, station: draft.tables("agent")[0]?.station ?? "browser" }),
  },
  hours: {
    summary: (body) => plural("open on {count} day", "open on {count} days", DAYS.filter((day) => body[day]?.length).length),
    look: lookAtHours,
    fresh: (name) => ({ name, ...Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, ["09:00-17:00"]])) }),
  },
  lamp: { summary: lampShows, look: lookAtLamp, fresh: (name) => ({ name, fault: true }) },
};

