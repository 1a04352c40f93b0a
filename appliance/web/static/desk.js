// What an agent can do at each moment, by button and by key. A row per act: when it is offered, and what it orders.

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
  act("a", "Answer", rung, "answer", { tone: "yes" }),
  act("d", "Decline", rung, "decline", { tone: "no" }),
  act("h", "Hold", (desk) => speaks(desk) && state(desk) === "talking", "hold"),
  act("h", "Back to the caller", (desk) => holds(desk), "retrieve", { tone: "yes" }),
  act("h", "Back to the caller", (desk) => speaks(desk) && ["asking", "consulting"].includes(state(desk)), "retrieve"),
  act("m", "Mute", (desk) => speaks(desk) && !desk.agent.muted, "mute"),
  act("m", "Unmute", (desk) => speaks(desk) && desk.agent.muted, "unmute", { tone: "yes" }),
  act("t", "Transfer", alone, "send on", { dialog: "queue" }),
  act("c", "Consult", alone, "ask", { dialog: "whom" }),
  act("v", "Conference", (desk) => alone(desk) && speaks(desk), "invite", { dialog: "whom" }),
  act("t", "Hand over", (desk) => state(desk) === "consulting", "complete", { tone: "yes" }),
  act("v", "All together", (desk) => state(desk) === "consulting", "join"),
  act("l", "Leave the conference", (desk) => state(desk) === "in conference", "leave"),
  act("o", "Only the caller", (desk) => ["in conference", "inviting"].includes(state(desk)), "drop"),
  act("k", "Keys", (desk) => speaks(desk) && state(desk) === "talking", "keys", { dialog: "keys" }),
  act("x", "Hang up", (desk) => speaks(desk) || holds(desk) || ["dialling", "watching"].includes(desk.agent?.activity), "hang up", { tone: "no" }),
  act("w", "Done", writes, "done", { tone: "yes" }),
  act("n", "Note", (desk) => writes(desk) || alone(desk), null, { focus: "#note" }),
  act("g", "Call", (desk) => idle(desk) || writes(desk), "call", { dialog: "number" }),
  act("s", "Sign in", (desk) => status(desk) === "signed out", "sign in", { place: "me", tone: "yes" }),
  act("b", "Break", (desk) => status(desk) === "ready", "break", { place: "me", dialog: "reason" }),
  act("b", "Back from break", (desk) => status(desk) === "on break", "back", { place: "me", tone: "yes" }),
  act("s", "Sign out", (desk) => ["ready", "on break"].includes(status(desk)), "sign out", { place: "me" }),
];

export const REASONS = ["Lunch", "Coffee", "Meeting", "Training", "Paperwork"];

// What the dialog asks for each order: title, what is chosen from, what may be typed instead.
export const ASKED = {
  queue: { title: "Send the caller on to", list: "Queue", from: (desk) => desk.queues.map((queue) => [queue.name, `${queue.name} – ${queue.waiting} waiting`]), yes: "Send on" },
  whom: { title: "Whom?", list: "Colleague", from: (desk) => desk.colleagues.filter((one) => one.status === "ready").map((one) => [one.name, `${one.name} – ${one.activity}`]), typed: "or a number", typedOrder: (order) => `${order} number`, yes: "Ring them" },
  reason: { title: "Go on a break", list: "Reason", from: () => REASONS.map((reason) => [reason, reason]), typed: "or another reason", yes: "Go" },
  number: { title: "Call a number", typed: "Number", yes: "Call" },
  keys: { title: "Press keys for the far end", typed: "Keys: 0–9 * #", yes: "Press" },
};
