// What an agent can do at each moment, by button and by key. A row per act: when it is offered, and what it orders.

import { pgettext, plural, t } from "./language.js";
import { REASONS, agentFace } from "./words.js";

const speaks = (desk) => desk.agent?.activity === "talking";
const holds = (desk) => desk.agent?.activity === "holding";
const rung = (desk) => desk.agent?.activity === "offered";
const writes = (desk) => desk.agent?.activity === "wrapping up";
const state = (desk) => desk.call?.state ?? "";
const alone = (desk) => (speaks(desk) || holds(desk)) && state(desk) === "talking";
const status = (desk) => desk.agent?.status ?? "";
const idle = (desk) => desk.agent?.activity === "idle";

const act = (key, word, when, order, more = {}) => ({ key, word, when, order, place: "call", tone: "", ...more });

export const ACTS = [
  act("a", t("Answer"), rung, "answer", { tone: "yes" }),
  act("d", t("Decline"), rung, "decline", { tone: "no" }),
  act("h", t("Hold"), (desk) => speaks(desk) && state(desk) === "talking", "hold"),
  act("h", t("Back to the caller"), (desk) => holds(desk), "retrieve", { tone: "yes" }),
  act("h", t("Back to the caller"), (desk) => speaks(desk) && ["asking", "consulting"].includes(state(desk)), "retrieve"),
  act("m", t("Mute"), (desk) => speaks(desk) && !desk.agent.muted, "mute"),
  act("m", t("Unmute"), (desk) => speaks(desk) && desk.agent.muted, "unmute", { tone: "yes" }),
  act("t", t("Transfer"), alone, "send on", { dialog: "queue" }),
  act("c", t("Consult"), alone, "ask", { dialog: "whom" }),
  act("v", t("Conference"), (desk) => alone(desk) && speaks(desk), "invite", { dialog: "whom" }),
  act("t", t("Hand over"), (desk) => state(desk) === "consulting", "complete", { tone: "yes" }),
  act("v", t("All together"), (desk) => state(desk) === "consulting", "join"),
  act("l", t("Leave the conference"), (desk) => state(desk) === "in conference", "leave"),
  act("o", t("Only the caller"), (desk) => ["in conference", "inviting"].includes(state(desk)), "drop"),
  act("k", t("Keys"), (desk) => speaks(desk) && state(desk) === "talking", "keys", { dialog: "keys" }),
  act("x", t("Hang up"), (desk) => speaks(desk) || holds(desk) || ["dialling", "watching"].includes(desk.agent?.activity), "hang up", { tone: "no" }),
  act("w", t("Done"), writes, "done", { tone: "yes" }),
  act("n", pgettext("verb", "Note"), (desk) => writes(desk) || alone(desk), null, { focus: "#note" }),
  act("g", pgettext("verb", "Call"), (desk) => idle(desk) || writes(desk), "call", { dialog: "number" }),
  act("s", pgettext("agent", "Sign in"), (desk) => status(desk) === "signed out", "sign in", { place: "me", tone: "yes" }),
  act("b", t("Break"), (desk) => status(desk) === "ready", "break", { place: "me", dialog: "reason" }),
  act("b", t("Back from break"), (desk) => status(desk) === "on break", "back", { place: "me", tone: "yes" }),
  act("s", pgettext("agent", "Sign out"), (desk) => ["ready", "on break"].includes(status(desk)), "sign out", { place: "me" }),
];

// What the dialog asks for each order: title, what is chosen from, what may be typed instead.
export const ASKED = {
  queue: { title: t("Send the caller on to"), list: t("Queue"), from: (desk) => desk.queues.map((queue) => [queue.name, plural("{queue} – {count} waiting", "{queue} – {count} waiting", queue.waiting, { queue: queue.name })]), yes: t("Send on") },
  whom: { title: t("Whom?"), list: t("Colleague"), from: (desk) => desk.colleagues.filter((one) => one.status === "ready").map((one) => [one.name, `${one.name} – ${agentFace(one).word}`]), typed: t("or a number"), typedOrder: (order) => `${order} number`, yes: t("Ring them") },
  reason: { title: t("Go on a break"), list: t("Reason"), from: () => Object.entries(REASONS), typed: t("or another reason"), yes: pgettext("on a break", "Go") },
  number: { title: t("Call a number"), typed: t("Number"), yes: pgettext("verb", "Call") },
  keys: { title: t("Press keys for the far end"), typed: t("Keys: 0–9 * #"), yes: t("Press") },
};
