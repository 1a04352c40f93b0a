"""What is remembered about callers' numbers from one call to the next."""

from typing import Generic, NamedTuple, TypeVar

from appliance.model.words import Ms

V = TypeVar("V")

MOST_NUMBERS = 10_000
"""Of a shop with 100 callers a day the numbers of three months; about 2 MB. The one told longest ago goes first."""


class Broken(NamedTuple):
    """A wait that ended because the connection did."""

    arrived: Ms
    until: Ms
    """Who rings again by then has the old place."""


class Memory(Generic[V]):
    """One fact per number, or per number and queue, bounded."""

    __slots__ = ("_facts",)

    def __init__(self) -> None:
        self._facts: dict[str, V] = {}

    def __len__(self) -> int:
        return len(self._facts)

    def keep(self, number: str, fact: V) -> None:
        """Nothing is kept of callers whose number is not known."""
        if not number:
            return
        self._facts.pop(number, None)
        self._facts[number] = fact
        if len(self._facts) > MOST_NUMBERS:
            del self._facts[next(iter(self._facts))]

    def recall(self, number: str) -> V | None:
        return self._facts.get(number)

    def forget(self, number: str) -> None:
        """Harmless for a number of which nothing is known."""
        self._facts.pop(number, None)
