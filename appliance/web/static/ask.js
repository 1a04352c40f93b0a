// Asking the API: JSON there and back; what is refused becomes an Error with the box's sentence, in the page's language.

import { language, t } from "./language.js";

export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? "" : ".");

// Resolves with the answer's JSON, null where there is none. Throws an Error with `status` (0: the box does not answer),
// `kind` (the problem's type) and `problem` (all of it).
export async function ask(method, address, body, headers = {}) {
  const sent = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(address, {
    method,
    headers: { "Accept-Language": language, ...sent, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => null);
  if (!answer) throw refusal(0, { detail: t("the box does not answer; see that it is on, and try again") });
  const content = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw refusal(answer.status, content ?? { detail: answer.statusText });
  return content;
}

function refusal(status, problem) {
  return Object.assign(new Error(sentence(problem.detail)), { status, kind: problem.type ?? "", problem });
}
