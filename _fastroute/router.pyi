"""The door of the router: tickets and agents in, who takes what out. Ids and times are int64 in any unit.

A ticket goes to the ready agent who meets its need, is not excluded and has been idle longest; the lowest id breaks a
tie. An agent who becomes ready takes, of the tickets they may take, the one due first; then earliest arrival, then
lowest id. Both happen inside the call that makes them possible, so afterwards no ready agent ever stands beside a
ticket they may take. Nothing depends on a clock, on randomness or on the order of a dict: equal calls, equal answers.

An agent is signed out, ready, busy or leaving (busy, and signed out when freed). A ticket waits, or an agent has it
until the agent is freed, or the ticket is given back or withdrawn.

Every method checks first: after a RouterFault (_fastroute/faults.py) nothing has changed. UnknownId, OutOfRange and,
for things in the wrong state, WrongState come from every method; AlreadyThere and RouterFull where noted.
Not safe to share between threads: one owner, no locks.
"""

from collections.abc import Iterable, Mapping
from typing import final

from _fastroute.records import AgentReport, AgentState, Decision, TicketReport

IMPLEMENTATION: str
"""What runs, for the log and the admin page."""
AGENT_LIMIT: int
NEED_LIMIT: int
"""Different needs; they are never given up."""
SKILL_LIMIT: int
LEVEL_LIMIT: int
"""Levels are 1 to this; an agent without the skill has 0."""
TICKET_LIMIT: int
"""Waiting and held."""
EXCLUSION_LIMIT: int
"""Over all tickets."""

@final
class Router:
    def __init__(self) -> None: ...
    def add_agent(self, agent: int, skills: Mapping[int, int]) -> None:
        """Makes an agent known, signed out. Skills are skill → level. AlreadyThere, RouterFull."""

    def set_skills(self, agent: int, skills: Mapping[int, int], now: int) -> int | None:
        """Changes what an agent can do; returns the ticket a ready agent can take now. What they have they keep."""

    def remove_agent(self, agent: int) -> None:
        """Forgets an agent who is signed out."""

    def sign_in(self, agent: int, now: int) -> int | None:
        """Makes the agent ready, idle since now; returns the ticket they get at once. A leaving agent stays: None."""

    def sign_out(self, agent: int, now: int) -> None:
        """A ready agent is out at once, a busy one when freed; signing in before that takes it back."""

    def free(self, agent: int, now: int) -> int | None:
        """A busy agent's ticket, if any is left, is over; returns the next. A leaving agent is out: None."""

    def need(self, skills: Mapping[int, int]) -> int:
        """A handle for skill → least level; equal mappings, equal handles. {} is met by everybody. RouterFull."""

    def offer_ticket(
        self, ticket: int, need: int | Mapping[int, int], due: int, arrival: int, now: int, excluded: Iterable[int] = ()
    ) -> int | None:
        """A new ticket; returns the agent who gets it at once, else it waits. AlreadyThere, RouterFull.

        Its id may be used again when it is withdrawn or its agent was freed.
        """

    def give_back(self, ticket: int, excluded: Iterable[int], now: int) -> int | None:
        """Takes a ticket from its agent, who stays busy until freed, and returns who gets it next, or it waits again.

        It keeps its due, its arrival and its exclusions; `excluded` are added. Without them, the agent who had it may
        get it again once they are free. RouterFull.
        """

    def readmit(self, ticket: int, agent: int, now: int) -> int | None:
        """Ends an exclusion; returns the agent if the ticket waited and they can take it now."""

    def withdraw(self, ticket: int) -> None:
        """Forgets a ticket. An agent who had it stays busy until freed."""

    def position(self, ticket: int) -> int:
        """Place in the line of its need, 1 is next; 0 when an agent has it."""

    def waiting(self) -> int:
        """Tickets that wait."""

    def ready(self) -> int:
        """Agents who could take a ticket now."""

    def staffed(self, need: int | Mapping[int, int]) -> bool:
        """Whether anybody who meets the need is signed in, ready or busy, and is not leaving."""

    def holding(self, agent: int) -> int | None:
        """The ticket the agent has."""

    def state(self, agent: int) -> AgentState: ...
    def decision(self, ticket: int) -> Decision | None:
        """Why the agent who has the ticket got it; None while it waits."""

    def explain(self, ticket: int) -> TicketReport:
        """Why the ticket is where it is. O(agents): made when asked for."""

    def explain_agent(self, agent: int) -> AgentReport:
        """Why the agent has, or has not, a ticket. O(waiting tickets)."""
