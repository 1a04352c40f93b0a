"""What a GSM line asks of its network: USSD and its replies, forwarding, call waiting, own number, in words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.drivers.line.gsm.network_desk import MOST_WAITING
from appliance.model.network import (
    AskCredit,
    AskForwarding,
    AskOwnNumber,
    AskWaiting,
    EndDialogue,
    ForwardingReason,
    NetworkAsk,
    OwnNumber,
    SendCode,
    SendReply,
    SetForwarding,
    SetOwnNumber,
    SetWaiting,
)
from appliance.model.text_events import NetworkReplied
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.subscribers import UssdMenu
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile

WITH_SOUND = ("huawei_e1550", "huawei_e173", "sim7600", "ec25")
families = pytest.mark.parametrize("family", WITH_SOUND)
MENU = (
    UssdMenu(
        asked="*100#",
        says="1 Balance\n2 Tariff",
        replies=(
            UssdMenu(asked="1", says="Guthaben für Sie: 5,00 EUR"),
            UssdMenu(asked="2", says="Кредит 3", replies=(UssdMenu(asked="0", says="Bye"),)),
        ),
    ),
    UssdMenu(asked="*101#", says="5.00", after_ms=25_000),
    UssdMenu(asked="*102#", says="", after_ms=300_000),
    UssdMenu(asked="*103#", says="", ends=4),
    UssdMenu(asked="*104#", says="", ends=5),
    UssdMenu(asked="*105#", says="Thank you", ends=2),
)


@asynccontextmanager
async def prepared(family: str, **more: Any) -> AsyncIterator[Mobile]:
    mobile = Mobile(family, ussd=MENU, **more)
    try:
        await mobile.start()
        yield mobile
    finally:
        await mobile.close()


async def asked(mobile: Mobile, ask: NetworkAsk, most_s: float = 120) -> NetworkReplied:
    token = 1 + len(replies(mobile))
    mobile.driver.ask_network(token, ask)
    await mobile.until(lambda: len(replies(mobile)) == token, most_s)
    reply = replies(mobile)[-1]
    assert (reply.line, reply.token) == ("line1", token)
    return reply


def replies(mobile: Mobile) -> list[NetworkReplied]:
    return [event for event in mobile.events if isinstance(event, NetworkReplied)]


@families
@pytest.mark.parametrize("misbehave", ["", "ussd_before_ok", "floods_events", "glues_lines", "doubles_a_line"])
def test_a_dialogue_of_codes_and_replies(family: str, misbehave: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave=misbehave) as mobile:
            first = await asked(mobile, SendCode("*100#"))
            assert (first.words, first.reply_wanted) == (("1 Balance", "2 Tariff"), True)
            second = await asked(mobile, SendReply("1"))
            assert (second.words, second.reply_wanted) == (("Guthaben für Sie: 5,00 EUR",), False)
            none = await asked(mobile, SendReply("1"))
            assert none.refusal == "line1: the network waits for no reply, or does no more; begin again with the code"
            await asked(mobile, SendCode("*100#"))
            foreign = await asked(mobile, SendReply("2"))
            assert (foreign.words, foreign.reply_wanted) == (("Кредит 3",), True)
            assert (await asked(mobile, EndDialogue())).words == ("the dialogue is over",)
            assert (await asked(mobile, SendCode("*101#"))).words == ("5.00",)

    test()


@families
def test_a_network_that_is_late_or_knows_nothing_is_told_in_words(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            late = await asked(mobile, SendCode("*102#"))
            assert late.refusal.startswith("line1: the network did not answer within 60 s")
            assert (await asked(mobile, SendCode("*103#"))).refusal == "line1: the network does not know this code"
            assert (await asked(mobile, SendCode("*104#"))).refusal == "line1: the network did not answer in time"
            assert (await asked(mobile, SendCode("*105#"))).words == ("Thank you",)
            assert (await asked(mobile, SendCode("*100#"))).reply_wanted
            await pass_s(100)  # longer than the network waits
            assert (await asked(mobile, SendReply("1"))).refusal.startswith("line1: the network waits for no reply")

    test()


def test_a_code_is_sent_once_whatever_becomes_of_its_ok() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600", misbehave="swallows_ok:+CUSD=1") as mobile:
            codes: list[str] = []
            wish = mobile.bench.modem.mobile.wish
            mobile.bench.modem.mobile.wish = lambda it: (codes.append(type(it).__name__), wish(it))[1]
            reply = await asked(mobile, SendCode("*101#"))
            assert (reply.words, codes) == (("5.00",), ["UssdAsked"])

    test()


@families
def test_credit_in_one_ask(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, options={"credit": "*101#"}) as mobile:
            assert (await asked(mobile, AskCredit())).words == ("5.00",)
        async with prepared(family) as mobile:
            assert 'write credit = "*100#"' in (await asked(mobile, AskCredit())).refusal

    test()


@families
def test_forwarding_is_set_and_what_the_network_says_of_it_is_told(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            assert (await asked(mobile, AskForwarding())).words == (
                "always: off",
                "busy: off",
                "no answer: off",
                "unreachable: off",
            )
            always = await asked(mobile, SetForwarding(ForwardingReason.ALWAYS, "+493012345"))
            assert always.words == ("always: to +493012345",)
            unanswered = await asked(mobile, SetForwarding(ForwardingReason.NO_ANSWER, "03012345", 15))
            assert unanswered.words == ("no answer: to 03012345 after 15 s of ringing",)
            assert mobile.bench.modem.services.forwarding == {0: "+493012345", 2: "03012345"}
            off = await asked(mobile, SetForwarding(ForwardingReason.ALWAYS, ""))
            assert off.words == ("always: off",)
            assert len((await asked(mobile, SetForwarding(ForwardingReason.ALL, ""))).words) == 4
            assert mobile.bench.modem.services.forwarding == {}

    test()


@families
def test_call_waiting_and_own_number(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            assert (await asked(mobile, AskWaiting())).words == (
                "call waiting is on: in a call, a second caller knocks",
            )
            off = await asked(mobile, SetWaiting(on=False))
            assert off.words == ("call waiting is off: in a call, a second caller hears busy",)
            assert not mobile.bench.modem.services.waiting
            booked = "it is booked as shown unless a call withholds it"
            assert (await asked(mobile, AskOwnNumber())).words == (
                f"our number is shown or withheld as booked; {booked}",
            )
            withheld = await asked(mobile, SetOwnNumber(OwnNumber.WITHHELD))
            assert withheld.words == (f"our number is withheld in every call; {booked}",)

    test()


@pytest.mark.parametrize("ask", [SendCode("*100#"), AskForwarding(), SetWaiting(on=True)])
def test_without_a_network_everything_is_refused_in_words(ask: NetworkAsk) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            mobile._catch_up()
            mobile.bench.line._cover(NetworkChange(line="line1", registration="searching"), mobile.bench.now)
            mobile._go_on()
            reply = await asked(mobile, ask)
            assert "no network (+CME ERROR 30); look at the aerial" in reply.refusal

    test()


@families
def test_a_refusal_without_a_reason_says_what_may_be_the_matter(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave="answers_error_once:+CCFC") as mobile:
            reply = await asked(mobile, AskForwarding(ForwardingReason.BUSY))
            assert reply.refusal == (
                "line1: AT+CCFC=1,2 is answered ERROR without a reason: "
                "the network or the SIM does not offer this; ask the operator"
            )

    test()


def test_whoever_waits_is_told_when_the_line_fails_and_nobody_waits_without_a_bound() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            mobile.driver.ask_network(1, SendCode("*102#"))
            await pass_s(1)
            for token in range(2, MOST_WAITING + 3):
                mobile.driver.ask_network(token, AskWaiting())
            assert [reply.token for reply in replies(mobile)] == [MOST_WAITING + 2]
            assert "questions wait already" in replies(mobile)[0].refusal
            mobile.unplug()
            await pass_s(1)
            assert {reply.token for reply in replies(mobile)} == set(range(1, MOST_WAITING + 3))
            assert replies(mobile)[1].refusal == "line1 failed before the network had answered"
            mobile.driver.ask_network(99, AskWaiting())
            assert replies(mobile)[-1].refusal == "line1: it has just failed; ask again in a minute"

    test()
