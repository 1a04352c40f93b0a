"""Requests that the engine answers in its own time: each has a token, and whoever asked waits for TellAsker with it."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from appliance.control.schema import AskLine, NetworkSays, OrderText, Problem, Reply, TextTaken
from appliance.model.actions import TellAsker
from appliance.model.events import Event
from appliance.model.text_events import NetworkAsked, TextOrdered
from appliance.model.words import Token

TEXT_S: Final = 5.0
"""For a text to be checked and written down."""
NETWORK_S: Final = 170.0
"""A network has a minute for USSD, and half a minute for each of four questions about forwarding."""


class Engine(Protocol):
    def submit(self, event: Event) -> None:
        """Puts an event before the engine. Returns at once."""

    def on_answer(self, callback: Callable[[TellAsker], None]) -> None:
        """Calls it with each answer."""


class Askers:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._next: Token = 1
        self._waiting: dict[Token, asyncio.Future[TellAsker]] = {}
        """As many as there are clients: each asks one thing after the other."""
        engine.on_answer(self._answered)

    async def ask(self, request: OrderText | AskLine) -> Reply:
        """Never raises but when cancelled."""
        token, self._next = self._next, self._next + 1
        answer = self._waiting[token] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(TEXT_S if isinstance(request, OrderText) else NETWORK_S):
                self._engine.submit(_event(request, token))
                return _reply(await answer)
        except TimeoutError:
            return Problem(_late(request))
        finally:
            del self._waiting[token]

    def _answered(self, answer: TellAsker) -> None:
        waiting = self._waiting.get(answer.token)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)


def _event(request: OrderText | AskLine, token: Token) -> Event:
    if isinstance(request, OrderText):
        return TextOrdered(line=request.line, number=request.number, body=request.body, token=token)
    return NetworkAsked(request.line, token, request.ask)


def _reply(answer: TellAsker) -> Reply:
    if answer.refusal:
        return Problem(answer.refusal)
    if answer.text is not None:
        return TextTaken(answer.text)
    return NetworkSays(words=answer.words, reply_wanted=answer.reply_wanted)


def _late(request: OrderText | AskLine) -> str:
    if isinstance(request, OrderText):
        return f"the disk did not take the text within {TEXT_S:.0f} s; `callbox texts` tells whether it did after all"
    return f"{request.line}: no answer within {NETWORK_S:.0f} s; `callbox status` shows whether the line is in order"
