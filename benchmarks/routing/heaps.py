"""The textbook rule in plain Python with heaps, as it is mostly written where speed is wanted.

A heap of ready agents for each skill set, one of waiting tickets for each need; who leaves is passed over when they
come to the top. The tops stand side by side in a list, so that the least of those that fit is found by two calls into
C, itemgetter and min, without a loop in Python. Sorted lists (bisect, insort) in their place are about as fast.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing.traces import PRIORITIES, House

GONE, READY, BUSY, LEAVING = range(4)
AGENT_BITS = 20
AGENT = (1 << AGENT_BITS) - 1
BAND_SHIFT = 40
TICKET = (1 << BAND_SHIFT) - 1
NONE = 1 << 62
"""After every key: band, then ticket; or ready since when, then agent."""

Fitting = Callable[[list[int]], tuple[int, ...]]
"""Of all tops, those that fit."""


class Heaps:
    """As much of the router's door as a trace needs. Tickets are numbered by arrival; bands are -10 to -1."""

    def __init__(self, house: House, tickets: int) -> None:
        _, set_of = house.skill_sets
        needs, sets = house.fits.shape
        met = [_fitting(row) for row in house.fits.T]
        self._of_met = [met[each] for each in set_of]
        self._of_fitting = [_fitting(row) for row in house.fits]
        self._set_of = set_of.tolist()
        self._lines: list[list[int]] = [[] for _ in range(needs)]
        self._first_tickets = [NONE] * (needs + 1)
        self._crews: list[list[int]] = [[] for _ in range(sets)]
        self._first_agents = [NONE] * (sets + 1)
        self._need_of = [0] * tickets
        self._key_of = [NONE] * tickets
        self._since = [NONE] * len(set_of)
        self._state = bytearray(len(set_of))
        self._waiting = self._ready = 0

    def offer_ticket(self, ticket: int, need: int, due: int, arrival: int, now: int, *, band: int) -> int | None:
        """Due and arrival say of a ticket what its number says too."""
        if self._ready:
            first = min(self._of_fitting[need](self._first_agents))
            if first != NONE:
                agent = first & AGENT
                self._stop_being_ready(agent)
                self._state[agent] = BUSY
                return agent
        key = self._key_of[ticket] = band + PRIORITIES << BAND_SHIFT | ticket
        self._need_of[ticket] = need
        heappush(self._lines[need], key)
        if key < self._first_tickets[need]:  # noqa: PLR1730 – min() costs a call
            self._first_tickets[need] = key
        self._waiting += 1
        return None

    def withdraw(self, ticket: int) -> None:
        need = self._need_of[ticket]
        key, self._key_of[ticket] = self._key_of[ticket], NONE
        self._waiting -= 1
        if key == self._first_tickets[need]:
            line, key_of = self._lines[need], self._key_of
            heappop(line)
            while line and key_of[line[0] & TICKET] == NONE:
                heappop(line)
            self._first_tickets[need] = line[0] if line else NONE

    def free(self, agent: int, now: int) -> int | None:
        if self._state[agent] == LEAVING:
            self._state[agent] = GONE
            return None
        if self._waiting:
            first = min(self._of_met[agent](self._first_tickets))
            if first != NONE:
                ticket = first & TICKET
                self.withdraw(ticket)
                self._state[agent] = BUSY
                return ticket
        crew = self._set_of[agent]
        key = self._since[agent] = now << AGENT_BITS | agent
        heappush(self._crews[crew], key)
        if key < self._first_agents[crew]:  # noqa: PLR1730
            self._first_agents[crew] = key
        self._state[agent] = READY
        self._ready += 1
        return None

    def sign_in(self, agent: int, now: int) -> int | None:
        if self._state[agent] == LEAVING:
            self._state[agent] = BUSY
            return None
        return self.free(agent, now)

    def sign_out(self, agent: int, now: int) -> None:
        if self._state[agent] == BUSY:
            self._state[agent] = LEAVING
            return
        self._stop_being_ready(agent)
        self._state[agent] = GONE

    def _stop_being_ready(self, agent: int) -> None:
        crew = self._set_of[agent]
        key, self._since[agent] = self._since[agent], NONE
        self._ready -= 1
        if key == self._first_agents[crew]:
            heap, since = self._crews[crew], self._since
            heappop(heap)
            while heap and since[heap[0] & AGENT] != heap[0]:
                heappop(heap)
            self._first_agents[crew] = heap[0] if heap else NONE


def _fitting(row: NDArray[np.bool_]) -> Fitting:
    """What fits, and twice what is never there: of one item alone itemgetter makes no tuple, and min wants one."""
    return itemgetter(*np.flatnonzero(row).tolist(), len(row), len(row))
