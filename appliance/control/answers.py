"""Where requests are answered: what a client asks, put to the running box."""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Protocol, cast

from appliance.control.agent_requests import Impossible, Unknown, agent_of, event_for
from appliance.control.agent_words import AgentRequest, MarkMessage, MarkMissed
from appliance.control.askers import ENGINE_ASKS, Askers
from appliance.control.doctor_answers import diagnosed, traced
from appliance.control.keeping_words import TryLamp
from appliance.control.prompt_words import MakePrompts
from appliance.control.schema import (
    MOST_CALLS,
    VERSION,
    AgentIdles,
    CallBetween,
    Calls,
    CallWaits,
    Done,
    Examine,
    ExplainCall,
    Explained,
    GetDiagnosis,
    GetSnapshot,
    GetStats,
    GetTrace,
    Hello,
    ListCalls,
    Problem,
    Reply,
    Request,
    SnapshotReply,
    Stats,
    TryCall,
    Welcome,
    WhyAgentIdles,
    WhyCallWaits,
)
from appliance.control.wording import no_call, no_line, no_message, no_missed, waits_no_more
from appliance.drivers.station.jack import Jack
from appliance.model.actions import TellAsker
from appliance.model.diagnosis import Diagnosis, Trace
from appliance.model.events import Event
from appliance.model.explanation import Idle, Waiting
from appliance.model.missed import MissedOrder
from appliance.model.records import CallRecord, OutgoingText, TimelineNote
from appliance.model.settings_orders import SETTINGS_ORDERS, SettingsAnswer, SettingsOrder
from appliance.model.snapshot import Snapshot
from appliance.model.states import MessageOrder
from appliance.model.words import AgentName, CallId, LampName, LineName, Ms
from appliance.runtime.message_boxes import NoMessage
from appliance.runtime.missed_calls import NoMissed

BOX_S = 5.0
"""Longest time the box may take over an answer from its store; a stalled disk must not hold a client for ever."""

LONGEST_WHO = 80
"""Characters of a name."""

log = logging.getLogger(__name__)


class Box(Protocol):
    """What the control socket needs of the running box. Everything is called in the box's own event loop."""

    @property
    def name(self) -> str:
        """As in the settings."""

    @property
    def database(self) -> str:
        """File of its store."""

    def snapshot(self) -> Snapshot:
        """The house now, with `now` and `utc_ms` of this moment."""

    def on_change(self, callback: Callable[[], None]) -> None:
        """Calls it from now on whenever the snapshot may have changed."""

    def on_finished(self, callback: Callable[[CallRecord], None]) -> None:
        """Calls it from now on with each finished call, once its row is durable."""

    def on_notice(self, callback: Callable[[str], None]) -> None:
        """Calls it from now on with each sentence for whoever watches."""

    def on_text(self, callback: Callable[[OutgoingText], None]) -> None:
        """Calls it from now on with each text sent from here as it changes, once its row is durable."""

    def on_answer(self, callback: Callable[[TellAsker], None]) -> None:
        """Calls it from now on with each answer to an event that carries a token of whoever asked."""

    def submit(self, event: Event) -> None:
        """Puts an event before the engine, in its turn. Returns at once."""

    async def calls(self, limit: int, before: CallId | None) -> tuple[CallRecord, ...]:
        """The newest calls, newest first; only those with a smaller number than `before` if it is given."""

    async def explain(self, call: CallId) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
        """The call and its timeline; None when there is no such call."""

    async def mark_message(self, name: str, order: MessageOrder, who: str) -> str:
        """Durable when it returns; a sentence when it cannot. Raises NoMessage."""

    async def mark_missed(self, number: str, order: MissedOrder, who: str) -> str:
        """Likewise, of a caller who rang in vain. Raises NoMissed."""

    def why_waiting(self, call: CallId) -> Waiting | None:
        """Why the call waits, if it does; None when it is not up."""

    def why_idle(self, agent: AgentName) -> Idle | None:
        """Why the agent has nothing; None when there is no such agent."""

    def diagnosis(self) -> Diagnosis:
        """What the modem doctor knows."""

    def examine(self, line: LineName, *, off_hook: bool) -> str:
        """Begins an examination, of every port without a line when that is empty; a sentence when it cannot."""

    def try_call(self, line: LineName) -> str:
        """Begins a test call, which somebody makes to the line; a sentence when it cannot."""

    def call_between(self, calling: LineName, called: LineName, number: str) -> str:
        """Begins a test call from one line to another; a sentence when it cannot."""

    def try_lamp(self, lamp: LampName) -> str:
        """It flashes for some seconds; a sentence when it cannot."""

    def trace(self, line: LineName, after: int) -> Trace | None:
        """What box and modem said after that entry; None when there is no such line."""

    def jack(self, agent: AgentName) -> Jack | None:
        """Where the agent's browser plugs in; None for one who talks elsewhere."""

    def remake_prompts(self) -> None:
        """Begins to make all prompts anew; what is played changes once they are made."""

    async def settings_order(self, order: SettingsOrder) -> SettingsAnswer:
        """Drafts and versions of the settings: durable, and in effect, when it returns."""

    def take_used(self, call: CallId) -> None:
        """Begins to clean up what was said in the call to become a prompt."""

    def stats(self) -> dict[str, float]:
        """Counters of the box by name."""


class Answers:
    def __init__(self, box: Box, clients: Callable[[], int]) -> None:
        self._box = box
        self._clients = clients
        self._opened = time.monotonic()
        self._askers = Askers(box)

    def welcome(self) -> Welcome:
        box = self._box
        program = version("callbox")
        return Welcome(version=VERSION, box=box.name, program=program, pid=os.getpid(), database=box.database)

    def snapshot(self) -> Snapshot:
        return self._box.snapshot()

    def jack(self, name: AgentName) -> tuple[AgentName, Jack] | Problem:
        """The agent's name as the settings have it, and where their browser plugs in."""
        try:
            agent = agent_of(name, self._box.snapshot()).name
        except Unknown as why:
            return Problem(str(why), missing=True)
        jack = self._box.jack(agent)
        if jack is None:
            return Problem(f'{agent} does not talk in a browser; station = "browser" in their [[agent]] changes that')
        return agent, jack

    async def answer(self, request: Request) -> Reply:
        """Never raises: what goes wrong inside is our fault, logged, and told as a Problem."""
        try:
            if isinstance(request, ENGINE_ASKS):
                return await self._askers.ask(request)
            if isinstance(request, SETTINGS_ORDERS):
                return await self._box.settings_order(request)
            async with asyncio.timeout(BOX_S):
                return await self._answer(request)
        except Impossible as why:
            return Problem(str(why), missing=isinstance(why, Unknown))
        except TimeoutError:
            return Problem(f"{_name(request)}: the box's store did not answer within {BOX_S:.0f} s; try again")
        except Exception:
            log.exception("control socket: %s failed", _name(request))
            return Problem(f"{_name(request)} failed inside the box, which is our fault; its log says where")

    async def _answer(self, request: Request) -> Reply:
        looked_up = await self._look_up(request) or self._doctor(request)
        if looked_up is not None:
            return looked_up
        match request:
            case GetSnapshot():
                return SnapshotReply(self._box.snapshot())
            case GetStats():
                return self._stats()
            case Hello():
                return Problem("Hello was said already")
            case _:
                return self._pass_on(cast("AgentRequest | MakePrompts", request))

    async def _look_up(self, request: Request) -> Reply | None:
        """What is written down, and why; None for other requests."""
        match request:
            case ListCalls():
                return await self._list(request)
            case ExplainCall():
                return await self._explain(request.call)
            case WhyCallWaits():
                return await self._why_waiting(request.call)
            case WhyAgentIdles():
                return self._why_idle(request.agent)
            case MarkMessage() | MarkMissed():
                return await self._mark(request)
            case _:
                return None

    def _doctor(self, request: Request) -> Reply | None:
        """Of the modem doctor and of what is tried out; None for other requests."""
        match request:
            case GetDiagnosis():
                return diagnosed(self._box.diagnosis())
            case GetTrace():
                trace = self._box.trace(request.line, request.after)
                return traced(trace) if trace is not None else Problem(no_line(request.line), missing=True)
        why_not = self._begun(request)
        if why_not is None:
            return None
        return Problem(why_not) if why_not else Done()

    def _begun(self, request: Request) -> str | None:
        """Empty: it has begun; a sentence: it cannot; None: this is nothing that begins."""
        match request:
            case Examine():
                return self._box.examine(request.line, off_hook=request.off_hook)
            case TryCall():
                return self._box.try_call(request.line)
            case CallBetween():
                return self._box.call_between(request.calling, request.called, request.number)
            case TryLamp():
                return self._box.try_lamp(request.lamp)
            case _:
                return None

    def _pass_on(self, request: AgentRequest | MakePrompts) -> Reply:
        if isinstance(request, MakePrompts):
            self._box.remake_prompts()
            if request.made_of is not None:
                self._box.take_used(request.made_of)
        else:
            self._box.submit(event_for(request, self._box.snapshot()))
        return Done()

    def _stats(self) -> Stats:
        up_ms: Ms = int((time.monotonic() - self._opened) * 1000)
        return Stats(clients=self._clients(), up_ms=up_ms, figures=self._box.stats())

    async def _list(self, request: ListCalls) -> Reply:
        if not 1 <= request.limit <= MOST_CALLS:
            return Problem(f"a list has 1 to {MOST_CALLS} calls, not {request.limit}; page on with `before`")
        return Calls(await self._box.calls(request.limit, request.before))

    async def _explain(self, call: CallId) -> Reply:
        found = await self._box.explain(call)
        return Explained(*found) if found is not None else await self._no_call(call)

    async def _mark(self, request: MarkMessage | MarkMissed) -> Reply:
        who = request.who[:LONGEST_WHO]
        try:
            if isinstance(request, MarkMessage):
                why_not = await self._box.mark_message(request.message, request.order, who)
            else:
                why_not = await self._box.mark_missed(request.number, request.order, who)
        except NoMessage:
            return Problem(no_message(cast("MarkMessage", request).message), missing=True)
        except NoMissed:
            return Problem(no_missed(cast("MarkMissed", request).number), missing=True)
        return Problem(why_not) if why_not else Done()

    async def _why_waiting(self, call: CallId) -> Reply:
        why = self._box.why_waiting(call)
        if why is not None:
            return CallWaits(why)
        known = await self._box.explain(call)
        return CallWaits(waits_no_more(call)) if known is not None else await self._no_call(call)

    def _why_idle(self, agent: AgentName) -> Reply:
        known = agent_of(agent, self._box.snapshot())
        why = self._box.why_idle(known.name)
        return AgentIdles(why) if why is not None else Problem(f'agent "{agent}" has just left', missing=True)

    async def _no_call(self, call: CallId) -> Problem:
        before = await self._box.calls(1, call)
        return Problem(no_call(call, before[0].call if before else None), missing=True)


def _name(request: Request) -> str:
    return type(request).__name__
