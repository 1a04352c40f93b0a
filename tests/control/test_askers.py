"""What is asked of the engine with a token: each gets its own answer, or a sentence why there is none."""

import asyncio
from collections.abc import Callable

from appliance.control import schema
from appliance.control.askers import Askers
from appliance.model.actions import TellAsker
from appliance.model.events import Event
from appliance.model.network import AskCredit
from appliance.model.snapshot import Snapshot
from appliance.model.text_events import NetworkAsked, TextOrdered
from tests.control.house import QUIET

TEXT = schema.OrderText(number="+49170", body="Hi", line="gsm1")


class InventedEngine:
    def __init__(self) -> None:
        self.told: list[Event] = []
        self.answer: Callable[[TellAsker], None] = lambda _: None

    def submit(self, event: Event) -> None:
        self.told.append(event)

    def snapshot(self) -> Snapshot:
        return QUIET

    def on_answer(self, callback: Callable[[TellAsker], None]) -> None:
        self.answer = callback


async def test_each_gets_the_answer_to_what_it_asked() -> None:
    engine = InventedEngine()
    askers = Askers(engine)
    text = asyncio.create_task(askers.ask(TEXT))
    network = asyncio.create_task(askers.ask(schema.AskLine("gsm1", AskCredit())))
    await asyncio.sleep(0)  # both begin
    ordered, asked = engine.told
    assert isinstance(ordered, TextOrdered)
    assert isinstance(asked, NetworkAsked)
    assert (ordered.number, ordered.body, ordered.line) == ("+49170", "Hi", "gsm1")
    engine.answer(TellAsker(token=asked.token, words=("5.00",), reply_wanted=True))
    engine.answer(TellAsker(token=asked.token, words=("again",)))
    engine.answer(TellAsker(token=999, refusal="nobody asked"))
    engine.answer(TellAsker(token=ordered.token, text=12))
    assert await text == schema.TextTaken(12)
    assert await network == schema.NetworkSays(words=("5.00",), reply_wanted=True)


async def test_a_refusal_is_a_problem_and_who_goes_away_leaves_nothing_behind() -> None:
    engine = InventedEngine()
    askers = Askers(engine)
    asking = asyncio.create_task(askers.ask(TEXT))
    await asyncio.sleep(0)  # it begins
    (ordered,) = engine.told
    assert isinstance(ordered, TextOrdered)
    engine.answer(TellAsker(token=ordered.token, refusal="no line can"))
    assert await asking == schema.Problem("no line can")
    gone = asyncio.create_task(askers.ask(TEXT))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait({gone})
    assert not askers._waiting
