// Where settings name one another: what uses a name, and a name changed wherever it stands.

// Calls `found(holder, key, isKey)` for every place that holds a name of that kind: holder[key], or a key of holder itself.
function visit(settings, forms, kind, found) {
  for (const form of forms) {
    const bodies = form.several ? (settings[form.kind] ?? []) : settings[form.kind] ? [settings[form.kind]] : [];
    for (const body of bodies) inFields(form.fields, body, kind, (...place) => found(form.kind, body.name ?? "", ...place));
  }
}

function inFields(fields, body, kind, found) {
  for (const field of fields) inField(field, body, field.key, kind, found);
}

function inField(field, holder, key, kind, found) {
  const value = holder[key];
  if (value === undefined || value === null) return;
  if (field.keys === kind && typeof value === "object") for (const each of Object.keys(value)) found(value, each, true);
  if (field.names === kind) inLeaves(holder, key, found);
  else if (field.shape === "group") inFields(field.fields, value, kind, found);
  else if (field.shape === "kinds") inFields(field.kinds[value.step] ?? [], value, kind, found);
  else if (field.inside && typeof value === "object") {
    for (const each of Object.keys(value)) inField({ ...field.inside, key: each }, value, each, kind, found);
  }
}

function inLeaves(holder, key, found) {
  const value = holder[key];
  if (typeof value === "string") found(holder, key, false);
  else if (value && typeof value === "object") for (const each of Object.keys(value)) inLeaves(value, each, found);
}

// [{kind, name}]: tables that name it, each once.
export function usersOf(settings, forms, kind, name) {
  const users = new Map();
  visit(settings, forms, kind, (inKind, inName, holder, key, isKey) => {
    if ((isKey ? key : holder[key]) === name) users.set(`${inKind} ${inName}`, { kind: inKind, name: inName });
  });
  return [...users.values()];
}

// Every name of that kind that is used, once.
export function usedNames(settings, forms, kind) {
  const names = new Set();
  visit(settings, forms, kind, (_kind, _name, holder, key, isKey) => names.add(isKey ? key : holder[key]));
  return [...names].sort();
}

// In place, at every use; the order of keys stays.
export function renameUses(settings, forms, kind, old, now) {
  const keyed = [];
  visit(settings, forms, kind, (_kind, _name, holder, key, isKey) => {
    if (isKey && key === old) keyed.push(holder);
    else if (!isKey && holder[key] === old) holder[key] = now;
  });
  for (const holder of keyed) {
    const entries = Object.entries(holder);
    for (const [key] of entries) delete holder[key];
    for (const [key, value] of entries) holder[key === old ? now : key] = value;
  }
}
