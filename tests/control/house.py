"""A small invented house for the tests of control, web and cli: two snapshots and a box that shows them."""

from collections.abc import Callable

import msgspec

from appliance.control.wording import no_line
from appliance.core.explain_idle import tell_idle
from appliance.core.explain_waiting import told_waiting
from appliance.drivers.station.jack import Jack
from appliance.model.actions import TellAsker
from appliance.model.caller import Caller, Presentation
from appliance.model.diagnosis import Diagnosis, Trace, TraceEntry
from appliance.model.events import Event
from appliance.model.explanation import (
    Bar,
    Considered,
    Doing,
    Idle,
    Lack,
    Missed,
    PassedOver,
    Waiting,
    WhyIdle,
    WhyWaiting,
)
from appliance.model.missed import MissedOrder
from appliance.model.network import NetworkSight
from appliance.model.policy import Relaxation
from appliance.model.records import CallRecord, OutgoingText, TimelineNote
from appliance.model.settings_orders import SettingsAnswer, SettingsOrder, SettingsRefused
from appliance.model.snapshot import (
    AgentView,
    CallView,
    LampView,
    LineView,
    QueueView,
    Snapshot,
    TextView,
    TicketView,
)
from appliance.model.states import (
    AgentActivity,
    AgentStatus,
    CallState,
    HangUpCause,
    KeyPart,
    LampPattern,
    LineState,
    MessageOrder,
    Outcome,
    TextKind,
)
from appliance.model.talk_events import AnnouncementWanted, CompanyWanted, RecordingOrdered, TalkOrdered, WatchWanted
from appliance.model.text_events import NetworkAsked, TextOrdered
from appliance.model.words import AgentName, CallId, LampName, LineName
from appliance.runtime.chancery import Chancery
from appliance.runtime.message_boxes import MessageBoxes, NoMessage
from appliance.runtime.missed_calls import MissedCalls, NoMissed

NOON = 1_795_347_780_000
"""2026-11-22 12:03 UTC."""

ALICE = Caller(number="+441632960011", name="Alice Archer", presentation=Presentation.GIVEN)
HOSTILE = Caller(number="5550199", name="<img src=x onerror=alert(1)>", presentation=Presentation.GIVEN)


def record(call: CallId, **changes: object) -> CallRecord:
    """An answered call; `changes` replace its fields."""
    fields: dict[str, object] = {
        "call": call,
        "line": "line1",
        "caller": ALICE,
        "rang_ms": 1_000,
        "rang_utc_ms": NOON + (call - 45) * 60_000,
        "answered_ms": 4_000,
        "asked_person_ms": 9_000,
        "offered_ms": 9_500,
        "talk_began_ms": 13_000,
        "talk_ended_ms": 73_000,
        "ended_ms": 73_200,
        "queue": "sales",
        "agent": "anna",
        "path": ("greet", "menu", "1", "sales"),
        "outcome": Outcome.ANSWERED,
        "hung_up": "caller",
        "cause": HangUpCause.BUSY_TONE,
        "recorded": True,
    }
    return CallRecord(**{**fields, **changes})  # type: ignore[arg-type]


QUIET = Snapshot(
    now=100_000,
    utc_ms=NOON,
    lines=tuple(
        LineView(name=f"line{n}", state=LineState.IDLE, since=10_000, modem="USRobotics 5637") for n in range(1, 5)
    ),
    queues=(QueueView(name="sales", target_ms=20_000),),
    agents=(
        AgentView(name="anna", status=AgentStatus.READY, activity=AgentActivity.IDLE, since=20_000),
        AgentView(name="ben", status=AgentStatus.SIGNED_OUT, activity=AgentActivity.IDLE, since=0),
    ),
    lamps=(LampView("front door", LampPattern.OFF),),
)

BUSY = Snapshot(
    now=200_000,
    utc_ms=NOON + 100_000,
    lines=(
        LineView(name="line1", state=LineState.IN_USE, since=120_000, modem="USRobotics 5637", call=41),
        LineView(name="line2", state=LineState.IN_USE, since=150_000, modem="USRobotics 5637", call=42),
        LineView(name="line3", state=LineState.RINGING, since=198_000, modem="Conexant CX93001", call=43),
        LineView(
            name="line4",
            state=LineState.OUT_OF_ORDER,
            since=30_000,
            modem="Conexant CX93001",
            fault="line4: /dev/ttyACM3 is gone; plug the modem in again",
        ),
        LineView(
            name="line5",
            state=LineState.IDLE,
            since=90_000,
            modem="SIM7600",
            network=NetworkSight(registration="registered", operator="Harbour Mobile", access="LTE", dbm=-93, bars=3),
        ),
        LineView(name="line6", state=LineState.IN_USE, since=185_000, modem="USRobotics 5637", call=44),
    ),
    calls=(
        CallView(
            call=41,
            line="line1",
            state=CallState.TALKING,
            since=137_000,
            rang=118_000,
            caller=ALICE,
            step="sales",
            queue="sales",
            agent="anna",
        ),
        CallView(
            call=42,
            line="line2",
            state=CallState.WAITING,
            since=165_000,
            rang=148_000,
            caller=HOSTILE,
            step="support",
            queue="support",
        ),
        CallView(call=43, line="line3", state=CallState.RINGING, since=198_000, rang=198_000, caller=Caller()),
        CallView(
            call=44,
            line="line6",
            state=CallState.IN_FLOW,
            since=186_000,
            rang=183_000,
            caller=Caller(presentation=Presentation.WITHHELD),
            step="main menu",
        ),
    ),
    queues=(
        QueueView(name="sales", target_ms=20_000),
        QueueView(
            name="support",
            target_ms=20_000,
            waiting=(TicketView(call=42, arrived=165_000, position=1),),
            expected_ms=200_000,
            foretold=38,
            kept=36,
        ),
    ),
    agents=(
        AgentView(name="anna", status=AgentStatus.READY, activity=AgentActivity.TALKING, since=137_000, call=41),
        AgentView(
            name="ben", status=AgentStatus.READY, activity=AgentActivity.OFFERED, since=191_000, call=42, token=7
        ),
        AgentView(
            name="carla", status=AgentStatus.ON_BREAK, activity=AgentActivity.IDLE, since=100_000, reason="lunch"
        ),
        AgentView(name="dora", status=AgentStatus.READY, activity=AgentActivity.WRAPPING_UP, since=196_000),
        AgentView(name="emil", status=AgentStatus.SIGNED_OUT, activity=AgentActivity.IDLE, since=0),
    ),
    lamps=(
        LampView("front door", LampPattern.ON),
        LampView("queue", LampPattern.SLOW),
        LampView("fault", LampPattern.FAST),
    ),
    last_texts=(
        TextView(key="3", line="line5", sender="Parcels", body=HOSTILE.name, utc_ms=NOON + 60_000),
        TextView(key="2", line="line5", sender="+4915112345678", body="Two lines\nGrüße 🚲", utc_ms=NOON),
        TextView(key="1", line="line5", sender="", body="", utc_ms=NOON - 9_000, kind=TextKind.DATA),
    ),
    last_calls=(
        record(40),
        record(
            39,
            line="line3",
            caller=HOSTILE,
            outcome=Outcome.ABANDONED,
            talk_began_ms=None,
            talk_ended_ms=None,
            agent=None,
            ended_ms=61_000,
            recorded=False,
            path=("greet", "menu", "2", "support"),
            queue="support",
        ),
        record(
            38,
            line="line2",
            caller=Caller(presentation=Presentation.WITHHELD),
            outcome=Outcome.MESSAGE_TAKEN,
            talk_began_ms=None,
            talk_ended_ms=None,
            asked_person_ms=None,
            agent=None,
            queue=None,
            path=("greet", "menu", "3", "message"),
        ),
        record(
            37,
            line="line4",
            outcome=Outcome.LINE_LOST,
            cause=None,
            hung_up="box",
            talk_ended_ms=20_000,
            ended_ms=20_000,
        ),
        record(
            36,
            outcome=Outcome.SELF_SERVED,
            talk_began_ms=None,
            talk_ended_ms=None,
            asked_person_ms=None,
            agent=None,
            queue=None,
            path=("greet", "hours"),
        ),
    ),
)


WAITS = WhyWaiting(
    call=42,
    state=CallState.WAITING,
    waits=True,
    queue="support",
    waited_ms=35_000,
    age_ms=35_000,
    target_ms=20_000,
    place=1,
    in_line=1,
    need={"german": 3},
    overflow_in_ms=565_000,
    considered=(
        Considered(agent="anna", doing=Doing.TALKING, for_ms=63_000, call=41, levels={"german": 4}),
        Considered(
            agent="ben",
            doing=Doing.READY,
            for_ms=9_000,
            bar=Bar.SKILL,
            lacks=(Lack("german", 3, 2),),
            enough_at_ms=60_000,
            enough_by=Relaxation(after_ms=60_000, need={"german": 2}),
        ),
        Considered(agent="carla", doing=Doing.ON_BREAK, for_ms=100_000, reason="lunch", levels={"german": 3}),
        Considered(agent="dora", doing=Doing.WRAPPING_UP, for_ms=4_000, over_in_ms=6_000, levels={"german": 3}),
        Considered(agent="emil", doing=Doing.SIGNED_OUT, bar=Bar.SKILL, lacks=(Lack("german", 3, 0),)),
    ),
    considered_in_all=5,
)
IDLE = WhyIdle(
    agent="anna",
    doing=Doing.READY,
    for_ms=1_215_000,
    came=13,
    missed=(
        Missed(calls=9, bar=Bar.SKILL, lacks=(Lack("german", 3, 1),), took=("ben",), queues=("support",), untaken=2),
        Missed(calls=4, by=KeyPart.IDLE_SINCE, took=("ben",), queues=("sales",)),
    ),
    waiting=(PassedOver(call=42, queue="support", waited_ms=35_000, bar=Bar.SKILL, lacks=(Lack("german", 3, 1),)),),
    waiting_in_all=1,
)


_ASKS = (TextOrdered, NetworkAsked, TalkOrdered, CompanyWanted, WatchWanted, AnnouncementWanted, RecordingOrdered)


class InventedBox:
    """Shows one snapshot until told to show another, remembers what was submitted."""

    name = "Invented"
    database = ""

    def __init__(self, snapshot: Snapshot = QUIET) -> None:
        self.shown = snapshot
        self.submitted: list[Event] = []
        self.makings = 0
        self.takes_used: list[CallId] = []
        self.snapshots_taken = 0
        self.doctor = Diagnosis()
        self.examined: list[tuple[LineName, bool]] = []
        self.lamps_tried: list[LampName] = []
        self.tried: list[tuple[str, ...]] = []
        """Test calls: the line that is called, and for a call between lines who calls it, at which number."""
        self.traced: list[TraceEntry] = []
        self.finished_calls = {n: record(n) for n in range(1, 31)}
        self._changed: Callable[[], None] = lambda: None
        self._finished: Callable[[CallRecord], None] = lambda _record: None
        self._noticed: Callable[[str], None] = lambda _text: None
        self.tell_text: Callable[[OutgoingText], None] = lambda _text: None
        self.answer: Callable[[TellAsker], None] = lambda _answer: None
        self.answers: TellAsker | None = None
        """To whatever is asked with a token; None: nothing."""

        self.boxes: MessageBoxes | None = None
        self.missed: MissedCalls | None = None
        self.chancery: Chancery | None = None
        self.jacks: dict[AgentName, Jack] = {}

    async def mark_message(self, name: str, order: MessageOrder, who: str) -> str:
        if self.boxes is None:
            raise NoMessage
        return await self.boxes.mark(name, order, who)

    async def mark_missed(self, number: str, order: MissedOrder, who: str) -> str:
        if self.missed is None:
            raise NoMissed
        return await self.missed.mark(number, order, who)

    async def settings_order(self, order: SettingsOrder) -> SettingsAnswer:
        if self.chancery is None:
            return SettingsRefused(sentence="this box has no settings")
        return await self.chancery.do(order)

    def show(self, snapshot: Snapshot) -> None:
        self.shown = snapshot
        self._changed()

    def finish(self, call: CallRecord) -> None:
        self._finished(call)

    def notice(self, text: str) -> None:
        self._noticed(text)

    def snapshot(self) -> Snapshot:
        self.snapshots_taken += 1
        return self.shown

    def on_change(self, callback: Callable[[], None]) -> None:
        self._changed = callback

    def on_finished(self, callback: Callable[[CallRecord], None]) -> None:
        self._finished = callback

    def on_notice(self, callback: Callable[[str], None]) -> None:
        self._noticed = callback

    def on_text(self, callback: Callable[[OutgoingText], None]) -> None:
        self.tell_text = callback

    def on_answer(self, callback: Callable[[TellAsker], None]) -> None:
        self.answer = callback

    def submit(self, event: Event) -> None:
        self.submitted.append(event)
        if self.answers is not None and isinstance(event, _ASKS):
            self.answer(msgspec.structs.replace(self.answers, token=event.token))

    async def calls(self, limit: int, before: CallId | None) -> tuple[CallRecord, ...]:
        numbers = sorted((n for n in self.finished_calls if before is None or n < before), reverse=True)
        return tuple(self.finished_calls[n] for n in numbers[:limit])

    async def explain(self, call: CallId) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
        if call == 666:
            broken = "the invented store is broken"
            raise OSError(broken)
        known = self._record(call)
        if known is None:
            return None
        return known, (
            TimelineNote(call, 0, "line1 rings"),
            TimelineNote(call, 9_000, "queue sales: place 1"),
            TimelineNote(call, 13_000, "anna accepted: idle for longest"),
        )

    def why_waiting(self, call: CallId) -> Waiting | None:
        view = next((view for view in self.shown.calls if view.call == call), None)
        if view is None:
            return None
        if view.state is not CallState.WAITING:
            facts = WhyWaiting(call=call, state=view.state, step=view.step, talks_with=view.agent)
        else:
            facts = msgspec.structs.replace(WAITS, call=call)
        return told_waiting(facts)

    def why_idle(self, agent: AgentName) -> Idle | None:
        known = next((view for view in self.shown.agents if view.name == agent), None)
        if known is None:
            return None
        facts = msgspec.structs.replace(IDLE, agent=agent)
        return Idle(sentences=tell_idle(facts), facts=facts)

    def diagnosis(self) -> Diagnosis:
        return self.doctor

    def examine(self, line: LineName, *, off_hook: bool) -> str:
        if line and line not in {view.name for view in self.shown.lines}:
            return no_line(line)
        self.examined.append((line, off_hook))
        return f"the doctor is with {self.doctor.examining}; one after the other" if self.doctor.examining else ""

    def try_call(self, line: LineName) -> str:
        return self._try((line,), line)

    def call_between(self, calling: LineName, called: LineName, number: str) -> str:
        return self._try((called, calling, number), calling, called)

    def _try(self, asked: tuple[str, ...], *lines: LineName) -> str:
        unknown = [line for line in lines if line not in {view.name for view in self.shown.lines}]
        if not unknown:
            self.tried.append(asked)
        return no_line(unknown[0]) if unknown else ""

    def try_lamp(self, lamp: LampName) -> str:
        if lamp not in {view.name for view in self.shown.lamps}:
            return f'"{lamp}": no such lamp'
        self.lamps_tried.append(lamp)
        return ""

    def trace(self, line: LineName, after: int) -> Trace | None:
        if line not in {view.name for view in self.shown.lines}:
            return None
        return Trace(line=line, entries=tuple(entry for entry in self.traced if entry.number > after))

    def _record(self, call: CallId) -> CallRecord | None:
        """Of an ended call, or of one that is up."""
        shown = {one.call: one for one in self.shown.last_calls} | self.finished_calls
        up = next((view for view in self.shown.calls if view.call == call), None)
        if up is None:
            return shown.get(call)
        open_ = {"talk_began_ms": None, "talk_ended_ms": None, "ended_ms": None, "outcome": None, "agent": None}
        return record(call, line=up.line, caller=up.caller, queue=up.queue, hung_up="", cause=None, **open_)

    def jack(self, agent: AgentName) -> Jack | None:
        return self.jacks.get(agent)

    def remake_prompts(self) -> None:
        self.makings += 1

    def take_used(self, call: CallId) -> None:
        self.takes_used.append(call)

    def stats(self) -> dict[str, float]:
        return {"frames late": 0}
