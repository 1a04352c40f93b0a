"""Which calls a step concerns is told from what is on the line and who is with the agent."""

import msgspec

from appliance.model.actions import (
    AnswerLine,
    CloseCall,
    HangUpLine,
    Join,
    Note,
    OfferCall,
    OpenCall,
    SetLamp,
    WithdrawOffer,
    WithdrawReason,
)
from appliance.model.caller import Caller
from appliance.model.events import (
    AgentHungUp,
    BreakBegan,
    LineAnswered,
    LineRang,
    LineReleased,
    OfferAccepted,
    OfferDeclined,
    WrapUpEnded,
)
from appliance.model.message_events import MessageKept
from appliance.model.states import LampPattern
from appliance.store.concern import Concern
from tests.store.invented import record

OFFER = OfferCall(agent="anna", token=3, call=7, caller=Caller(), queue="sales", waited_ms=0)


def begun() -> Concern:
    concern = Concern()
    assert concern.of(LineRang("line1"), (OpenCall(record(7)),)) == {7}
    return concern


def test_events_of_a_line_concern_its_call_until_it_is_on_hook():
    concern = begun()
    assert concern.of(LineAnswered("line1"), ()) == {7}
    assert concern.of(LineAnswered("line2"), ()) == set()
    assert concern.of(None, (HangUpLine("line1"), CloseCall(record(7)))) == {7}
    assert concern.of(LineReleased("line1"), ()) == {7}
    assert concern.of(LineRang("line1"), ()) == set()


def test_a_ring_counts_for_the_call_it_opens_not_for_one_before_that_was_never_answered():
    concern = begun()
    concern.of(None, (CloseCall(record(7)),))
    assert concern.of(LineRang("line1"), (OpenCall(record(8)),)) == {8}


def test_events_of_an_agent_concern_the_call_offered_or_joined_and_not_the_wrap_up():
    concern = begun()
    assert concern.of(None, (OFFER,)) == {7}
    assert concern.of(OfferAccepted("anna", 3), (Join("line1", "anna", 7),)) == {7}
    assert concern.of(AgentHungUp("anna"), (CloseCall(record(7)),)) == {7}
    assert concern.of(WrapUpEnded("anna"), ()) == set()


def test_a_declined_or_withdrawn_offer_parts_agent_and_call():
    concern = begun()
    concern.of(None, (OFFER,))
    assert concern.of(OfferDeclined("anna", 3), (WithdrawOffer("anna", 3, WithdrawReason.DECLINED),)) == {7}
    assert concern.of(BreakBegan("anna", "lunch"), ()) == set()
    concern.of(None, (OFFER,))
    assert concern.of(OfferDeclined("anna", 2), ()) == {7}, "too late for that one; this one still rings"
    assert concern.of(BreakBegan("anna", "lunch"), ()) == {7}
    assert concern.of(None, (WithdrawOffer("anna", 3, WithdrawReason.EXPIRED),)) == {7}
    assert concern.of(BreakBegan("anna", "lunch"), ()) == set()


def test_who_declines_one_and_is_offered_the_next_in_the_same_step_is_with_the_next():
    concern = begun()
    concern.of(None, (OFFER,))
    following = msgspec.structs.replace(OFFER, token=4, call=8)
    withdrawn = WithdrawOffer("anna", 3, WithdrawReason.DECLINED)
    assert concern.of(OfferDeclined("anna", 3), (withdrawn, following)) == {7, 8}
    assert concern.of(BreakBegan("anna", "lunch"), ()) == {8}


def test_what_names_a_call_concerns_it_and_lamps_concern_nobody():
    concern = Concern()
    assert concern.of(MessageKept(4), (Note(5, 0, "…"), AnswerLine("line9", 6))) == {4, 5, 6}
    assert concern.of(None, (SetLamp("red", LampPattern.ON),)) == set()
