"""A contact as a file has it, before anybody has looked at it."""

from appliance.model.words import AgentName, Value


class Draft(Value, frozen=True, kw_only=True, tag=False):
    line: int
    """Of the file, from 1."""
    name: str = ""
    company: str = ""
    numbers: tuple[str, ...] = ()
    """As written."""
    notes: str = ""
    language: str = ""
    agent: AgentName = ""
    vip: bool = False
