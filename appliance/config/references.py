"""What tables say of one another: every name must be one there is, and what they say together must make sense."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from appliance.config.documents import Table
from appliance.config.friendly import read_opening
from appliance.config.mail_sense import check_mail
from appliance.config.nearest import hint
from appliance.config.outbound_sense import check_outbound
from appliance.config.places import Place
from appliance.config.routing_sense import check_routing
from appliance.config.tables import DAYS, NO_DEVICE, AgentTable, HoursTable, LineTable
from appliance.config.talk_sense import Told, check_talks
from appliance.config.toml_text import shown
from appliance.config.value_sense import collected_in, value_fault
from appliance.model.flow import Flow, TakeMessage
from appliance.model.plan import BUILT_IN_PROMPTS, LINE_IN, LampPlan, PromptPlan, QueuePlan
from appliance.model.words import Value

REFERENCES: dict[str, str] = {
    "flow": "flow",
    "queue": "queue",
    "line": "line",
    "hours": "hours",
    "quiet_hours": "hours",
    "target": "target",
    "otherwise": "step",
    "queues": "queue",
    "agents": "agent",
    "music": "prompt",
    "announce_minutes": "prompt",
    "announce_next": "prompt",
    "record_notice": "prompt",
    "limit_notice": "prompt",
    "prompts": "prompt",
    "invalid_prompts": "prompt",
    "no_input_prompts": "prompt",
    "review_prompts": "prompt",
    "short_prompts": "prompt",
    "lost_prompts": "prompt",
    "start": "step",
    "person": "step",
    "on_fax": "step",
    "on_blocked": "step",
    "then": "step",
    "open": "step",
    "closed": "step",
    "choices": "step",
    "keys": "step",
    "on_exhausted": "step",
    "on_nothing_kept": "step",
    "on_overflow": "step",
}
"""Field → the kind of name it holds: one, several, or a table of them. A name means the same in every value."""

OF_ONE_KIND: dict[tuple[type[Value], str], str] = {(LampPlan, "box"): "box"}
"""Likewise, where the field is a reference in one kind of value only: the box of a step is what makes the box."""


class Entry(NamedTuple):
    """A table and the value read from it."""

    table: Table
    value: Value
    sound: bool = True
    """Nothing in it is wrong by itself; where something is, it is None."""


def check_references(entries: Iterable[Entry], tables: Iterable[Table], imported: Iterable[str] = ()) -> list[str]:
    """Every fault between the entries; `tables` are all there are, those that could not be read included.

    `imported` are prompts that need no table.
    """
    faults: list[str] = []
    names: dict[str, dict[str, None]] = defaultdict(dict, prompt=dict.fromkeys((*BUILT_IN_PROMPTS, *imported)))
    if any(table.kind == "line_in" and table.body.get("driver", NO_DEVICE) != NO_DEVICE for table in tables):
        names["prompt"][LINE_IN] = None
    for table in tables:
        names[table.kind][table.name] = None
    entries = tuple(entries)
    names["box"] = dict.fromkeys(boxes_of(entry.value for entry in entries))
    lines = [entry.value for entry in entries if isinstance(entry.value, LineTable)]
    for entry in entries:
        faults += _dangling(entry, names)
        faults += _own_sense(entry) if entry.sound else ()
        if entry.sound:
            faults += check_routing(entry.value, entry.table.place, names["agent"])
            faults += check_mail(entry.value, entry.table.place, names["box"])
            faults += check_outbound(entry.value, entry.table.place, lines)
    faults += check_talks(Told(entry.value, entry.table.place) for entry in entries if entry.sound)
    faults += _shared_ports(entries)
    faults += _skills(entries)
    return faults


def boxes_of(values: Iterable[Value]) -> Iterator[str]:
    """The message boxes that steps of the flows among them keep messages in."""
    for value in values:
        if isinstance(value, Flow):
            yield from (step.box for step in (value.steps or {}).values() if isinstance(step, TakeMessage))


def _dangling(entry: Entry, names: Mapping[str, Iterable[str]]) -> Iterator[str]:
    place = entry.table.place
    yield from _unknown_names(entry.value, place, names)
    if isinstance(entry.value, Flow):
        steps: Mapping[str, Value | None] = entry.value.steps or {}
        yield from _unknown_names(entry.value, place, {"step": steps})
        within = {**names, "step": steps, "variable": collected_in(steps.values())}
        for name, step in steps.items():
            if step is not None:
                yield from _unknown_names(step, place.at("steps", name), within)


def _unknown_names(value: Value, place: Place, names: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for field in msgspec.structs.fields(value):
        kind = REFERENCES.get(field.name) or OF_ONE_KIND.get((type(value), field.name))
        inside = getattr(value, field.name)
        if kind is None and isinstance(inside, tuple):
            for number, part in enumerate(inside, 1):
                if isinstance(part, Value):
                    yield from _unknown_names(part, place.at(field.name, str(number)), names)
        if kind is None or (kind == "step" and kind not in names):
            continue
        known = tuple(names.get(kind, ()))
        for keys, name in _leaves(inside):
            fault = _name_fault(kind, name, known, names.get("variable"))
            if fault:
                yield place.at(field.name, *keys).wrong(name, fault)


def _name_fault(kind: str, name: str, known: tuple[str, ...], variables: Iterable[str] | None) -> str:
    if kind == "prompt" and name.startswith("{"):
        return value_fault(name, variables)
    return "" if name in known else f"no such {kind}; {hint(name, known)}"


def _leaves(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """The names in a field, each with the keys that lead to it; what could not be read is passed over."""
    match value:
        case str():
            yield (), value
        case tuple():
            for number, name in enumerate(value, 1):
                yield from (((str(number), *keys), leaf) for keys, leaf in _leaves(name))
        case dict():
            for key, name in value.items():
                yield from (((key, *keys), leaf) for keys, leaf in _leaves(name))


def _own_sense(entry: Entry) -> Iterator[str]:
    place = entry.table.place
    match entry.value:
        case LampPlan(line=line, queue=queue, box=box, fault=fault):
            if (line is not None) + (queue is not None) + (box is not None) + fault != 1:
                what = '"line", "queue", "box" and "fault = true"'
                yield place.lacks(f"shows nothing or too much; give exactly one of {what}")
        case PromptPlan():
            yield from _prompt(entry.value, entry.table)
        case HoursTable():
            yield from _overlaps(entry.value, place)


def _prompt(prompt: PromptPlan, table: Table) -> Iterator[str]:
    if bool(prompt.text.strip()) == bool(prompt.file):
        yield table.place.lacks('has no sound or two; give exactly one of "text" and "file"')
    elif prompt.file and not Path(prompt.file).is_file():
        problem = f"no such file; expected a sound file, a relative path starts at {table.folder}"
        yield table.place.at("file").wrong(table.body["file"], problem)


def _overlaps(hours: HoursTable, place: Place) -> Iterator[str]:
    for day in DAYS:
        openings = sorted(read_opening(text) for text in getattr(hours, day))
        for earlier, later in pairwise(openings):
            if later[0] < earlier[1]:
                yield place.at(day).wrong(getattr(hours, day), "two intervals overlap; join them into one")


def _shared_ports(entries: Iterable[Entry]) -> Iterator[str]:
    taken: dict[str, Entry] = {}
    for entry in entries:
        port = (entry.value.options or {}).get("port") if isinstance(entry.value, LineTable) else None
        if not isinstance(port, str):
            continue
        first = taken.setdefault(_device(port), entry)
        if first is not entry:
            problem = f"is the port of {first.table.place.where}; a modem serves one line"
            yield entry.table.place.at("options", "port").wrong(port, problem)


def _device(port: str) -> str:
    """Two links may lead to one device."""
    try:
        return os.path.realpath(port)
    except (OSError, ValueError):  # no path at all, or links that go in circles: the driver will say so
        return port


def _skills(entries: Iterable[Entry]) -> Iterator[str]:
    if not all(entry.sound for entry in entries if isinstance(entry.value, AgentTable)):
        return
    agents = [entry.value for entry in entries if isinstance(entry.value, AgentTable)]
    for entry in entries:
        if isinstance(entry.value, QueuePlan) and entry.sound:
            skills = [agent.skills for agent in agents]
            yield from _unmet_need(entry.value.need, entry.table.place.at("need"), skills)
            for number, step in enumerate(entry.value.relax, 1):
                if step.narrows and step.need is not None:  # an easier need is met by whoever met the one before
                    yield from _unmet_need(step.need, entry.table.place.at("relax", str(number), "need"), skills)


def _unmet_need(need: Mapping[str, int], place: Place, skills: list[dict[str, int]]) -> Iterator[str]:
    unmet = [skill for skill, level in need.items() if _best(skill, skills) < level]
    for skill in unmet:
        level, best = need[skill], _best(skill, skills)
        others = dict.fromkeys(name for held in skills for name in held if name != skill)
        advice = f"the best is {best}" if best else hint(skill, others, "no agent has any skill")
        yield place.at(skill).wrong(level, f"nobody has skill {shown(skill)} at level {level}; {advice}")
    together = any(all(held.get(skill, 0) >= level for skill, level in need.items()) for held in skills)
    if not together and not unmet and need:
        yield place.wrong(need, "nobody has all of these skills together; give them to one agent")


def _best(skill: str, skills: Iterable[Mapping[str, int]]) -> int:
    return max((held.get(skill, 0) for held in skills), default=0)
