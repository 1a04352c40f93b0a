"""The textbook rule as fast as we can make it in plain Python: what compiling is measured against.

Dicts keep the order in which keys came, and the keys of this rule only grow, so a dict is a sorted line that anybody
may leave. There is one line of ready agents per skill they have, and one line of tickets per band and rarest skill they
need. A ticket walks the line of its rarest skill to the first agent who fits; an agent walks the lines of their few
skills. Whether any ticket fits at all is told by two whole numbers with a bit for each need, ANDed. One linked list of
everybody, with the bits of all who fit looked through where few do, was as fast with 10 agents and slower with more.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing.traces import PRIORITIES, House

GONE, READY, BUSY, LEAVING = range(4)
NOBODY = 1 << 60

Line = dict[int, int]
"""Agents, first who has been ready longest, to nothing of interest; or tickets, by number, to needs."""


class PlainPython:
    """As much of the router's door as a trace needs. Tickets are numbered by arrival; bands are -10 to -1."""

    def __init__(self, house: House, tickets: int) -> None:
        _, set_of = house.skill_sets
        holders = (house.levels > 0).sum(axis=0)
        skills_of = [np.flatnonzero(row).tolist() for row in house.levels]
        rarest = [min(np.flatnonzero(least), key=lambda skill: (holders[skill], skill)) for least in house.least]
        of_sets = [(row.astype(np.uint8).tobytes(), _bits(row)) for row in house.fits.T]
        self._fits = [row.astype(np.uint8).tobytes() for row in house.fits[:, set_of]]
        self._meets = [of_sets[each][0] for each in set_of]
        self._met_bits = [of_sets[each][1] for each in set_of]
        ready: list[Line] = [{} for _ in holders]
        self._ready_for = [ready[skill] for skill in rarest]
        self._ready_among = [tuple(ready[skill] for skill in skills) for skills in skills_of]
        lines: list[list[Line]] = [[{} for _ in holders] for _ in range(PRIORITIES)]
        self._line_of = [[by_skill[skill] for skill in rarest] for by_skill in lines]
        self._lines_of = [[tuple(by_skill[skill] for skill in skills) for by_skill in lines] for skills in skills_of]
        self._in_band = [0] * PRIORITIES
        self._waiting_with = [0] * len(house.least)
        self._waiting_bits = 0
        self._bit = [1 << need for need in range(len(house.least))]
        self._state = bytearray(len(set_of))
        self._since = [0] * len(set_of)
        self._last = (0, 0)
        self._need_of = [0] * tickets
        self._band_of = bytearray(tickets)

    def offer_ticket(self, ticket: int, need: int, due: int, arrival: int, now: int, *, band: int) -> int | None:
        """Due and arrival say of a ticket what its number says too."""
        row = self._fits[need]
        for agent in self._ready_for[need]:
            if row[agent]:
                for line in self._ready_among[agent]:
                    del line[agent]
                self._state[agent] = BUSY
                return agent
        band += PRIORITIES
        self._line_of[band][need][ticket] = need
        self._need_of[ticket] = need
        self._band_of[ticket] = band
        self._in_band[band] += 1
        waiting_with = self._waiting_with
        if not waiting_with[need]:
            self._waiting_bits ^= self._bit[need]
        waiting_with[need] += 1
        return None

    def withdraw(self, ticket: int) -> None:
        need, band = self._need_of[ticket], self._band_of[ticket]
        del self._line_of[band][need][ticket]
        self._in_band[band] -= 1
        waiting_with = self._waiting_with
        waiting_with[need] -= 1
        if not waiting_with[need]:
            self._waiting_bits ^= self._bit[need]

    def free(self, agent: int, now: int) -> int | None:
        if self._state[agent] == LEAVING:
            self._state[agent] = GONE
            return None
        if self._met_bits[agent] & self._waiting_bits:
            ticket = self._first_for(agent)
            self.withdraw(ticket)
            self._state[agent] = BUSY
            return ticket
        if self._last > (now, agent):
            self._step_between(agent, now)
        else:
            for line in self._ready_among[agent]:
                line[agent] = 0
            self._last = (now, agent)
        self._since[agent] = now
        self._state[agent] = READY
        return None

    def _first_for(self, agent: int) -> int:
        row = self._meets[agent]
        for count, lines in zip(self._in_band, self._lines_of[agent], strict=True):
            if not count:
                continue
            first = NOBODY
            for line in lines:
                for ticket, need in line.items():
                    if row[need]:
                        if ticket < first:  # noqa: PLR1730 – min() costs a call
                            first = ticket
                        break
            if first != NOBODY:
                return first
        raise AssertionError("the bits say that somebody waits")

    def _step_between(self, agent: int, now: int) -> None:
        """Somebody with a higher number has become ready at the same instant: they stand behind."""
        for line in self._ready_among[agent]:
            behind = []
            for each in reversed(line):
                if (self._since[each], each) < (now, agent):
                    break
                behind.append(each)
            line[agent] = 0
            for each in reversed(behind):
                del line[each]
                line[each] = 0

    def sign_in(self, agent: int, now: int) -> int | None:
        if self._state[agent] == LEAVING:
            self._state[agent] = BUSY
            return None
        return self.free(agent, now)

    def sign_out(self, agent: int, now: int) -> None:
        if self._state[agent] == BUSY:
            self._state[agent] = LEAVING
            return
        for line in self._ready_among[agent]:
            del line[agent]
        self._state[agent] = GONE


def _bits(row: NDArray[np.bool_]) -> int:
    """The row as a whole number, its first element the lowest bit."""
    return int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little")
