"""What the router tells about its decisions: plain records of ids, times and verdicts."""

from enum import StrEnum
from typing import NamedTuple


class Trigger(StrEnum):
    """What made the router decide. The first three look for an agent, the others for a ticket."""

    ARRIVED = "arrived"
    GIVEN_BACK = "given back"
    READMITTED = "readmitted"
    SIGNED_IN = "signed in"
    FREED = "freed"
    SKILLED = "skilled"


class KeyPart(StrEnum):
    """The first part of the key in which winner and runner-up differ."""

    ONLY = "only one"
    """There was no runner-up."""
    IDLE_SINCE = "idle since"
    AGENT = "agent id"
    DUE = "due"
    ARRIVAL = "arrival"
    TICKET = "ticket id"


class AgentState(StrEnum):
    OUT = "signed out"
    READY = "ready"
    BUSY = "busy"
    LEAVING = "leaving"
    """Busy, and signed out as soon as the present ticket is over."""


class Verdict(StrEnum):
    """Why this agent and this ticket are, or are not, together; the first that applies, from top to bottom."""

    CHOSEN = "chosen"
    UNSKILLED = "unskilled"
    EXCLUDED = "excluded"
    SIGNED_OUT = "signed out"
    BUSY = "busy"
    """With another ticket, or not yet free again."""
    READY = "ready"
    """Could have taken it, and another was chosen."""


class Decision(NamedTuple):
    """Why a ticket went to its agent."""

    trigger: Trigger
    now: int
    agent: int
    ticket: int
    told_by: KeyPart
    runner_up: int | None
    """An agent when the ticket looked for an agent, a ticket when the agent looked for a ticket."""
    won_with: int | None
    """The winner's value of the key part that told them apart."""
    lost_with: int | None
    """The runner-up's."""


class AgentVerdict(NamedTuple):
    agent: int
    verdict: Verdict
    since: int
    """When the agent came into the present state."""


class TicketVerdict(NamedTuple):
    ticket: int
    verdict: Verdict


class TicketReport(NamedTuple):
    """A ticket and everybody who might take it, as things stand now."""

    ticket: int
    need: int
    due: int
    arrival: int
    position: int
    """In the line of its need, 1 is next; 0 when an agent has it."""
    decision: Decision | None
    """The last one that gave it to an agent; None if there was none."""
    verdicts: tuple[AgentVerdict, ...]
    """By agent id."""


class AgentReport(NamedTuple):
    """An agent and every ticket that waits, as things stand now."""

    agent: int
    state: AgentState
    since: int
    ticket: int | None
    """What they have."""
    verdicts: tuple[TicketVerdict, ...]
    """Need by need, in the order the needs were made; each in due order."""
