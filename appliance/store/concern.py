"""Which calls a step of the journal concerns, so that one call's steps are found without reading a day of them."""

from collections.abc import Iterator

from appliance.model.actions import Action, CloseCall, Join, OfferCall, OpenCall, WithdrawOffer
from appliance.model.events import Event, LineReleased
from appliance.model.words import AgentName, CallId, LineName


class Concern:
    """Remembers which call is on which line and with which agent; as large as the house has lines and agents."""

    def __init__(self) -> None:
        self._on_line: dict[LineName, CallId] = {}
        self._with_agent: dict[AgentName, CallId] = {}

    def of(self, event: Event | None, actions: tuple[Action, ...]) -> frozenset[CallId]:
        """Calls that the step concerns. Steps must be given in the order in which they happened."""
        for action in actions:
            if isinstance(
                action, OpenCall
            ):  # first, so that the ring counts for the new call and not for the one before
                self._on_line[action.record.line] = action.record.call
        found = set(self._named(event))
        for action in actions:
            if isinstance(action, OfferCall | Join):
                self._with_agent[action.agent] = action.call
            found.update(self._named(action))
            if isinstance(action, WithdrawOffer):  # at once: the next offer of the same step may be to the same agent
                self._with_agent.pop(action.agent, None)
        self._forget(event, actions)
        return frozenset(found)

    def _named(self, value: Event | Action | None) -> Iterator[CallId]:
        if isinstance(value, OpenCall | CloseCall):
            yield value.record.call
            return
        call = getattr(value, "call", None)
        if call is not None:
            yield call
            return
        on_line = self._on_line.get(getattr(value, "line", ""))
        if on_line is not None:
            yield on_line
        with_agent = self._with_agent.get(getattr(value, "agent", ""))
        if with_agent is not None:
            yield with_agent

    def _forget(self, event: Event | None, actions: tuple[Action, ...]) -> None:
        """A call leaves its agent when it ends, and its line when that is on-hook again."""
        if isinstance(event, LineReleased):
            self._on_line.pop(event.line, None)
        closed = {action.record.call for action in actions if isinstance(action, CloseCall)}
        if closed:
            self._with_agent = {agent: call for agent, call in self._with_agent.items() if call not in closed}
