"""Somebody who rings does not wait behind what the box asks of network or SIM: how soon the answer goes out."""

import asyncio

import pytest

from appliance.drivers.line.gsm.turns import RINGS_FOR_MS
from appliance.model.actions import SendText
from appliance.model.events import LineAnswered, LineHungUp, LineRang
from appliance.model.network import (
    AskForwarding,
    AskOwnNumber,
    AskWaiting,
    ForwardingReason,
    NetworkAsk,
    SendCode,
    SetForwarding,
    SetWaiting,
)
from appliance.model.states import SendFault
from appliance.model.text_events import NetworkReplied, TextRefused
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.message_store import Kept, Message
from appliance.pretend.gsm.subscribers import UssdMenu
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall
from tests.contracts.test_every_family import WITHOUT_SOUND
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile

FAMILIES = tuple(sorted(set(GSM_FAMILIES) - {*WITHOUT_SOUND, "ec25_uac"}))
LATE = (UssdMenu(asked="*101#", says="5.00", after_ms=25_000),)
CALL = PretendCall(number="5551234567", patience_rings=30, steps=(Listen(ms=4_000), HangUp(how=HangUpHow.LOOP_BREAK)))
AT_ONCE_S = 1.0
"""From answer() to ATA: what is in flight is given up, or has just begun and may end by itself; 100 ms of guard."""
LISTING_S = 12.5
ASKS: dict[str, tuple[str, NetworkAsk]] = {
    "+CUSD": ("ussd_before_ok", SendCode("*101#")),
    "+CCFC=…,2": ("slow_network", AskForwarding()),
    "+CCFC=…,3": ("slow_network", SetForwarding(ForwardingReason.BUSY, "03012345")),
    "+CCWA=1,2": ("slow_network", AskWaiting()),
    "+CCWA=1,1": ("slow_network", SetWaiting(on=True)),
    "+CLIR?": ("slow_network", AskOwnNumber()),
}


async def seconds_to_answer(mobile: Mobile) -> float:
    """A caller rings, and is answered at the first ring."""
    loop = asyncio.get_running_loop()
    mobile.ring(CALL)
    await mobile.until(lambda: any(isinstance(event, LineRang) for event in mobile.events))
    began = loop.time()
    mobile.driver.answer(1)
    await mobile.until(lambda: any(b"ATA" in command for command in mobile.commands))
    took_s = loop.time() - began
    await mobile.until(lambda: any(isinstance(event, LineAnswered) for event in mobile.events))
    await mobile.until(lambda: any(isinstance(event, LineHungUp) for event in mobile.events))
    mobile.driver.hang_up()
    return took_s


@pytest.mark.parametrize("what", ASKS)
@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_caller_does_not_wait_behind_what_is_asked_of_the_network(family: str, what: str) -> None:
    misbehave, ask = ASKS[what]
    mobile = Mobile(family, misbehave=misbehave, ussd=LATE)
    await mobile.start()
    mobile.driver.ask_network(1, ask)
    await pass_s(0.5)
    assert await seconds_to_answer(mobile) <= AT_ONCE_S
    replies = [event for event in mobile.events if isinstance(event, NetworkReplied)]
    assert [reply.refusal for reply in replies] == ["line1: somebody rang meanwhile and was answered first; ask again"]
    await pass_s(60)
    mobile.driver.ask_network(2, ask)
    await mobile.until(lambda: [event for event in mobile.events if isinstance(event, NetworkReplied)][1:], 300)
    assert [event.refusal for event in mobile.events if isinstance(event, NetworkReplied)][1] == ""
    await mobile.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_network_that_is_merely_slow_is_waited_for_when_nobody_rings(family: str) -> None:
    mobile = Mobile(family, misbehave="slow_network")
    await mobile.start()
    mobile.driver.ask_network(1, AskForwarding(ForwardingReason.BUSY))
    await mobile.until(lambda: mobile.events, 60)
    assert [event.words for event in mobile.events if isinstance(event, NetworkReplied)] == [("busy: off",)]
    await mobile.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_behind_a_listing_that_nothing_ends_a_caller_waits_no_longer_than_it_takes(family: str) -> None:
    mobile = Mobile(family, misbehave="slow_sim")
    await mobile.start()
    await pass_s(20)
    mobile.driver._errands.inbox.look()
    await pass_s(0.5)
    assert await seconds_to_answer(mobile) <= LISTING_S
    await mobile.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_between_texts_that_are_read_one_by_one_a_caller_is_answered(family: str) -> None:
    mobile = Mobile(family, misbehave="slow_sim")
    await mobile.start()
    await pass_s(20)
    modem = mobile.bench.modem
    for _ in range(8):
        modem.texts._memory(modem.mobile.reads).put(
            Message(Kept.SENT, bytes.fromhex("0001000A812143658709000005C8329BFD06"), 17)
        )
    mobile.commands.clear()
    mobile.driver._errands.inbox.look()
    await pass_s(1)
    assert await seconds_to_answer(mobile) <= AT_ONCE_S
    await pass_s(5)
    assert sum(command.count(b"AT+CMGR=") for command in mobile.commands) >= 8
    assert not any(b"AT+CMGL" in command for command in mobile.commands)
    await mobile.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_text_that_the_network_does_not_answer_is_given_up_for_a_caller(family: str) -> None:
    mobile = Mobile(family, misbehave="slow_network")
    await mobile.start()
    mobile.driver.send_text(SendText(line="line1", text=1, number="01701234567", body="Hello"))
    await pass_s(1)
    assert await seconds_to_answer(mobile) <= RINGS_FOR_MS / 1_000 + AT_ONCE_S
    (told,) = [event for event in mobile.events if isinstance(event, TextRefused)]
    assert told.fault is SendFault.DOUBTFUL
    await pass_s(60)
    assert len(mobile.arrived) == 1
    await mobile.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_modem_that_ignores_the_character_answers_the_caller_when_it_is_done(family: str) -> None:
    """As before: it is asked for nothing else meanwhile."""
    mobile = Mobile(family, misbehave="slow_network")
    await mobile.start()
    for port in mobile.bench.modem._at_ports():
        port.give_up = lambda _: None
    mobile.driver.ask_network(1, AskWaiting())
    await pass_s(0.5)
    assert await seconds_to_answer(mobile) <= 26.0
    assert [event.words for event in mobile.events if isinstance(event, NetworkReplied)] == [
        ("call waiting is on: in a call, a second caller knocks",)
    ]
    await mobile.close()
