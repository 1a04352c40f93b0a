"""The engine: events and the time in, actions out. Pure; one task owns it; the journal of its input replays it exactly.

Rule 1: whatever was due at or before `now` is done before the event is.
Rule 2: an event that does not fit the present state (a late answer, a ring on a lost line) decides and breaks nothing.
"""

from collections.abc import Callable
from typing import Any

from appliance.core import (
    absences,
    ageing,
    agents,
    announcing,
    boxes,
    calls,
    chiming,
    devices,
    dialling,
    far_keys,
    faxes,
    flows,
    handovers,
    lamps,
    lines,
    loop_calls,
    message_ends,
    missed,
    network_asks,
    offers,
    outgoing,
    overflow,
    parties,
    prompt_faults,
    queues,
    recordings,
    ringing_on,
    second_calls,
    shifts,
    talk_orders,
    talks,
    texts,
    transfers,
    views,
    watches,
)
from appliance.core.agent_machine import StatusTrigger
from appliance.core.alarms import Key
from appliance.core.call_machine import CallTrigger
from appliance.core.errors import TimeWentBack
from appliance.core.explain_now import why_idle, why_waiting
from appliance.core.explain_record import Record
from appliance.core.house import LAST_CALLS, LAST_TEXTS, Call, House
from appliance.core.ledger import Ledger
from appliance.core.line_machine import LineTrigger
from appliance.model import (
    events,
    fax_events,
    loop_events,
    message_events,
    prompt_events,
    second_events,
    sound_events,
    talk_events,
    text_events,
)
from appliance.model.actions import Action, Rest
from appliance.model.events import Event
from appliance.model.explanation import Idle, Waiting
from appliance.model.records import CallRecord
from appliance.model.snapshot import Snapshot
from appliance.model.words import AgentName, CallId, LineName, Ms

REST_AT_LATEST_MS = 5_000
"""After the drain limit: so long a modem may take to go on-hook before the box stops anyway."""


class Engine:
    """Decides everything. The first event is BoxStarted; `now` never goes back."""

    def __init__(self) -> None:
        self._house = House()

    def handle(self, event: Event, now: Ms) -> tuple[Action, ...]:
        """First what was due at or before `now`, then the event. Raises TimeWentBack."""
        house = self._house
        try:
            if now < house.now or house.alarms.may_be_due(now):
                self._wake(now)
            house.now = now
            HANDLERS[type(event)](house, event)
            if house.continues or house.wiring.touched or house.draining or house.watching:
                self._settle()
            return house.take_actions()
        except Exception:
            house.take_actions()  # half a step: it must not come out with the next one
            raise

    def to_be_kept(self, event: Event) -> Event:
        """As it is to be given to handle(), and written down: without what nobody may keep."""
        return recordings.to_be_kept(self._house, event)

    def next_wake(self) -> Ms | None:
        """When wake() is wanted if nothing happens before; what a changed plan made overdue is wanted now."""
        due = self._house.alarms.earliest()
        return due if due is None else max(due, self._house.now)

    def wake(self, now: Ms) -> tuple[Action, ...]:
        self._wake(now)
        return self._house.take_actions()

    def snapshot(self) -> Snapshot:
        return views.snapshot(self._house)

    def as_it_stands(self, stored: CallRecord) -> CallRecord:
        """With what is known by now where the call is up: it is stored as it was at the first ring until it ends."""
        known = self._house.calls.get(stored.call)
        return known.record.so_far() if known is not None else stored

    def why_waiting(self, call: CallId, now: Ms) -> Waiting | None:
        """Why the call waits, if it does; None when it is not up."""
        return why_waiting(self._house, call, now)

    def why_idle(self, agent: AgentName, now: Ms) -> Idle | None:
        """Why the agent has nothing; None when there is no such agent."""
        return why_idle(self._house, agent, now)

    def record(self, call: CallId) -> Record:
        """From now on every decision about the call is written down in full: slow, for a journal played again."""
        return Record(self._house, call)

    def _wake(self, now: Ms) -> None:
        house = self._house
        if now < house.now:
            raise TimeWentBack(f"from {house.now} to {now} ms: the clock given to the engine must be monotonic")
        while (due := house.alarms.earliest()) is not None and due <= now:
            self._ring(house.alarms.pop())
        house.now = now

    def _ring(self, alarm: tuple[Ms, Key]) -> None:
        house = self._house
        house.now = max(house.now, alarm[0])
        kind, *whom = alarm[1]
        ALARMS[kind](house, *whom)
        self._settle()

    def _settle(self) -> None:
        house = self._house
        if house.watching:
            watches.refresh(house)
        if house.continues:
            flows.run(house)
        if house.wiring.touched:
            lamps.refresh(house)
        if house.draining:
            _rest_when_drained(house)


def _start(house: House, event: events.BoxStarted) -> None:
    house.next_call = event.first_call
    house.last_calls.extend(event.last_calls[:LAST_CALLS])
    house.last_texts.extend(event.last_texts[:LAST_TEXTS])
    house.ledger = Ledger(event.ledger)
    for number, agent in event.spoke_with.items():
        house.spoke_with.keep(number, agent)
    offers.hold_out(house, house.begin(event.plan, event.seed))
    outgoing.begin(house, event.first_text, event.texts)


def _publish(house: House, event: events.PlanPublished) -> None:
    before = frozenset(house.queues)
    matches = house.adopt(event.plan)
    queues.adopt(house, before - house.queues.keys())
    chiming.look(house)
    offers.hold_out(house, matches)
    for name in tuple(house.agents):
        shifts.dismiss(house, name)


def _strike(house: House, event: events.ClockStruck) -> None:
    if event.date != house.clock.date:
        house.routing.begin_day()
    house.clock, house.clock_at = event, house.now


def _drain(house: House, event: events.DrainBegan) -> None:
    if not house.draining:
        house.draining = True
        house.alarms.set(("drain_limit", ""), house.now + event.limit_ms)


def _drain_limit(house: House, _: str) -> None:
    """Conversations have had their time."""
    for call in list(house.calls):
        if call in house.calls:  # one of two callers on a line may have gone with the other
            flows.limit_reached(house, call)
    house.alarms.set(("rest", ""), house.now + REST_AT_LATEST_MS)


def _limit_reached(house: House, call: CallId) -> None:
    """Who waits goes on without a person; a menu or a conversation is over, and so is the longest call of all."""
    if call in house.routing.tickets and house.now < house.calls[call].ends_at:
        overflow.wait_too_long(house, call)
    else:
        flows.limit_reached(house, call)


def _rest_anyway(house: House, _: str) -> None:
    _rest(house)


def _rest_when_drained(house: House) -> None:
    """Nobody waits for callers who only ring: they are not answered any more, and the next one may ring already."""
    if not all(call.machine.allows(CallTrigger.ANSWER) for call in house.calls.values()):
        return
    released = not any(line.machine.allows(LineTrigger.RELEASED) for line in house.lines.values())
    if released and not house.outgoing.handed_over:
        _rest(house)


def _rest(house: House) -> None:
    if house.rested:
        return
    for call in list(house.calls.values()):
        if call.id not in house.calls:
            continue
        if call.machine.allows(CallTrigger.ANSWER):
            house.note(call.id, "The box stopped before anybody answered")
        calls.end(house, call, calls.BOX, call.record.cause)
    house.rested = True
    house.do(Rest())


def _prompts_ended(house: House, event: events.PromptsEnded) -> None:
    call = _call_on(house, event.line)
    if call is None:
        return
    if recordings.told(house, call, event.token):
        flows.notice_ended(house, call)
    else:
        flows.prompts_ended(house, call, event.token)


def _sign_out(house: House, event: events.AgentSignedOut) -> None:
    agents.sign_out(house, event.agent)
    parties.no_longer_here(house, event.agent)


def _begin_break(house: House, event: events.BreakBegan) -> None:
    agents.begin_break(house, event.agent, event.reason)
    parties.no_longer_here(house, event.agent)


def _agent_hung_up(house: House, event: events.AgentHungUp) -> None:
    if watches.stop(house, event.agent) or parties.hung_up(house, event.agent):
        return
    call = talks.conversation_of(house, event.agent)
    if call is not None and not handovers.left_to_it(house, call, event.agent):
        calls.end(house, call, calls.AGENT)


def _station_lost(house: House, event: events.StationLost) -> None:
    agent = house.agents.get(event.agent)
    if agent is None:
        return
    if agent.status.allows(StatusTrigger.SIGN_OUT):
        agents.lose_station(house, event.agent, event.reason)
    if watches.stop(house, event.agent) or parties.station_lost(house, event.agent):
        return
    call = talks.conversation_of(house, event.agent)
    if call is not None:
        talks.end(house, call)
        lines.station_lost(house, call, event.agent, event.reason)


def _call_on(house: House, name: LineName) -> Call | None:
    line = house.lines.get(name)
    return house.calls.get(line.call) if line is not None and line.call is not None else None


# One row per event; a lambda only hands the fields on. The values take their own event, which a table cannot tell the
# type checker.
HANDLERS: dict[type, Callable[[House, Any], None]] = {
    events.BoxStarted: _start,
    events.PlanPublished: _publish,
    events.ClockStruck: _strike,
    events.DrainBegan: _drain,
    events.LineReady: lines.ready,
    events.LineFailed: lambda house, event: lines.failed(house, event.line, event.reason),
    events.LineRang: lines.rang,
    events.CallerIdentified: lines.identified,
    events.CallerKnocked: lambda house, event: lines.knocked(house, event.line, event.caller),
    second_events.SecondCallMoved: second_calls.moved,
    second_events.SecondCallFailed: second_calls.failed,
    second_events.SecondCallGone: lambda house, event: second_calls.gone(house, event.line),
    events.HandsetMoved: lines.handset_moved,
    events.LineAnswered: lines.answered,
    events.LineHungUp: lambda house, event: lines.hung_up(house, event.line, event.cause),
    events.LineReleased: lines.released,
    events.CallWanted: dialling.wanted,
    events.LineDialled: lambda house, event: dialling.dialled(house, event.line),
    events.RingbackHeard: lambda house, event: dialling.rings(house, event.line),
    events.FarEndAnswered: dialling.answered,
    events.DialFailed: dialling.failed,
    events.TransferWanted: handovers.wanted,
    events.LineTransferred: lambda house, event: handovers.done(house, event.line),
    events.TransferFailed: handovers.failed,
    events.KeysWanted: far_keys.wanted,
    events.KeysTaken: far_keys.taken,
    events.KeysRefused: far_keys.refused,
    events.DigitPressed: lambda house, event: lines.pressed(house, event.line, event.digit, event.source),
    fax_events.FaxHeard: faxes.heard,
    events.PromptsEnded: _prompts_ended,
    prompt_events.PromptsMade: prompt_faults.made,
    prompt_events.PromptMissing: prompt_faults.missing,
    message_events.MessageEnded: message_ends.ended,
    message_events.MessageKept: message_ends.kept,
    message_events.MessageLost: message_ends.lost,
    message_events.BoxesCounted: boxes.counted,
    message_events.MissedMarked: missed.told,
    text_events.TextReceived: texts.received,
    text_events.TextRoomSeen: lambda house, event: lines.text_room_seen(house, event.line, event.trouble),
    text_events.NetworkSeen: lambda house, event: lines.network_seen(house, event.line, event.sight),
    text_events.TextKept: lambda house, event: texts.kept(house, event.line, event.token),
    text_events.TextOrdered: outgoing.ordered,
    text_events.OutgoingKept: outgoing.kept,
    text_events.TextSent: outgoing.sent,
    text_events.TextRefused: outgoing.refused,
    text_events.NetworkAsked: network_asks.asked,
    text_events.NetworkReplied: network_asks.replied,
    events.AgentSignedIn: lambda house, event: agents.sign_in(house, event.agent),
    events.AgentSignedOut: _sign_out,
    events.BreakBegan: _begin_break,
    events.BreakEnded: lambda house, event: agents.end_break(house, event.agent),
    events.OfferAccepted: parties.accepted,
    events.OfferDeclined: parties.declined,
    events.AgentHungUp: _agent_hung_up,
    events.HoldBegan: lambda house, event: talks.hold(house, event.agent),
    events.HoldEnded: lambda house, event: talks.resume(house, event.agent),
    talk_events.TalkOrdered: talk_orders.ordered,
    talk_events.CompanyWanted: parties.wanted,
    talk_events.WatchWanted: watches.wanted,
    talk_events.AnnouncementWanted: talk_orders.announce,
    talk_events.AnnouncementFailed: talk_orders.not_said,
    talk_events.RecordingOrdered: talk_orders.recording,
    talk_events.CallNoted: talk_orders.write_down,
    talk_events.StationAway: lambda house, event: absences.began(house, event.agent),
    talk_events.StationBack: lambda house, event: absences.over(house, event.agent),
    second_events.SecondCallWanted: second_calls.wanted,
    loop_events.LoopCallWanted: loop_calls.wanted,
    loop_events.LoopCallEnded: loop_calls.ended,
    events.CallTransferred: lambda house, event: transfers.transfer(house, event.agent, event.queue),
    events.WrapUpEnded: lambda house, event: agents.end_wrap_up(house, event.agent),
    events.StationLost: _station_lost,
    sound_events.SoundDeviceUp: devices.up,
    sound_events.SoundDeviceDown: devices.down,
}

# What is done when an alarm of that kind is due.
ALARMS: dict[str, Callable[..., None]] = {
    "ring_gap": lines.ringing_stopped,
    "announced": lines.forget_announced,
    "rings_on": ringing_on.given_up,
    "input": flows.input_missing,
    "limit": _limit_reached,
    "reach": dialling.reach_at_latest,
    "handover": handovers.at_latest,
    "asked": parties.not_answered,
    "paused": recordings.resume_at_latest,
    "limit_notice": talk_orders.limit_near,
    "relax": ageing.relax,
    "top": ageing.lift,
    "kept": ageing.release,
    "announce": announcing.announce,
    "offer": offers.expire,
    "include": offers.include,
    "wrap_up": agents.end_wrap_up,
    "lamp": lambda house, lamp: house.wiring.touch(lamp),
    "text": outgoing.try_again,
    "text_old": outgoing.too_old,
    "chime": chiming.strike,
    "drain_limit": _drain_limit,
    "rest": _rest_anyway,
}
