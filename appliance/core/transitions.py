"""How a machine moves: a table of state × trigger → state, and one object that holds where it stands and since when."""

from collections.abc import Mapping
from enum import Enum
from typing import Generic, TypeVar

from appliance.core.errors import ImpossibleTransition
from appliance.model.words import Ms

S = TypeVar("S", bound=Enum)
T = TypeVar("T", bound=Enum)

Table = Mapping[S, Mapping[T, S]]


class Machine(Generic[S, T]):
    """One walk through a table. The only way to change the state is a trigger the table allows."""

    __slots__ = ("_row", "_table", "since", "state")

    def __init__(self, table: Table[S, T], state: S, now: Ms) -> None:
        self._table = table
        self._row = table[state]
        self.state = state
        self.since = now

    def allows(self, trigger: T) -> bool:
        return trigger in self._row

    def do(self, trigger: T, now: Ms) -> None:
        """Moves on; `since` stays when the state does. Raises ImpossibleTransition: our fault, never the caller's."""
        try:
            after = self._row[trigger]
        except KeyError:
            msg = f"{type(self.state).__name__} {self.state.value} has no row for {trigger.name}"
            raise ImpossibleTransition(msg) from None
        if after is not self.state:
            self.state = after
            self._row = self._table[after]
            self.since = now
