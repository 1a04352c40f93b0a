"""The textbook rule by whole-array scans in numpy: what many would reach for first when plain Python is too slow."""

import numpy as np

from benchmarks.routing.traces import House

GONE, READY, BUSY, LEAVING = range(4)
NEVER = np.iinfo(np.int64).max
FIRST_ROOM = 16


class NumpyScan:
    """As much of the router's door as a trace needs.

    Agents: for each need the places of those who fit; the least of `since` there is who has been idle longest, and of
    equal ones argmin finds the first. Tickets: an unordered table of those who wait, of need and key; the least key of
    those that fit. Whoever leaves it is replaced by the last.
    """

    def __init__(self, house: House, tickets: int) -> None:
        _, set_of = house.skill_sets
        self._fitting = [np.flatnonzero(row) for row in house.fits[:, set_of]]
        meets = np.where(house.fits.T, -NEVER, NEVER)
        self._unmet = [meets[each] for each in set_of]
        self._state = bytearray(len(set_of))
        self._since = np.full(len(set_of), NEVER)
        self._need = np.zeros(FIRST_ROOM, np.int64)
        self._key = np.full(FIRST_ROOM, NEVER)
        self._waiting: list[int] = []
        self._place = [0] * tickets

    def offer_ticket(self, ticket: int, need: int, due: int, arrival: int, now: int, *, band: int) -> int | None:
        fitting = self._fitting[need]
        agent = int(fitting[self._since[fitting].argmin()])
        if self._state[agent] == READY:
            self._since[agent] = NEVER
            self._state[agent] = BUSY
            return agent
        place = self._place[ticket] = len(self._waiting)
        if place == len(self._key):
            self._key, self._need = np.tile(self._key, 2), np.tile(self._need, 2)
        self._waiting.append(ticket)
        self._need[place] = need
        self._key[place] = (band << 40) + ticket
        return None

    def withdraw(self, ticket: int) -> None:
        place = self._place[ticket]
        last = self._waiting.pop()
        if last != ticket:
            self._waiting[place] = last
            self._place[last] = place
            self._need[place] = self._need[len(self._waiting)]
            self._key[place] = self._key[len(self._waiting)]

    def free(self, agent: int, now: int) -> int | None:
        if self._state[agent] == LEAVING:
            self._state[agent] = GONE
            return None
        count = len(self._waiting)
        if count:
            keys = np.maximum(self._unmet[agent][self._need[:count]], self._key[:count])
            place = int(keys.argmin())
            if keys[place] != NEVER:
                ticket = self._waiting[place]
                self.withdraw(ticket)
                self._state[agent] = BUSY
                return ticket
        self._since[agent] = now
        self._state[agent] = READY
        return None

    def sign_in(self, agent: int, now: int) -> int | None:
        if self._state[agent] == LEAVING:
            self._state[agent] = BUSY
            return None
        return self.free(agent, now)

    def sign_out(self, agent: int, now: int) -> None:
        ready = self._state[agent] == READY
        self._since[agent] = NEVER
        self._state[agent] = GONE if ready else LEAVING
