"""What people ask of a line's network: checked, handed on, answered once, and never left without an answer."""

import msgspec
import pytest

from appliance.core.network_asks import MOST_ASKS
from appliance.model import events, text_events
from appliance.model.actions import Action, AskNetwork, KeepLedger, TellAsker
from appliance.model.network import (
    AskCredit,
    AskForwarding,
    ForwardingReason,
    NetworkAsk,
    SendCode,
    SendReply,
    SetForwarding,
    SetWaiting,
)
from appliance.model.outbound import Caps, OutboundKind
from tests.core.test_outgoing import PLAN, Box


def ask(box: Box, ask: NetworkAsk, token: int = 7, line: str = "gsm1") -> list[Action]:
    return box.tell(text_events.NetworkAsked(line, token, ask))


def test_an_ask_goes_to_the_line_and_its_answer_to_who_asked_once() -> None:
    box = Box()
    row, sent = ask(box, SendCode("*100#"))
    assert isinstance(row, KeepLedger)
    assert [sent] == [AskNetwork("gsm1", 7, SendCode("*100#"))]
    reply = text_events.NetworkReplied("gsm1", 7, ("1 Balance", "2 Tariff"), reply_wanted=True)
    assert box.tell(reply) == [TellAsker(token=7, words=("1 Balance", "2 Tariff"), reply_wanted=True)]
    assert box.tell(reply) == []
    ask(box, SendReply("1"), token=8)
    refused = text_events.NetworkReplied("gsm1", 8, refusal="the network does not know this code")
    assert box.tell(refused) == [TellAsker(token=8, refusal="the network does not know this code")]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (SendCode("100"), "'100' is no service code"),
        (SendCode("*" + "1" * 40 + "#"), "is no service code"),
        (SendCode("**21*0900123456#"), "changes forwarding; use `callbox network LINE forward`"),
        (SendCode("*#004**#"), "changes forwarding"),
        (SendReply("**21*0900123456#"), "is a service code, no reply"),
        (SendReply(" *140*0900123*50 #"), "is a service code, no reply"),
        (SendReply("**21*0900123456"), "is a service code, no reply"),
        (SendReply(""), "a reply has 1 to 182 characters on one line, not 0"),
        (SendReply("1\n2"), "on one line"),
        (SetForwarding(ForwardingReason.ALL, "030123456"), "or for one reason each"),
        (SetForwarding(ForwardingReason.BUSY, "030123456", 20), "ringing before forwarding goes with no answer"),
        (SetForwarding(ForwardingReason.NO_ANSWER, "030123456", 7), "not 7 s"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(asked: NetworkAsk, sentence: str) -> None:
    (told,) = ask(Box(), asked)
    assert isinstance(told, TellAsker)
    assert sentence in told.refusal


def test_a_line_that_is_not_there_or_not_in_order_or_has_no_network_is_told() -> None:
    box = Box(can=())
    assert ask(box, SetWaiting(on=True)) == [
        TellAsker(
            token=7,
            refusal="gsm1 has no mobile network to ask: its modem is an invented modem; name a line with a GSM modem",
        )
    ]
    box.tell(events.LineFailed("gsm1", "unplugged"))
    assert ask(box, SetWaiting(on=True)) == [TellAsker(token=7, refusal="gsm1 is out of order: unplugged")]
    assert ask(box, SetWaiting(on=True), line="gsm9") == [
        TellAsker(token=7, refusal='no line is called "gsm9"; `callbox status` shows the lines')
    ]


def test_a_line_that_fails_answers_what_was_asked_of_it() -> None:
    box = Box()
    ask(box, AskForwarding())
    told = box.tell(events.LineFailed("gsm1", "unplugged"))
    assert TellAsker(token=7, refusal="gsm1 failed before the network answered: unplugged") in told


def test_asks_have_a_bound() -> None:
    box = Box()
    for token in range(MOST_ASKS):
        assert isinstance(ask(box, AskForwarding(), token)[0], AskNetwork)
    (told,) = ask(box, AskForwarding(), MOST_ASKS)
    assert isinstance(told, TellAsker)
    assert told.refusal.startswith(f"{MOST_ASKS} questions wait")


def test_the_target_of_a_forwarding_is_held_to_the_rules_for_numbers() -> None:
    box = Box()
    row, told = ask(box, SetForwarding(ForwardingReason.ALWAYS, "+49 30 123456"))
    assert isinstance(row, KeepLedger)
    assert told == AskNetwork("gsm1", 7, SetForwarding(ForwardingReason.ALWAYS, "030123456"))
    row, refused = ask(box, SetForwarding(ForwardingReason.ALWAYS, "0900123456"))
    assert isinstance(row, KeepLedger)
    assert refused == TellAsker(token=7, refusal="0900123456 is a premium number")
    assert ask(box, SetForwarding(ForwardingReason.ALWAYS, ""), token=8) == [
        AskNetwork("gsm1", 8, SetForwarding(ForwardingReason.ALWAYS, ""))
    ]


def coded(box: Box, wanted: NetworkAsk) -> tuple[OutboundKind, str, str, bool]:
    """Kind, name and refusal in the ledger, and whether it was sent."""
    row, done = ask(box, wanted)
    assert isinstance(row, KeepLedger)
    return row.record.kind, row.record.number, row.record.refused, isinstance(done, AskNetwork)


def planned(**outbound: object) -> Box:
    return Box(plan=msgspec.structs.replace(PLAN, outbound=msgspec.structs.replace(PLAN.outbound, **outbound)))


def test_codes_replies_and_credit_stand_in_the_ledger_and_long_replies_only_by_their_length() -> None:
    box = Box()
    assert coded(box, SendCode("*#100#")) == (OutboundKind.CODE, "*#100#", "", True)
    assert coded(box, SendReply("1")) == (OutboundKind.CODE, "reply 1", "", True)
    assert coded(box, SendReply("#")) == (OutboundKind.CODE, "reply #", "", True)
    assert coded(box, SendReply("4711")) == (OutboundKind.CODE, "reply of 4 characters", "", True)
    assert coded(box, AskCredit()) == (OutboundKind.CODE, "credit", "", True)


def test_a_code_that_may_pay_for_something_wants_the_settings_leave() -> None:
    spends = SendCode("*140*0900123*50#")
    for box in (Box(), planned(allow_codes=("*141*",)), planned(allow_codes=("*140*",), enabled=False)):
        kind, number, refused, sent = coded(box, spends)
        assert (kind, number, sent) == (OutboundKind.CODE, "*140*0900123*50#", False)
        assert "name it in [outbound] allow_codes" in refused
    assert coded(planned(allow_codes=("*140*",)), spends) == (OutboundKind.CODE, "*140*0900123*50#", "", True)
    assert coded(planned(enabled=False), SendCode("*100#"))[-1]


def test_codes_and_replies_have_caps() -> None:
    box = planned(codes=Caps(per_number=2, per_hour=3, per_day=4))
    assert coded(box, SendCode("*100#"))[-1]
    assert coded(box, SendCode("*100#"))[-1]
    assert "has reached the cap" in coded(box, SendCode("*100#"))[2]
    assert coded(box, SendReply("1"))[-1]
    assert "within the last hour" in coded(box, AskCredit())[2]
