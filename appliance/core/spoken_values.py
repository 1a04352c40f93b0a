"""Values in the prompts of a step, as they are in this call: {digits order} becomes digits:4711."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from appliance.core.house import Call, House
from appliance.model.spoken import Placeholder, placeholder, spoken_value
from appliance.model.words import PromptName

MINUTES_A_DAY = 1_440


def said_now(house: House, call: Call, prompts: tuple[PromptName, ...]) -> tuple[PromptName, ...]:
    """Each value by what it is; one that is not known, or is no such value, is left out and told."""
    return tuple(_said(house, call, prompts)) if any(name.startswith("{") for name in prompts) else prompts


def _said(house: House, call: Call, prompts: tuple[PromptName, ...]) -> Iterator[PromptName]:
    for name in prompts:
        asked = placeholder(name)
        if asked is None:
            yield name
            continue
        text = _known(house, call, call.record.variables, asked)
        value = spoken_value(asked.kind, text, asked.currency)
        if value is not None:
            yield value
        else:
            found = f'"{text}" is none' if text else "nothing is known of it"
            house.note(call.id, f"{name} was left out: {found}")


def _known(house: House, call: Call, variables: Mapping[str, str], asked: Placeholder) -> str:
    """As text; empty where there is nothing."""
    match asked.kind, asked.source:
        case "time", "now":
            minute = (house.clock.minute + (house.now - house.clock_at) // 60_000) % MINUTES_A_DAY
            return f"{minute // 60:02}{minute % 60:02}"
        case "date", "today" | "tomorrow" as day:
            return (date.fromisoformat(house.clock.date) + timedelta(days=day == "tomorrow")).isoformat()
        case "digits", "caller":
            return call.number
        case _, source:
            return source if _is_literal(source) else variables.get(source, "")


def _is_literal(source: str) -> bool:
    return source[0].isdecimal() or source[0] in "+-"
