"""A call that never was, played through the very engine: the same start and acts always give the same moments."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from msgspec.structs import replace

from appliance.core import opening
from appliance.core.call_machine import WITH_TICKET
from appliance.core.errors import CannotSimulate
from appliance.core.simulated_keys import keys_now
from appliance.core.simulated_plan import Stage, staged
from appliance.core.simulated_world import MOST_EVENTS, Lengths, TooMuch, Works, World
from appliance.model import events
from appliance.model.caller import Caller, Presentation
from appliance.model.flow import Hours
from appliance.model.plan import HoursPlan, Plan
from appliance.model.records import CallRecord
from appliance.model.simulation import (
    LONGEST_MS,
    LONGEST_WAIT_MS,
    Act,
    Deed,
    HoursSeen,
    Moment,
    Simulated,
    WaitSeen,
    Wanted,
)
from appliance.model.snapshot import CallView, QueueView, Snapshot
from appliance.model.states import CallState, DigitSource
from appliance.model.words import Ms

BEFORE_MS: Final[Ms] = 30_000
"""So long before the first ring the agents and the callers who are made up begin."""
APART_MS: Final[Ms] = 100
"""Between two of those."""
AT_ONCE_MS: Final[Ms] = 10
"""In which made-up callers are answered."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
MODEM: Final = "simulated"
ENDED = frozenset({CallState.ENDED})


def simulate(
    plan: Plan, wanted: Wanted, lengths: Lengths, of: str = "", *, most_events: int = MOST_EVENTS
) -> Simulated:
    """`wanted.at` is given. Raises CannotSimulate."""
    stage = staged(plan, wanted)
    return _Walk(stage, wanted, lengths, most_events).walked(of)


class _Walk:
    def __init__(self, stage: Stage, wanted: Wanted, lengths: Lengths, most_events: int) -> None:
        self._stage, self._wanted = stage, wanted
        works = Works(wanted.transfer_works, wanted.store_works)
        self._world = World(stage.line.name, lengths, works, most_events)
        self._heard = self._told = 0

    def walked(self, of: str) -> Simulated:
        moments: list[Moment] = []
        cut = ""
        try:
            self._begin()
            moments.append(self._moment(None))
            for act in self._wanted.acts:
                if self._world.closed is not None:
                    break
                if self._world.since_ring() >= LONGEST_MS:
                    cut = f"a simulated call is left after {LONGEST_MS // 3_600_000} h"
                    break
                self._do(act)
                moments.append(self._moment(act))
        except TooMuch:
            cut = "more happens in the house in this time than one simulation may take; simulate fewer agents or less"
        return Simulated(
            line=self._stage.line.name,
            flow=self._stage.flow.name,
            of=of,
            at=self._wanted.at.replace(" ", "T"),
            moments=tuple(moments),
            cut=cut,
        )

    def _begin(self) -> None:
        """Until the caller is answered."""
        world, stage, at = self._world, self._stage, _local(self._wanted.at)
        world.tell(events.BoxStarted(plan=stage.plan, first_call=1, seed=stage.plan.routing.seed or 1))
        for line in stage.plan.lines:
            world.tell(events.LineReady(line.name, MODEM))
        for agent in stage.agents:
            world.tell(events.AgentSignedIn(agent.name))
        world.set_clock(at)
        for number, line_name in enumerate((*stage.busy, *stage.ahead)):
            world.run(number * APART_MS)
            world.tell(events.LineRang(line_name))
            world.tell(events.CallerIdentified(line_name, Caller(presentation=Presentation.WITHHELD)))
        world.run(max(BEFORE_MS, world.now + BEFORE_MS))
        world.set_clock(at)
        world.ring(_caller(self._wanted))
        record = world.record()
        while world.closed is None and (record is None or record.answered_ms is None):
            if not world.step(LONGEST_WAIT_MS):
                break
            record = world.record()
        world.run(world.now)

    def _do(self, act: Act) -> None:
        self.DEEDS[act.do](self, act)
        self._world.run(self._world.now)

    def _press(self, act: Act) -> None:
        if act.key:
            self._world.tell(events.DigitPressed(self._stage.line.name, act.key, DigitSource.MODEM))

    def _wait_for(self, act: Act) -> None:
        self._world.run(self._world.now + act.for_ms)

    def _speak(self, act: Act) -> None:
        self._world.speak(act.for_ms)
        self._wait_for(act)

    def _hang_up(self, _: Act) -> None:
        """And whatever the box does then, to the end of the call: a message is kept."""
        world = self._world
        world.hang_up()
        until = world.now + LONGEST_WAIT_MS
        while world.closed is None and world.step(until):
            pass

    def _answer(self, _: Act) -> None:
        for name, token in self._world.rung()[:1]:
            self._world.tell(events.OfferAccepted(name, token))

    def _decline(self, _: Act) -> None:
        for name, token in self._world.rung()[:1]:
            self._world.tell(events.OfferDeclined(name, token))

    def _end_talk(self, _: Act) -> None:
        view = self._view(self._world.engine.snapshot())
        if view is not None and view.state is CallState.TALKING and view.agent is not None:
            self._world.tell(events.AgentHungUp(view.agent))

    def _listen(self, _: Act) -> None:
        world = self._world
        before, until = world.happenings(), world.now + LONGEST_WAIT_MS
        while world.happenings() == before and world.step(until):
            pass

    def _free(self, _: Act) -> None:
        """The agent who has spoken longest with somebody made up is done, and has no notes to write."""
        world = self._world
        snapshot = world.engine.snapshot()
        made_up = {*self._stage.busy, *self._stage.ahead}
        talking = (call for call in snapshot.calls if call.line in made_up and call.state is CallState.TALKING)
        first = min(talking, key=lambda call: (call.since, call.call), default=None)
        if first is not None and first.agent is not None:
            world.tell(events.AgentHungUp(first.agent))
            world.tell(events.WrapUpEnded(first.agent))
            world.run(world.now + AT_ONCE_MS)

    DEEDS: ClassVar[Mapping[Deed, Callable[[Any, Act], None]]] = {
        Deed.KEY: _press,
        Deed.WAIT: _wait_for,
        Deed.LISTEN: _listen,
        Deed.SPEAK: _speak,
        Deed.HANG_UP: _hang_up,
        Deed.ANSWER: _answer,
        Deed.DECLINE: _decline,
        Deed.END_TALK: _end_talk,
        Deed.FREE: _free,
    }

    def _view(self, snapshot: Snapshot) -> CallView | None:
        """Of the simulated call, while it is up."""
        return next((call for call in snapshot.calls if call.call == self._world.call), None)

    def _moment(self, act: Act | None) -> Moment:
        world, flow = self._world, self._stage.flow
        snapshot = world.engine.snapshot()
        view, local = self._view(snapshot), self._local_time()
        state = view.state if view is not None and world.closed is None else CallState.ENDED
        step = view.step if view is not None else ""
        sounded, told = tuple(world.heard[self._heard :]), tuple(world.told[self._told :])
        self._heard, self._told = len(world.heard), len(world.told)
        moment = Moment(
            act=act,
            at_ms=world.since_ring(),
            date=local.date().isoformat(),
            day=local.weekday(),
            minute=local.hour * 60 + local.minute,
            state=state,
            flow=flow.name,
            step=step,
            language=world.language or flow.language,
            sounded=sounded,
            sounding=world.sounding,
            listening=world.recorder is not None,
            keys=keys_now(flow, state, step, world.sounding, recording=world.recorder is not None),
            hours=tuple(_hours(self._stage, local)),
            wait=self._wait(snapshot) if state in WITH_TICKET else None,
            agent=view.agent if view is not None and state is CallState.TALKING else None,
            told=told,
        )
        return _with_record(moment, world.record())

    def _local_time(self) -> datetime:
        return _local(self._wanted.at) + timedelta(milliseconds=self._world.since_ring())

    def _wait(self, snapshot: Snapshot) -> WaitSeen | None:
        for queue in snapshot.queues:
            for ticket in queue.waiting:
                if ticket.call == self._world.call:
                    return WaitSeen(
                        queue=queue.name,
                        need=self._need(queue),
                        relaxed=ticket.relaxed,
                        place=ticket.position,
                        rung=tuple(name for name, _ in self._world.rung()),
                        waited_ms=snapshot.now - ticket.arrived,
                        told_ms=ticket.told_ms,
                        expected_ms=queue.expected_ms,
                    )
        return None

    def _need(self, queue: QueueView) -> dict[str, int]:
        return next((dict(plan.need) for plan in self._stage.plan.queues if plan.name == queue.name), {})


def _with_record(moment: Moment, record: CallRecord | None) -> Moment:
    """What is written down of the call; how it ended once it has."""
    if record is None:
        return moment
    moment = replace(moment, path=record.path, variables=record.variables)
    if moment.state not in ENDED:
        return moment
    return replace(moment, outcome=record.outcome, hung_up=record.hung_up, cause=record.cause)


def _caller(wanted: Wanted) -> Caller:
    if wanted.withheld:
        return Caller(presentation=Presentation.WITHHELD)
    return Caller(wanted.number, presentation=Presentation.GIVEN) if wanted.number else Caller()


def _local(at: str) -> datetime:
    """Raises CannotSimulate."""
    try:
        found = datetime.fromisoformat(at).replace(tzinfo=UTC)
    except ValueError:
        raise CannotSimulate(f'"{at}" is no local date and time, such as 2026-12-24T17:30') from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CannotSimulate(f'"{at}" is too far away; there are years from {FIRST_YEAR} to {LAST_YEAR}')
    return found


def _hours(stage: Stage, local: datetime) -> Iterator[HoursSeen]:
    wanted = dict.fromkeys(step.hours for step in stage.flow.steps.values() if isinstance(step, Hours))
    plans = {plan.name: plan for plan in stage.plan.hours}
    for name in wanted:
        yield hours_seen(plans.get(name) or HoursPlan(name=name), local)


def hours_seen(hours: HoursPlan, local: datetime) -> HoursSeen:
    """As an hours step would find them then."""
    minute, date = local.hour * 60 + local.minute, local.date().isoformat()
    clock = events.ClockStruck(utc_ms=0, date=date, day=local.weekday(), minute=minute)
    change = opening.next_change(hours, clock)
    return HoursSeen(
        hours=hours.name,
        open=opening.is_open(hours, clock),
        holiday=date in hours.closed_on,
        until="" if change is None else f"{change.date}T{change.minute // 60:02}:{change.minute % 60:02}",
    )
