"""Texts that are sent from here: on the disk before they go, tried again with patience, never twice without a word."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from appliance.core.engine import Engine
from appliance.core.outgoing import GIVEN_UP_AFTER_MS, MOST_CHARACTERS, PATIENCE_MS
from appliance.core.outgoing_drafts import MOST_OPEN, MOST_OVER, OutgoingTexts
from appliance.model import events, text_events
from appliance.model.actions import Action, ForgetText, KeepLedger, KeepOutgoing, KeepText, Rest, SendText, TellAsker
from appliance.model.events import Event
from appliance.model.outbound import Caps, OutboundKind, OutboundPlan
from appliance.model.plan import LinePlan, Plan
from appliance.model.records import DeliveryReport, OutgoingText
from appliance.model.states import LineAbility, OutgoingState, ReportedFate, SendFault, TextKind
from appliance.model.words import Ms
from tests.core.shop import SHOP

NUMBER = "+4915112345678"
TEXTS = (LineAbility.TEXTS, LineAbility.NETWORK)
DIALLED = "015112345678"
ENOUGH = Caps(per_number=1_000, per_hour=1_000, per_day=1_000)
PLAN = msgspec.structs.replace(
    SHOP,
    lines=(LinePlan(name="gsm1", flow=SHOP.lines[0].flow), *SHOP.lines),
    outbound=OutboundPlan(enabled=True, country_code="49", allow=("0", "+43"), texts=ENOUGH),
)
UTC = 1_795_435_200_000


@dataclass
class Box:
    """An engine whose disk answers at once, unless it is out of order."""

    texts: tuple[OutgoingText, ...] = ()
    can: tuple[LineAbility, ...] = TEXTS
    plan: Plan = PLAN
    disk: str = ""
    """Its fault."""
    engine: Engine = field(default_factory=Engine)
    now: Ms = 0
    done: list[Action] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = max((text.text for text in self.texts), default=0) + 1
        self.tell(events.BoxStarted(plan=self.plan, first_call=1, seed=1, first_text=first, texts=self.texts))
        self.tell(events.ClockStruck(utc_ms=UTC, date="2026-11-23", day=0, minute=720))
        self.ready()

    def ready(self) -> None:
        self.tell(events.LineReady("gsm1", "an invented modem", self.can))

    def tell(self, event: Event) -> list[Action]:
        before = len(self.done)
        self._did(self.engine.handle(event, self.now))
        return self.done[before:]

    def wait(self, ms: Ms) -> list[Action]:
        before, end = len(self.done), self.now + ms
        while (due := self.engine.next_wake()) is not None and due <= end:
            self.now = max(self.now, due)
            self._did(self.engine.wake(self.now))
        self.now = end
        return self.done[before:]

    def _did(self, actions: tuple[Action, ...]) -> None:
        self.done += actions
        for action in actions:
            if isinstance(action, KeepOutgoing):
                self.tell(text_events.OutgoingKept(action.text.text, action.text.state, self.disk))

    def order(self, body: str = "Hello", number: str = NUMBER, line: str | None = None) -> list[Action]:
        return self.tell(text_events.TextOrdered(line=line, number=number, body=body, token=7))

    @property
    def sends(self) -> list[SendText]:
        return [action for action in self.done if isinstance(action, SendText)]

    def text(self, number: int = 1) -> OutgoingText:
        """As last put to the disk."""
        return [each.text for each in self.done if isinstance(each, KeepOutgoing) and each.text.text == number][-1]


def states(actions: list[Action]) -> list[str]:
    return [action.text.state.value for action in actions if isinstance(action, KeepOutgoing)]


def refusals(actions: list[Action]) -> list[str]:
    return [action.refusal for action in actions if isinstance(action, TellAsker)]


def report(reference: int, fate: ReportedFate = ReportedFate.DELIVERED, **facts: Any) -> Event:
    told = DeliveryReport(reference=reference, recipient=facts.pop("recipient", NUMBER), fate=fate, words="so it is")
    return text_events.TextReceived(
        line="gsm1", token=3, key="k", sender="", body="", kind=TextKind.REPORT, report=told, **facts
    )


def test_a_text_is_on_the_disk_before_it_is_told_as_taken_and_again_before_it_goes() -> None:
    box = Box()
    did = box.order()
    kinds = [type(action) for action in did]
    assert kinds == [KeepLedger, KeepOutgoing, TellAsker, KeepOutgoing, SendText]
    assert states(did) == ["to be sent", "being sent"]
    assert did[2] == TellAsker(token=7, text=1)
    assert did[4] == SendText(line="gsm1", text=1, number=DIALLED, body="Hello")
    assert states(box.tell(text_events.TextSent("gsm1", 1, 1, 1, 44))) == ["sent"]
    assert box.text() == OutgoingText(
        text=1,
        line="gsm1",
        number=DIALLED,
        body="Hello",
        ordered_utc_ms=UTC,
        state=OutgoingState.SENT,
        changed_utc_ms=UTC,
        parts=1,
        references=(44,),
    )


def test_one_goes_after_the_other() -> None:
    box = Box()
    for body in ("first", "second", "third"):
        box.order(body)
    assert [send.body for send in box.sends] == ["first"]
    box.tell(text_events.TextSent("gsm1", 1, 1, 1, 1))
    assert [send.body for send in box.sends] == ["first", "second"]
    box.tell(text_events.TextRefused("gsm1", 2, SendFault.REFUSED, "unknown subscriber"))
    assert [send.body for send in box.sends] == ["first", "second", "third"]
    assert box.text(2).state is OutgoingState.REFUSED
    assert box.text(2).words == "unknown subscriber"


def test_it_is_tried_again_with_growing_patience_and_given_up_after_a_day() -> None:
    box = Box()
    box.order()
    tried: list[Ms] = []
    while box.text().state is not OutgoingState.REFUSED:
        tried.append(box.now)
        box.tell(text_events.TextRefused("gsm1", 1, SendFault.LATER, "the network is busy"))
        assert box.text().words == "the network is busy; it is tried again"
        before = len(box.sends)
        while len(box.sends) == before and box.text().state is not OutgoingState.REFUSED:
            box.wait(10_000)
    gaps = [after - before for before, after in pairwise(tried)]
    assert tuple(gaps[: len(PATIENCE_MS)]) == PATIENCE_MS
    assert set(gaps[len(PATIENCE_MS) :]) == {PATIENCE_MS[-1]}
    assert box.now == GIVEN_UP_AFTER_MS
    assert box.text().words == "given up after a day: the network is busy; it is tried again"


def test_what_may_have_gone_out_is_not_sent_again() -> None:
    box = Box()
    box.order()
    box.tell(text_events.TextRefused("gsm1", 1, SendFault.DOUBTFUL, "no answer within 60 s"))
    box.wait(2 * GIVEN_UP_AFTER_MS)
    assert len(box.sends) == 1
    assert box.text().state is OutgoingState.DOUBTFUL
    assert box.text().words.startswith("no answer within 60 s; it may have arrived")
    box.tell(report(200))
    assert box.text().state is OutgoingState.DELIVERED


def test_parts_that_the_network_has_are_not_sent_again() -> None:
    box = Box()
    box.order("x" * 400)
    box.tell(text_events.TextSent("gsm1", 1, 1, 3, 8))
    assert box.text().references == (8,)
    box.tell(text_events.TextRefused("gsm1", 1, SendFault.LATER, "the network is busy"))
    box.wait(PATIENCE_MS[0])
    assert box.sends[-1].done == 1
    box.tell(text_events.TextSent("gsm1", 1, 2, 3, 9))
    box.tell(text_events.TextSent("gsm1", 1, 2, 3, 9))  # told twice: nothing
    box.tell(text_events.TextSent("gsm1", 1, 3, 3, 10))
    assert (box.text().state, box.text().references) == (OutgoingState.SENT, (8, 9, 10))


def test_parts_that_went_out_before_a_refusal_are_told() -> None:
    box = Box()
    box.order("x" * 400)
    box.tell(text_events.TextSent("gsm1", 1, 1, 3, 8))
    box.tell(text_events.TextRefused("gsm1", 1, SendFault.REFUSED, "barred"))
    assert box.text().words == "barred; the network has 1 of its 3 parts"


def test_reports_are_matched_by_reference_and_number() -> None:
    box = Box()
    box.order("x" * 400)
    for part in (1, 2):
        box.tell(text_events.TextSent("gsm1", 1, part, 2, 20 + part))
    assert states(box.tell(report(22))) == ["sent"]
    assert box.text().arrived == (2,)
    foreign = box.tell(report(21, recipient="+4930999999"))
    assert [type(action) for action in foreign] == [KeepText]
    did = box.tell(report(21, recipient="015112345678"))
    assert states(did) == ["delivered"]
    assert did[0] == KeepOutgoing(box.text(), 3)
    assert box.text().arrived == (1, 2)
    assert box.tell(text_events.TextKept("gsm1", 3)) == [ForgetText("gsm1", 3)]
    assert states(box.tell(report(21))) == ["delivered"]  # the same again, as after a power cut


def test_a_report_of_failure_and_one_of_a_network_that_goes_on_trying() -> None:
    box = Box()
    box.order()
    box.tell(text_events.TextSent("gsm1", 1, 1, 1, 5))
    box.tell(report(5, ReportedFate.TRYING))
    assert (box.text().state, box.text().words) == (OutgoingState.SENT, "not yet delivered: so it is")
    box.tell(report(5, ReportedFate.FAILED))
    assert (box.text().state, box.text().words) == (OutgoingState.UNDELIVERED, "not delivered: so it is")
    box.tell(report(5))
    assert box.text().state is OutgoingState.UNDELIVERED


def test_a_reference_that_is_used_again_means_the_latest_text() -> None:
    box = Box()
    for text in (1, 2):
        box.order()
        box.tell(text_events.TextSent("gsm1", text, 1, 1, 5))
    box.tell(report(5))
    assert [box.text(text).state for text in (1, 2)] == [OutgoingState.SENT, OutgoingState.DELIVERED]


def test_after_a_kill_texts_to_be_sent_go_on_and_those_under_way_are_told() -> None:
    waits = OutgoingText(text=8, line="gsm1", number=NUMBER, body="waits", ordered_utc_ms=1)
    under_way = msgspec.structs.replace(waits, text=9, state=OutgoingState.SENDING, parts=3, references=(4,))
    gone = msgspec.structs.replace(waits, text=10, state=OutgoingState.SENT, parts=1, references=(5,))
    box = Box((waits, under_way, gone))
    assert [send.text for send in box.sends] == [8]
    assert box.text(9).state is OutgoingState.DOUBTFUL
    assert box.text(9).words == (
        "the box stopped while it was being sent; it may have arrived, and is not sent again by itself: "
        "ask who was to get it; the network has 1 of its 3 parts"
    )
    box.tell(report(5))
    assert box.text(10).state is OutgoingState.DELIVERED
    box.order()
    assert box.text(11).body == "Hello"


def test_it_goes_between_calls_unless_the_line_can_do_both() -> None:
    box = Box()
    box.tell(events.LineRang("gsm1"))
    box.order(line="gsm1")
    assert box.sends == []
    box.tell(events.LineHungUp("gsm1", next(iter(events.HangUpCause))))
    assert len(box.sends) == 1
    both = Box(can=(*TEXTS, LineAbility.TEXTS_IN_CALL))
    both.tell(events.LineRang("gsm1"))
    both.order(line="gsm1")
    assert both.sends == []
    both.tell(events.LineAnswered("gsm1"))
    for _ in range(9):
        both.tell(events.LineRang("gsm1"))
    both.tell(events.LineAnswered("gsm1"))
    assert len(both.sends) == 1


def test_a_line_that_fails_leaves_what_was_handed_to_it_in_doubt() -> None:
    box = Box()
    box.order()
    box.tell(events.LineFailed("gsm1", "unplugged"))
    assert box.text().state is OutgoingState.DOUBTFUL
    box.order("later", line="gsm1")
    assert len(box.sends) == 1
    box.ready()
    assert box.sends[-1].body == "later"


def test_a_disk_that_fails_takes_no_text_and_sends_none() -> None:
    box = Box(disk="the disk is full")
    (refusal,) = refusals(box.order())
    assert "cannot write it down (the disk is full)" in refusal
    assert box.sends == []
    box.disk = ""
    box.order("one")
    box.order("two")
    box.disk = "the disk is full"
    box.tell(text_events.TextSent("gsm1", 2, 1, 1, 1))
    assert [send.body for send in box.sends] == ["one"]
    assert box.text(3).words.startswith("the box cannot write down that it is being sent (the disk is full)")
    box.disk = ""
    box.wait(PATIENCE_MS[0])
    assert [send.body for send in box.sends] == ["one", "two"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"number": " "}, '"" is no telephone number'),
        ({"line": "gsm2"}, 'no line is called "gsm2"'),
        ({"body": " "}, "a text has 1 to 1000 characters that show"),
        ({"body": "x" * (MOST_CHARACTERS + 1)}, "not 1001"),
        ({"body": "a\x1bb"}, r"'\\x1b', which no telephone shows"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(facts: dict[str, str], sentence: str) -> None:
    (refusal,) = refusals(Box().order(**facts))
    assert sentence.replace("\\\\", "\\") in refusal


def test_a_line_that_cannot_is_refused_and_without_any_there_is_none_to_choose() -> None:
    box = Box(can=())
    assert refusals(box.order(line="gsm1")) == [
        "gsm1 cannot send texts: its modem is an invented modem; name a line with a GSM modem"
    ]
    assert refusals(box.order())[0].startswith("no line can send texts now")


def test_texts_to_be_sent_have_a_bound() -> None:
    box = Box()
    box.tell(events.LineFailed("gsm1", "unplugged"))
    for _ in range(MOST_OPEN):
        assert refusals(box.order(line="gsm1")) == [""]
    assert refusals(box.order(line="gsm1"))[0].startswith(f"{MOST_OPEN} texts wait to be sent already")


def test_texts_that_are_over_are_remembered_within_a_bound() -> None:
    texts = OutgoingTexts()
    over = OutgoingText(text=1, line="gsm1", number="1", body="", ordered_utc_ms=1, state=OutgoingState.SENT)
    for number in range(1, MOST_OVER + 9):
        texts.add(msgspec.structs.replace(over, text=number), 0)
    assert texts.get(8) is None
    assert texts.get(9) is not None


def test_a_box_that_stops_waits_for_the_text_in_the_modems_hands_and_begins_with_no_other() -> None:
    box = Box()
    box.order("one")
    box.order("two")
    assert Rest() not in box.tell(events.DrainBegan(60_000))
    assert Rest() in box.tell(text_events.TextSent("gsm1", 1, 1, 1, 1))
    assert [send.body for send in box.sends] == ["one"]
    slow = Box()
    slow.order()
    slow.tell(events.DrainBegan(60_000))
    assert Rest() in slow.wait(70_000)


def test_the_rules_for_numbers_hold_and_the_ledger_says_so() -> None:
    box = Box()
    told = box.order(number="0900 123456")
    assert refusals(told) == ["0900 123456 is a premium number"]
    (row,) = [action.record for action in told if isinstance(action, KeepLedger)]
    assert (row.kind, row.refused) == (OutboundKind.TEXT, "0900 123456 is a premium number")
    (abroad, *_) = box.order(number="+43 664 1234567")
    assert isinstance(abroad, KeepLedger)
    assert abroad.record.number == "00436641234567"
    assert box.text().number == "+436641234567"
    off = Box(plan=msgspec.structs.replace(PLAN, outbound=OutboundPlan()))
    assert "outgoing calls and texts are off" in refusals(off.order())[0]


def test_the_caps_for_texts_count_what_was_let_out() -> None:
    few = msgspec.structs.replace(PLAN.outbound, texts=Caps(per_number=1))
    box = Box(plan=msgspec.structs.replace(PLAN, outbound=few))
    assert refusals(box.order()) == [""]
    assert "has reached the cap for one number: 1 in 24 hours" in refusals(box.order())[0]
