"""Why things are as they are, asked of the box over connections of their own: they must not hold the pages' one up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from appliance.control.agent_words import MarkMessage, MarkMissed
from appliance.control.client import Client, NoBox, NotThere, Refused, connect
from appliance.control.doctor_answers import read_diagnosis, read_trace
from appliance.control.explained import Explanation
from appliance.control.schema import (
    AgentIdles,
    CallWaits,
    Diagnosed,
    Done,
    Examine,
    ExplainCall,
    Explained,
    GetDiagnosis,
    GetStats,
    GetTrace,
    Reply,
    Request,
    Stats,
    Traced,
    WhyAgentIdles,
    WhyCallWaits,
)
from appliance.model.diagnosis import Diagnosis, Trace
from appliance.model.explanation import Idle, Waiting
from appliance.model.missed import MissedOrder
from appliance.model.settings_orders import (
    DraftKept,
    SettingsAnswer,
    SettingsOrder,
    SettingsPublished,
    SettingsRefused,
)
from appliance.model.states import MessageOrder
from appliance.model.words import AgentName, CallId, LineName
from appliance.web.problems import CannotSay

ASKING_AT_ONCE = 4
"""Connections: the box has 32 for everybody. Whoever comes then waits for one of them, and the pages let 256 in."""

PAUSE_S = 0.05
"""A connection that has asked rests so long: however many look, the box is asked at most eighty times a second."""

PATIENCE_S = 6.0
"""A little longer than the box takes before it says itself that its store does not answer."""

SETTINGS_S = 150.0
"""Longer than the box takes to judge the largest site."""

R = TypeVar("R", bound=Reply)


class Questions:
    """Every method raises CannotSay."""

    def __init__(self, socket: Path, patience_s: float = PATIENCE_S) -> None:
        self._socket = socket
        self._patience_s = patience_s
        self._asking = asyncio.Semaphore(ASKING_AT_ONCE)

    async def timeline(self, call: CallId) -> tuple[Explanation, str]:
        """The call, its notes and why it waits, without its decisions; and where the store is that has them."""
        async with self._client() as client:
            found = _as(Explained, await client.ask(ExplainCall(call)))
            waiting = None
            if found.call.ended_ms is None:
                why = _as(CallWaits, await client.ask(WhyCallWaits(call))).why
                waiting = why if why.facts.waits else None
            return Explanation(call=found.call, notes=found.notes, waiting=waiting), client.welcome.database

    async def why_waiting(self, call: CallId) -> Waiting:
        async with self._client() as client:
            return _as(CallWaits, await client.ask(WhyCallWaits(call))).why

    async def why_idle(self, agent: AgentName) -> Idle:
        async with self._client() as client:
            return _as(AgentIdles, await client.ask(WhyAgentIdles(agent))).why

    async def stats(self) -> Stats:
        async with self._client() as client:
            return _as(Stats, await client.ask(GetStats()))

    async def database(self) -> Path:
        """Where the box's store is."""
        async with self._client() as client:
            return Path(client.welcome.database)

    async def mark_message(self, name: str, order: MessageOrder, who: str) -> None:
        async with self._client(refused=HTTPStatus.CONFLICT) as client:
            _as(Done, await client.ask(MarkMessage(message=name, order=order, who=who)))

    async def mark_missed(self, number: str, order: MissedOrder, who: str) -> None:
        async with self._client(refused=HTTPStatus.CONFLICT) as client:
            _as(Done, await client.ask(MarkMissed(number=number, order=order, who=who)))

    async def order(self, request: Request) -> None:
        """Has it done; what the box refuses is a conflict."""
        async with self._client(refused=HTTPStatus.CONFLICT) as client:
            await client.ask(request)

    async def diagnosis(self) -> Diagnosis:
        async with self._client() as client:
            return read_diagnosis(_as(Diagnosed, await client.ask(GetDiagnosis())))

    async def examine(self, line: LineName, *, off_hook: bool) -> None:
        """Begins; a line that cannot be had now is a conflict."""
        async with self._client(refused=HTTPStatus.CONFLICT) as client:
            _as(Done, await client.ask(Examine(line=line, off_hook=off_hook)))

    async def trace(self, line: LineName, after: int) -> Trace:
        async with self._client() as client:
            return read_trace(_as(Traced, await client.ask(GetTrace(line=line, after=after))))

    async def order_settings(self, order: SettingsOrder) -> SettingsAnswer:
        """Durable, and in effect, when it returns; or refused, with the reasons."""
        async with self._client(patience_s=SETTINGS_S) as client:
            answer = await client.ask(order)
            if isinstance(answer, DraftKept | SettingsPublished | SettingsRefused):
                return answer
            return _as(SettingsPublished, answer)

    @asynccontextmanager
    async def _client(
        self, refused: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE, patience_s: float | None = None
    ) -> AsyncIterator[Client]:
        await self._asking.acquire()
        try:
            client = await connect(self._socket, "explain", patience_s=patience_s or self._patience_s)
            try:
                yield client
            finally:
                await client.close()
        except NotThere as fault:
            raise CannotSay(HTTPStatus.NOT_FOUND, str(fault)) from None
        except Refused as fault:
            raise CannotSay(refused, str(fault)) from None
        except NoBox as fault:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, str(fault)) from None
        finally:
            asyncio.get_running_loop().call_later(PAUSE_S, self._asking.release)


def _as(kind: type[R], reply: Reply) -> R:
    if not isinstance(reply, kind):
        raise CannotSay(
            HTTPStatus.BAD_GATEWAY, f"the box answered with {type(reply).__name__}, which was not asked for"
        )
    return reply
