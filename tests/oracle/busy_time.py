"""How much of the last hour somebody was busy, as least_occupied orders by it: every piece of work is remembered.

Time is cut into twelfths of the window. What counts is the present one and the eleven before it; of those the ones in
which the agent was signed in, be it for a moment.
"""

from dataclasses import dataclass, field

TWELFTHS = 12
MOST_OF_A_TWELFTH = 1 << 59


def length_of_twelfth(window: int) -> int:
    return max(1, window // TWELFTHS)


def twelfths_until(present: int) -> range:
    """Their numbers, the present one last."""
    return range(present - TWELFTHS + 1, present + 1)


@dataclass
class BusyTime:
    """Of a seat."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    """From when to when a unit had something, of all that is over."""

    def add(self, begin: int, end: int) -> None:
        self.spans.append((begin, end))

    def within(self, twelfth: int, length: int) -> int:
        begin, end = twelfth * length, (twelfth + 1) * length
        total = sum(max(0, min(end, over) - max(begin, given)) for given, over in self.spans)
        return min(total, MOST_OF_A_TWELFTH)


@dataclass
class Presence:
    """Of an agent, by numbers of twelfths."""

    spells: list[tuple[int, int]] = field(default_factory=list)
    """First and last twelfth of each time they were signed in, the work after signing out included."""
    since: int | None = None
    """The twelfth in which they came, while they are here."""

    def come(self, present: int) -> None:
        self.since = present if self.since is None else self.since

    def go(self, present: int) -> None:
        if self.since is not None:
            self.spells.append((self.since, present))
        self.since = None

    def of(self, present: int) -> list[int]:
        """The twelfths that count."""
        spells = self.spells if self.since is None else [*self.spells, (self.since, present)]
        return [each for each in twelfths_until(present) if any(first <= each <= last for first, last in spells)]


def occupation(busy: BusyTime, presence: Presence, present: int, length: int) -> int:
    """The key: busy time in millionths of the time there."""
    time = sum(busy.within(each, length) for each in twelfths_until(present))
    there = len(presence.of(present)) * length
    return int(min(float(time) / float(there), 1e12) * 1e6) if there else 0
