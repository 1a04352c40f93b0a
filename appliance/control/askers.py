"""Requests that the engine answers in its own time: each has a token, and whoever asked waits for TellAsker with it."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol, TypeAlias

from appliance.control.agent_requests import agent_of
from appliance.control.agent_words import PressKeys
from appliance.control.schema import (
    AboutSecond,
    AskLine,
    Begun,
    DialNumber,
    HandOver,
    NetworkSays,
    OrderText,
    Problem,
    Reply,
    TextTaken,
)
from appliance.control.talk_events_of import talk_event
from appliance.control.talk_words import AboutRecording, AboutTalk, AskIn, NoteCall, SayInTalk, TalkRequest, WatchTalk
from appliance.model.actions import TellAsker
from appliance.model.events import CallWanted, Event, KeysWanted, TransferWanted
from appliance.model.second_events import SecondCallWanted
from appliance.model.snapshot import Snapshot
from appliance.model.text_events import NetworkAsked, TextOrdered
from appliance.model.words import AgentName, Ms, Token

Other: TypeAlias = OrderText | AskLine | DialNumber | HandOver | PressKeys | AboutSecond
Ask: TypeAlias = Other | TalkRequest
OF_TALKS: Final = (AboutTalk, AskIn, WatchTalk, SayInTalk, AboutRecording, NoteCall)
ENGINE_ASKS: Final = (OrderText, AskLine, DialNumber, HandOver, PressKeys, AboutSecond, *OF_TALKS)

TEXT_S: Final = 5.0
"""For a text to be checked and written down."""
CALL_S: Final = 5.0
"""For a wish to call, to hand over or to press keys to be judged: the engine does it at once."""
NETWORK_S: Final = 170.0
"""A network has a minute for USSD, and half a minute for each of four questions about forwarding."""


class Engine(Protocol):
    def submit(self, event: Event) -> None:
        """Puts an event before the engine. Returns at once."""

    def snapshot(self) -> Snapshot:
        """The house now."""

    def on_answer(self, callback: Callable[[TellAsker], None]) -> None:
        """Calls it with each answer."""


class Askers:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._next: Token = 1
        self._waiting: dict[Token, asyncio.Future[TellAsker]] = {}
        """As many as there are clients: each asks one thing after the other."""
        engine.on_answer(self._answered)

    async def ask(self, request: Ask) -> Reply:
        """Raises Unknown for an agent nobody is called; and when cancelled."""
        token, self._next = self._next, self._next + 1
        answer = self._waiting[token] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PATIENCE_S[type(request)]):
                self._engine.submit(_event(request, token, self._engine.snapshot()))
                return _reply(await answer, self._engine.snapshot().now)
        except TimeoutError:
            return Problem(_late(request))
        finally:
            del self._waiting[token]

    def _answered(self, answer: TellAsker) -> None:
        waiting = self._waiting.get(answer.token)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)


PATIENCE_S: Final = {
    OrderText: TEXT_S,
    AskLine: NETWORK_S,
    DialNumber: CALL_S,
    HandOver: CALL_S,
    PressKeys: CALL_S,
    AboutSecond: CALL_S,
    **dict.fromkeys(OF_TALKS, CALL_S),
}


def _event(request: Ask, token: Token, house: Snapshot) -> Event:
    return talk_event(request, token, house) if isinstance(request, OF_TALKS) else _other_event(request, token, house)


def _other_event(request: Other, token: Token, house: Snapshot) -> Event:
    match request:
        case OrderText():
            return TextOrdered(line=request.line, number=request.number, body=request.body, token=token)
        case AskLine():
            return NetworkAsked(request.line, token, request.ask)
        case DialNumber():
            agent: AgentName | None = None if request.agent is None else agent_of(request.agent, house).name
            return CallWanted(request.line, request.number, token, agent, request.flow)
        case HandOver():
            return TransferWanted(agent_of(request.agent, house).name, request.target, token)
        case AboutSecond():
            return SecondCallWanted(agent_of(request.agent, house).name, request.order, token)
        case PressKeys():
            return KeysWanted(agent_of(request.agent, house).name, request.keys, token)


def _reply(answer: TellAsker, now: Ms) -> Reply:
    if answer.refusal:
        return Problem(answer.refusal)
    if answer.call is not None:
        return Begun(call=answer.call, at=now)
    if answer.text is not None:
        return TextTaken(answer.text)
    return NetworkSays(words=answer.words, reply_wanted=answer.reply_wanted)


def _late(request: Ask) -> str:
    if isinstance(request, DialNumber | HandOver | AboutSecond):
        return f"the box did not answer within {CALL_S:.0f} s; `callbox calls` tells whether it called"
    if isinstance(request, OF_TALKS):
        return f"the box did not answer within {CALL_S:.0f} s; the call's timeline tells whether it was done"
    if isinstance(request, PressKeys):
        return f"the box did not answer within {CALL_S:.0f} s; the call's timeline tells whether the keys were sent"
    if isinstance(request, OrderText):
        return f"the disk did not take the text within {TEXT_S:.0f} s; `callbox texts` tells whether it did after all"
    return f"{request.line}: no answer within {NETWORK_S:.0f} s; `callbox status` shows whether the line is in order"
