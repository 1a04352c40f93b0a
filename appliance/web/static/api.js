// Shows the API's document: what may be asked, by whom, with what, and what comes back.

import { make, setText } from "./dom.js";
import { english, listed, t } from "./language.js";
import { roleWord } from "./roles.js";

const find = (selector) => document.querySelector(selector);

// A type in the fewest words: its name with a link, or what it is made of.
function typed(schema) {
  if (!schema) return t("anything");
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    const link = make("a", "", name);
    link.href = `#type-${name}`;
    return link;
  }
  if (schema.enum) return listed(schema.enum.map((value) => JSON.stringify(value)), "disjunction");
  if (schema.type === "array") return make("span", "", t("list of "), typed(schema.items));
  if (schema.anyOf) return make("span", "", ...schema.anyOf.flatMap((each, at) => (at ? [t(" or "), typed(each)] : [typed(each)])));
  return schema.type ?? t("anything");
}

function content(part, words) {
  return Object.entries(part.content ?? {}).map(([media, { schema }]) =>
    make("p", "", `${words} ${media}`, ...(schema ? [": ", typed(schema)] : [])),
  );
}

function parameters(list) {
  if (!list.length) return [];
  const rows = list.map((each) => {
    const more = [each.in, each.required && t("needed"), each.description].filter(Boolean).join("; ");
    return make("li", "", make("code", "", each.name), " ", typed(each.schema), " – ", english(make("span", "", more)));
  });
  return [make("h3", "", t("Parameters")), make("ul", "", ...rows)];
}

function operation(path, method, each) {
  const word = make("span", "method", method.toUpperCase());
  word.dataset.method = method;
  const who = each["x-roles"] ? t("For {roles}.", { roles: listed(each["x-roles"].map(roleWord)) }) : t("For everybody.");
  const answers = Object.entries(each.responses).filter(([status]) => status !== "default");
  const inside = [
    make("p", "", who),
    ...parameters(each.parameters),
    ...content(each.requestBody ?? {}, t("Takes")),
    ...answers.flatMap(([status, answer]) => [make("p", "", t("Answers {status} {description}", { status, description: answer.description })), ...content(answer, t("as"))]),
  ];
  const details = make("details", "", make("summary", "", word, make("code", "", path), english(make("span", "what", each.summary))), make("div", "inside", ...inside));
  details.dataset.words = `${method} ${path} ${each.summary} ${who} ${each["x-roles"] ?? ""}`.toLowerCase();
  return details;
}

function type([name, schema]) {
  const details = make("details", "", make("summary", "", make("code", "", name)), make("div", "inside", make("pre", "", JSON.stringify(schema, null, 2))));
  details.id = `type-${name}`;
  return details;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.open = true;
}

const answer = await fetch("/api/v1/openapi.json");
const known = await answer.json();
setText(english(find("[data-about]")), known.info.description);
const operations = Object.entries(known.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, each]) => operation(path, method, each)));
find("[data-operations]").append(...operations);
find("[data-types]").append(...Object.entries(known.components.schemas).map(type));
const search = find("input");
function narrow() {
  const words = search.value.toLowerCase().split(/\s+/);
  for (const each of operations) each.hidden = !words.every((word) => each.dataset.words.includes(word));
}
search.addEventListener("input", narrow);
narrow();  // by what was typed before the document came
addEventListener("hashchange", openTarget);
openTarget();
