// The words of this page in its language: English stands in the modules, another one in a file that the frame loads first.

const { forms, messages } = globalThis.callboxWords ?? { forms: { one: 0 }, messages: {} };
const CONTEXT = "\u0004"; // between a context and its message

export const language = document.documentElement.lang;
// With the habits of the country that the browser is set to, if it speaks the page's language.
const region = navigator.languages.find((each) => each.split("-")[0] === language.split("-")[0]) ?? language;
const rules = new Intl.PluralRules(language);
const figures = new Intl.NumberFormat(region);

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// `text` with {name} replaced by values.name.
export const t = (text, values = {}) => filled(messages[text] ?? text, values);

// The same for words that mean several things: the context says which.
export const pgettext = (context, text, values = {}) => filled(messages[context + CONTEXT + text] ?? text, values);

// {count} in it is the number as this language writes it.
export function plural(one, many, count, values = {}) {
  const form = forms[rules.select(count)] ?? forms.other ?? 1;
  return filled((messages[one] ?? [one, many])[form], { count: number(count), ...values });
}

export const number = (value, options) => (options ? new Intl.NumberFormat(region, options) : figures).format(value);
export const dateFormat = (options) => new Intl.DateTimeFormat(region, options);
export const listed = (texts, type = "conjunction") => new Intl.ListFormat(region, { type }).format(texts);

// A text of the box itself, which speaks English: its element says so.
export function english(element) {
  if (language !== "en") element.lang = "en";
  return element;
}
