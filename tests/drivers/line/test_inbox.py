"""The inbox of a GSM line by itself: what it remembers has a bound."""

import asyncio
from string import ascii_letters

import pytest
from hypothesis import example, given
from hypothesis.strategies import text

from appliance.drivers.line.gsm.inbox import MOST_TOLD, TextInbox
from appliance.drivers.line.gsm.turns import Turns
from appliance.drivers.line.modem.families import families_with
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.link import Link
from appliance.drivers.wire.memory import memory_pair
from appliance.model.events import Event
from appliance.model.signals import CommandDone, DirectMessage, Result
from appliance.model.states import TextKind
from appliance.model.text_events import TextReceived

NO_PDU = DirectMessage("+CMT: ,3", "07")


async def test_texts_that_never_reach_the_disk_are_told_all_the_same_and_remembered_within_a_bound() -> None:
    told: list[Event] = []
    family = families_with("").sound["generic_gsm"]
    assert isinstance(family, GsmFamily)
    near, _far = memory_pair()
    turns = Turns(Link(near, lambda *_: None, lambda _: None))
    inbox = TextInbox("line1", turns, family.messages, told.append, 600.0)
    for _ in range(MOST_TOLD + 3):
        inbox.hand_over(NO_PDU)
    assert len(told) == MOST_TOLD + 3
    assert len(inbox._told) == MOST_TOLD
    assert all(isinstance(each, TextReceived) and each.kind is TextKind.UNREADABLE for each in told)
    assert {each.pdus for each in told} == {("07",)}
    inbox.forget(1)  # given up meanwhile: nothing


@given(header=text(ascii_letters, max_size=3) | text(max_size=40), body=text(max_size=400))
@example(header='"+49170","","26/11/22,12:00:00+04"', body="Hello")
@example(header=",x", body="")
def test_whatever_a_modem_hands_over_is_told_and_never_a_fault(header: str, body: str) -> None:
    told: list[Event] = []
    family = families_with("").sound["generic_gsm"]
    assert isinstance(family, GsmFamily)
    near, _far = memory_pair()
    turns = Turns(Link(near, lambda *_: None, lambda _: None))
    TextInbox("line1", turns, family.messages, told.append, 600.0).hand_over(DirectMessage(f"+CMT: {header}", body))
    [kept] = told
    assert isinstance(kept, TextReceived)
    assert kept.kind is TextKind.UNREADABLE


async def test_what_reads_torn_twice_alike_is_told_as_it_is() -> None:
    told: list[Event] = []
    family = families_with("").sound["generic_gsm"]
    assert isinstance(family, GsmFamily)
    near, far = memory_pair()
    link = Link(near, lambda *_: None, lambda _: None)
    far.open(lambda _: far.write(b"\r\n+CMGL: 3,0,,30\r\n0791132\r\n\r\nOK\r\n"), lambda _: None)
    await link.open()
    running = asyncio.create_task(TextInbox("line1", Turns(link), family.messages, told.append, 600.0).run())
    async with asyncio.timeout(30):
        while not told:
            await asyncio.sleep(0)
    running.cancel()
    link.close()
    [text] = told
    assert isinstance(text, TextReceived)
    assert (text.kind, text.pdus) == (TextKind.UNREADABLE, ("0791132",))


IN_TEXT_MODE = (
    '+CMGL: 1,"REC UNREAD","+49170","","26/11/22,12:00:00+04"',
    "Hello",
    '+CMGL: 2,"REC UNREAD","+49171","","26/11/22,12:00:01+04"',
    "of two lines,",
    "the second",
)


class InventedTurns:
    """A modem in text mode until it is told otherwise."""

    def __init__(self, *, heeds: bool) -> None:
        self.heeds = heeds
        self.asked: list[str] = []

    async def ask(self, command: str, haste: object = None) -> CommandDone:
        self.asked.append(command)
        in_text_mode = not (self.heeds and "AT+CMGF=0" in self.asked)
        return CommandDone(command, Result.OK, IN_TEXT_MODE if in_text_mode else ())

    async def do(self, step: Step, haste: object = None) -> CommandDone:
        return await self.ask(step.send)


@pytest.mark.parametrize("heeds", [True, False])
async def test_a_listing_in_text_mode_is_not_taken_and_the_mode_is_set_again_once(*, heeds: bool) -> None:
    told: list[Event] = []
    family = families_with("").sound["generic_gsm"]
    assert isinstance(family, GsmFamily)
    turns = InventedTurns(heeds=heeds)
    inbox = TextInbox("line1", turns, family.messages, told.append, 600.0)
    for _ in range(3):
        await inbox._list()
    assert told == []
    assert turns.asked.count("AT+CMGF=0") == 1
    assert turns.asked.count("AT+CMGL=4") == 3
