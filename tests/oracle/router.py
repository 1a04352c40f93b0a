"""The router again, slow and obvious: lists, sorting, no index. What it says is right by reading it.

The rule itself is router_rule.py, how it is applied router_matching.py, what is remembered router_parts.py.
"""

from collections.abc import Iterable

from _fastroute.faults import AlreadyThere
from _fastroute.records import Kind, Strategy, Trigger
from tests.oracle.router_matching import Levels
from tests.oracle.router_parts import Agent, Seat, Ticket, Unit
from tests.oracle.router_reports import Reports

MOST = (1 << 63) - 1


class OracleRouter(Reports):
    def add_agent(
        self, agent: int, skills: Levels, tier: int = 0, position: int | None = None, capacity: Levels | None = None
    ) -> None:
        if agent in self.agents:
            raise AlreadyThere
        self.matched = []
        room = {Kind.VOICE: 1} if capacity is None else capacity
        seats = {kind: Seat(kind, room.get(kind, 0)) for kind in Kind}
        self.agents[agent] = Agent(agent, dict(skills), tier, agent if position is None else position, seats)

    def set_skills(
        self,
        agent: int,
        skills: Levels | None,
        now: int,
        *,
        tier: int | None = None,
        position: int | None = None,
        capacity: Levels | None = None,
    ) -> int | None:
        who = self._agent(agent)
        self.matched = []
        who.skills = who.skills if skills is None else dict(skills)
        who.tier = who.tier if tier is None else tier
        who.position = who.position if position is None else position
        for kind, seat in who.seats.items():
            seat.capacity = seat.capacity if capacity is None else capacity.get(kind, 0)
        self._fill(who, now, Trigger.SKILLED)
        return self._first_ticket()

    def remove_agent(self, agent: int) -> None:
        who = self._agent(agent)
        self._expect(not who.signed_in)
        self._expect(not any(ticket.reserved and ticket.preferred == agent for ticket in self.tickets.values()))
        self.matched = []
        del self.agents[agent]
        for ticket in self.tickets.values():
            ticket.excluded.discard(agent)
            ticket.preferred = None if ticket.preferred == agent else ticket.preferred

    def sign_in(self, agent: int, now: int) -> int | None:
        who = self._agent(agent)
        self._expect(who.leaving or not who.signed_in)
        self.matched = []
        who.presence.come(self._attend(now))
        who.signed_in, who.leaving = True, False
        for seat in who.seats.values():
            seat.since = now if seat.has_room() else seat.since
        self._fill(who, now, Trigger.SIGNED_IN)
        return self._first_ticket()

    def sign_out(self, agent: int, now: int) -> None:
        who = self._agent(agent)
        self._expect(who.signed_in and not who.leaving)
        self.matched = []
        for seat in who.seats.values():
            seat.since = seat.since if seat.units else now
        who.signed_in = who.leaving = who.is_busy()
        self._note_gone(who, now)

    def free(
        self,
        agent: int,
        now: int,
        kind: int = Kind.VOICE,
        *,
        ticket: int | None = None,
        talked: int | None = None,
        loose: bool = False,
    ) -> int | None:
        who = self._agent(agent)
        if ticket is not None:
            self._expect(agent in self._ticket(ticket).agents)
            kind = self._ticket(ticket).need.kind
        seat = who.seats[Kind(kind)]
        unit = self._unit_to_free(seat, ticket, loose=loose)
        self.matched = []
        if unit.ticket is not None:
            self._settle(unit.ticket, who)
            self._forget(unit.ticket)
        seat.units.remove(unit)
        spoken = max(0, now - unit.given) if unit.spoke else 0
        seat.talked = min(MOST, seat.talked + (spoken if talked is None else talked))
        seat.busy.add(unit.given, now)
        seat.since = now
        who.signed_in = who.is_busy() or not who.leaving
        who.leaving = who.leaving and who.signed_in
        self._note_gone(who, now)
        self._fill(who, now, Trigger.FREED)
        return self._first_ticket()

    def offer_ticket(  # noqa: PLR0913 – as the router's
        self,
        ticket: int,
        need: int | Levels,
        due: int,
        arrival: int,
        now: int,
        excluded: Iterable[int] = (),
        *,
        late_after: int | None = None,
        band: int = 0,
        preferred: int | None = None,
        reserved: bool = False,
        strategy: str | None = None,
        load: int = 1,
    ) -> int | None:
        if ticket in self.tickets:
            raise AlreadyThere
        out = {self._agent(agent).id for agent in excluded}
        if preferred is not None:
            self._agent(preferred)
        own = None if strategy is None else Strategy(strategy)
        self._expect(preferred is not None or not reserved)
        wanted = self._need(need)
        self.matched = []
        rings = (own or self.strategy) is Strategy.RING_ALL
        late = due if late_after is None else late_after
        self.tickets[ticket] = Ticket(
            ticket, [wanted], due, late, arrival, band, out, preferred, reserved, own, load, rings=rings
        )
        self._place(self.tickets[ticket], now, Trigger.ARRIVED)
        return self._first_agent()

    def give_back(self, ticket: int, excluded: Iterable[int], now: int, *, agent: int | None = None) -> int | None:
        what = self._ticket(ticket)
        giver = None if agent is None else self._agent(agent).id
        out = {self._agent(each).id for each in excluded}
        self._expect(bool(what.agents))
        giver = what.agents[0] if giver is None else giver
        self._expect(giver in what.agents)
        self.matched = []
        what.excluded |= out
        what.tries += 1
        what.accepted = False
        self._take_away(what, self.agents[giver])
        self._place(what, now, Trigger.GIVEN_BACK)
        return self._first_agent()

    def accept(self, ticket: int, agent: int) -> None:
        what, who = self._ticket(ticket), self._agent(agent)
        self._expect(who.id in what.agents)
        self.matched = []
        self._settle(what, who)

    def readmit(self, ticket: int, agent: int, now: int) -> int | None:
        what = self._ticket(ticket)
        self._expect(self._agent(agent).id in what.excluded)
        self.matched = []
        what.excluded.remove(agent)
        self._place(what, now, Trigger.READMITTED)
        return self._first_agent()

    def withdraw(self, ticket: int) -> None:
        what = self._ticket(ticket)
        self.matched = []
        self._forget(what)

    def relax(self, ticket: int, need: int | Levels, now: int) -> int | None:
        what = self._ticket(ticket)
        easier = self._need(need, what.need.kind)
        self._expect(easier.kind is what.need.kind)
        self.matched = []
        if easier is not what.need:
            what.needs.append(easier)
        self._place(what, now, Trigger.RELAXED)
        return self._first_agent()

    def promote(self, ticket: int, now: int, *, due: int | None = None, band: int | None = None) -> None:
        what = self._ticket(ticket)
        self.matched = []
        self._attend(now)
        what.due = what.due if due is None else due
        what.band = what.band if band is None else band

    def release(self, ticket: int, now: int) -> int | None:
        what = self._ticket(ticket)
        self._expect(what.reserved)
        self.matched = []
        what.reserved = False
        self._place(what, now, Trigger.RELEASED)
        return self._first_agent()

    def reset_counts(self) -> None:
        self.matched = []
        self.turn = 0
        for agent in self.agents.values():
            for seat in agent.seats.values():
                seat.calls = seat.talked = seat.turn = seat.load = 0

    def _note_gone(self, agent: Agent, now: int) -> None:
        present = self._attend(now)
        if not agent.signed_in:
            agent.presence.go(present)

    def _settle(self, ticket: Ticket, agent: Agent) -> None:
        """That agent has it, nobody else."""
        for loser in [each for each in ticket.agents if each != agent.id]:
            self._take_away(ticket, self.agents[loser])
        ticket.accepted = True

    def _unit_to_free(self, seat: Seat, ticket: int | None, *, loose: bool) -> Unit:
        """The one with the ticket named, else with the ticket held longest, else one whose ticket is gone."""
        taken = [unit for unit in seat.units if unit.ticket is not None]
        without = [unit for unit in seat.units if unit.ticket is None]
        if ticket is not None:
            taken = [unit for unit in taken if unit.ticket is self._ticket(ticket)]
        units = without if loose and ticket is None else taken + without
        self._expect(bool(units))
        return units[0]

    def _first_agent(self) -> int | None:
        return self.matched[0][0] if self.matched else None

    def _first_ticket(self) -> int | None:
        return self.matched[0][1] if self.matched else None
