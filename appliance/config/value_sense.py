"""Whether a value among the prompts of a step, such as "{digits order}", can ever be said."""

from collections.abc import Iterable

from appliance.config.nearest import hint
from appliance.model.flow import Collect
from appliance.model.spoken import OF_THE_MOMENT, placeholder, spoken_value
from appliance.model.words import PromptName, Value


def collected_in(steps: Iterable[Value | None]) -> tuple[str, ...]:
    """The variables that steps of a flow fill."""
    return tuple(dict.fromkeys(step.variable for step in steps if isinstance(step, Collect) and step.variable))


def value_fault(name: PromptName, variables: Iterable[str] | None) -> str:
    """What was expected, as the end of a sentence; empty when it is fine. None: it stands in no step."""
    if variables is None:
        return "a value is said by a step of a flow only; name a prompt here"
    try:
        asked = placeholder(name)
    except ValueError as fault:
        return str(fault)
    if asked is None or asked.source in OF_THE_MOMENT.get(asked.kind, ()):
        return ""
    if asked.source[0].isdecimal() or asked.source[0] in "+-":
        said = spoken_value(asked.kind, asked.source, asked.currency)
        return "" if said is not None else f"that is no {asked.kind}; {_EXPECTED.get(asked.kind, _WHOLE)}"
    known = (*variables, *OF_THE_MOMENT.get(asked.kind, ()))
    return "" if asked.source in known else f"no step of this flow collects it; {hint(asked.source, known)}"


_WHOLE = "expected a whole number"
_EXPECTED = {
    "digits": "expected digits",
    "money": "expected an amount such as 12.50",
    "date": "expected a date of the calendar, such as 2026-12-24",
    "time": "expected a time of day, such as 9:30",
}
