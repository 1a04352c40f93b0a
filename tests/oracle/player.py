"""Random work for a router, endless and mostly sensible: each operation is chosen from what the router itself tells.

The same seed and the same answers give the same operations; so two routers that answer alike can be played in parallel.
"""

import random
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from _fastroute.faults import RouterFault, UnknownId
from _fastroute.records import AgentState, Kind, Strategy

KINDS = (Kind.VOICE, Kind.VOICE, Kind.TEXT)


class Operation(NamedTuple):
    """One call of a method of the router."""

    name: str
    arguments: tuple[Any, ...]
    options: Mapping[str, Any]


class House(NamedTuple):
    """How large what is played is, and how much of what it does."""

    agents: int = 8
    skills: int = 3
    needs: int = 6
    most_waiting: int = 30
    """When so many wait, some go instead of more coming."""
    plain: float = 0.5
    """So many of the tickets want nothing special."""
    rare: float = 0.05
    """So many of the operations are changes of staff or settings, or make no sense."""


def call(name: str, *arguments: Any, **options: Any) -> Operation:
    return Operation(name, arguments, options)


class Player:
    def __init__(self, router: Any, seed: int, house: House) -> None:
        """The router is new. What prepares it is done at once; it is in `opening`, to be done with others too."""
        self.router = router
        self.house = house
        self.now = 0
        self._dice = random.Random(seed)
        self._tickets: list[int] = []
        """All that are there, and some that are gone."""
        self._declined: deque[tuple[int, int]] = deque([(0, 0)], maxlen=20)
        self._next_ticket = 0
        staff, needs = self._staff(), self._wants()
        self.opening = [*staff, *needs]
        for operation in staff:
            perform(router, operation)
        self._needs: list[Any] = [perform(router, operation) for operation in needs]

    def choose(self) -> Operation:
        """What to ask next. The caller performs it."""
        self.now += self._dice.choice((0, 0, 1, 3))
        if self._dice.random() < self.house.rare:
            return self._dice.choice((self._skill, self._leave, self._set, self._nonsense, self._nonsense))()
        chances: list[Callable[[], Operation]] = [self._offer, self._offer, self._work, self._work, self._work]
        return self._dice.choice([*chances, self._of_a_ticket])()

    def _staff(self) -> list[Operation]:
        return [
            each
            for agent in range(self.house.agents)
            for each in (
                call(
                    "add_agent",
                    agent,
                    self._levels(2 * self.house.skills),
                    self._dice.choice((0, 0, 0, 1)),
                    None,
                    {0: 1, 1: 2},
                ),
                call("sign_in", agent, self._dice.randint(-5, 0)),
            )
        ]

    def _wants(self) -> list[Operation]:
        easiest = [call("need", {}, Kind.VOICE), call("need", {}, Kind.TEXT)]
        return easiest + [
            call("need", self._levels(2, 3), self._dice.choice(KINDS), {self._agent(): 0} if each % 5 == 4 else None)
            for each in range(self.house.needs)
        ]

    def _offer(self) -> Operation:
        if self.router.waiting() >= self.house.most_waiting:
            ticket = self._ticket()
            return self._nonsense() if ticket is None else call("withdraw", ticket)
        self._forget_some()
        ticket = self._next_ticket
        self._next_ticket += 1
        self._tickets.append(ticket)
        due, arrival = self.now + self._dice.choice((5, 20, 60, -10)), self.now - self._dice.randint(0, 2)
        options = {} if self._dice.random() < self.house.plain else self._special()
        return call("offer_ticket", ticket, self._need(), due, arrival, self.now, **options)

    def _special(self) -> dict[str, Any]:
        preferred = self._dice.choice((None, None, self._agent()))
        return {
            "band": self._dice.choice((0, 0, -1)),
            "late_after": self._dice.choice((None, self.now - 5, self.now, self.now + 30)),
            "excluded": [self._agent() for _ in range(self._dice.choice((0, 0, 1, 3)))],
            "preferred": preferred,
            "reserved": preferred is not None and self._dice.random() < 0.5,
            "strategy": self._dice.choice((None, None, None, Strategy.RING_ALL, *Strategy)),
            "load": self._dice.randint(0, 3),
        }

    def _work(self) -> Operation:
        """What an agent does next."""
        agent = self._agent()
        try:
            held = self.router.held(agent)
        except UnknownId:
            return call("add_agent", agent, self._levels(2 * self.house.skills), 0, None, {0: 1, 1: 2})
        states = {kind: self.router.state(agent, kind) for kind in KINDS}
        if {*states.values()} == {AgentState.OUT}:
            return call("sign_in", agent, self.now)
        busy = [kind for kind, state in states.items() if state in {AgentState.BUSY, AgentState.LEAVING}]
        if not held:
            return call("free", agent, self.now, self._dice.choice(busy)) if busy else self._offer()
        ticket = self._dice.choice(held)
        return self._dice.choice(
            (
                call("free", agent, self.now, ticket=ticket, talked=self._dice.choice((None, 0, 7))),
                call("free", agent, self.now, self._dice.choice(busy or KINDS), loose=self._dice.random() < 0.3),
                call("accept", ticket, agent),
                call("relax", ticket, self._relaxed_need(), self.now),
                self._decline(ticket, agent),
            )
        )

    def _decline(self, ticket: int, agent: int) -> Operation:
        self._declined.append((ticket, agent))
        return call("give_back", ticket, [agent], self.now, agent=agent)

    def _of_a_ticket(self) -> Operation:
        ticket = self._ticket()
        if ticket is None:
            return self._nonsense()
        return self._dice.choice(
            (
                call("withdraw", ticket),
                call("readmit", *self._dice.choice(self._declined), self.now),
                call("relax", ticket, self._relaxed_need(), self.now),
                call("relax", ticket, self._relaxed_need(), self.now),
                call("promote", ticket, self.now, band=self._dice.choice((None, -1, 0))),
                call("promote", ticket, self.now, due=self.now + self._dice.randint(-9, 9)),
                call("release", ticket, self.now),
                call("give_back", ticket, [], self.now),
            )
        )

    def _skill(self) -> Operation:
        skills = self._dice.choice((None, self._levels(2 * self.house.skills)))
        capacity = self._dice.choice((None, {0: 1, 1: 2}, {0: 1}, {0: 2, 1: 3}))
        return call(
            "set_skills", self._agent(), skills, self.now, tier=self._dice.choice((None, 0, 1)), capacity=capacity
        )

    def _leave(self) -> Operation:
        return call("sign_out", self._agent(), self.now)

    def _set(self) -> Operation:
        return self._dice.choice(
            (
                call("strategy", self._dice.choice(list(Strategy))),
                call("late_every", self._dice.randint(0, 4)),
                call("reset_counts"),
            )
        )

    def _nonsense(self) -> Operation:
        """Fails, or not."""
        agent, ticket = self._agent(), self._dice.choice((-1, self._next_ticket + 5, self._next_ticket - 1))
        return self._dice.choice(
            (
                call("add_agent", agent, {}),
                call("remove_agent", agent),
                call("sign_in", agent, self.now),
                call("free", -1, self.now),
                call("free", agent, self.now, ticket=ticket),
                call("withdraw", ticket),
                call("accept", ticket, agent),
                call("give_back", ticket, [agent, -1], self.now),
            )
        )

    def _levels(self, most: int, highest: int = 5) -> dict[int, int]:
        dice = self._dice
        return {dice.randrange(self.house.skills): dice.randint(1, highest) for _ in range(dice.randint(0, most))}

    def _need(self) -> Any:
        return self._dice.choice(self._needs)

    def _relaxed_need(self) -> Any:
        return self._dice.choice((self._needs[0], self._needs[0], self._needs[1], self._need()))

    def _agent(self) -> int:
        return self._dice.randrange(self.house.agents)

    def _ticket(self) -> int | None:
        """One that is there."""
        while self._tickets:
            at = self._dice.randrange(len(self._tickets))
            if self._is_there(at):
                return self._tickets[at]
        return None

    def _forget_some(self) -> None:
        """More than come: so the list stays about as long as tickets are there."""
        for _ in range(min(4, len(self._tickets))):
            self._is_there(self._dice.randrange(len(self._tickets)))
            if not self._tickets:
                return

    def _is_there(self, at: int) -> bool:
        try:
            self.router.position(self._tickets[at])
        except UnknownId:
            self._tickets[at] = self._tickets[-1]
            self._tickets.pop()
            return False
        return True


def perform(router: Any, operation: Operation) -> object:
    """What it answers, or the class of its fault."""
    name, arguments, options = operation
    if name in {"strategy", "late_every"}:
        setattr(router, name, *arguments)
        return None
    try:
        return getattr(router, name)(*arguments, **options)
    except RouterFault as fault:
        return type(fault)
