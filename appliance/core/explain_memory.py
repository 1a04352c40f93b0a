"""The last decisions, kept for the question why an agent has had nothing for a while."""

from collections import deque
from collections.abc import Iterator

from appliance.model.actions import NoteDecision
from appliance.model.words import AgentName, CallId, Ms

MOST_REMEMBERED = 1_000
"""Decisions: some hours of a shop, about 300 bytes each. The oldest go first; the journal has them all."""


class Recent:
    """Bounded; knows how far back it goes."""

    __slots__ = ("_decisions", "_took", "since")

    def __init__(self) -> None:
        self.since: Ms = 0
        """Everything decided from then on is here."""
        self._decisions: deque[tuple[Ms, NoteDecision]] = deque(maxlen=MOST_REMEMBERED)
        self._took: dict[CallId, AgentName] = {}

    def __len__(self) -> int:
        return len(self._decisions)

    def add(self, now: Ms, decision: NoteDecision) -> None:
        """Decisions about nothing are not kept."""
        if decision.call is None:
            return
        if len(self._decisions) == MOST_REMEMBERED:
            self.since = self._decisions[0][0] + 1
        self._decisions.append((now, decision))

    def answered(self, call: CallId, agent: AgentName) -> None:
        """Of several phones that rang for it, that of this agent."""
        self._took[call] = agent
        if len(self._took) > MOST_REMEMBERED:
            del self._took[next(iter(self._took))]

    def who_answered(self, call: CallId) -> AgentName | None:
        return self._took.get(call)

    def forget(self, now: Ms) -> None:
        """The plan has changed: what was decided before was decided by other rules."""
        self._decisions.clear()
        self._took.clear()
        self.since = now

    def after(self, moment: Ms) -> Iterator[NoteDecision]:
        """In order."""
        return (decision for at, decision in self._decisions if at >= moment)
