"""Who must be called back: one entry a number, gone when somebody speaks, whatever was said of it before."""

from collections.abc import Iterable

import pytest

from appliance.core.missed import marked, missed_numbers, number_key
from appliance.model.missed import Contact, MissedMark, MissedNumber, MissedOrder, MissedState
from appliance.model.outbound import OutboundPlan
from appliance.model.states import Direction, Outcome

GERMANY = OutboundPlan(country_code="49")
ANNA, BEN = "+49301234567", "0307654321"


def call(number: int, who: str = ANNA, outcome: Outcome = Outcome.ABANDONED, **more: object) -> Contact:
    """At that minute."""
    fields: dict[str, object] = {
        "call": number,
        "direction": Direction.INCOMING,
        "number": who,
        "name": "",
        "rang_utc_ms": number * 60_000,
        "spoke": outcome is Outcome.ANSWERED,
        "outcome": outcome,
        "line": "line1",
        "queue": "sales",
        "waited_ms": 1_000 * number,
    }
    return Contact(**{**fields, **more})  # type: ignore[arg-type]


def out(number: int, who: str, *, spoke: bool) -> Contact:
    return call(
        number, who, Outcome.REACHED if spoke else Outcome.NOT_REACHED, direction=Direction.OUTGOING, spoke=spoke
    )


def mark(minute: int, state: MissedState, who: str = "carla", number: str = ANNA) -> MissedMark:
    return MissedMark(number=number, state=state, who=who, changed_utc_ms=minute * 60_000)


def missed(*contacts: Contact, marks: Iterable[MissedMark] = ()) -> tuple[MissedNumber, ...]:
    return missed_numbers(contacts, {each.number: each for each in marks}, GERMANY)


def test_one_entry_a_number_however_it_was_told_and_who_rang_last_comes_first() -> None:
    found = missed(call(1, name="Anna"), call(2, BEN), call(3, "030 1234567"), call(4, "0049301234567", queue=None))
    assert [(each.key, each.times, each.last_call) for each in found] == [(ANNA, 3, 4), ("+49307654321", 1, 2)]
    first = found[0]
    assert (first.name, first.number, first.first_utc_ms, first.last_utc_ms) == (
        "Anna",
        "0049301234567",
        60_000,
        240_000,
    )
    assert (first.queue, first.waited_ms) == ("sales", 4_000)


@pytest.mark.parametrize("spoken", [call(2, outcome=Outcome.ANSWERED), out(2, "0301234567", spoke=True)])
def test_it_closes_itself_when_we_speak_whoever_called(spoken: Contact) -> None:
    assert missed(call(1), spoken) == ()
    (again,) = missed(call(1), spoken, call(3))
    assert again.times == 1


def test_a_call_back_that_reaches_nobody_and_a_call_that_served_itself_change_nothing() -> None:
    (found,) = missed(call(1), out(2, ANNA, spoke=False), call(3, outcome=Outcome.SELF_SERVED))
    assert (found.times, found.last_call) == (1, 1)


def test_who_withholds_the_number_cannot_be_called_back() -> None:
    assert missed(call(1, ""), call(2, "anonymous")) == ()


def test_what_was_said_of_it_holds_until_somebody_speaks() -> None:
    taken = mark(2, MissedState.TAKEN)
    (found,) = missed(call(1), call(3), marks=[taken])
    assert (found.state, found.who, found.times) == (MissedState.TAKEN, "carla", 2)
    (found,) = missed(call(1), call(3, outcome=Outcome.ANSWERED), call(4), marks=[taken])
    assert (found.state, found.who) == (MissedState.OPEN, "")


def test_closed_is_closed_until_they_ring_in_vain_again() -> None:
    closed = mark(2, MissedState.CLOSED)
    (found,) = missed(call(1), marks=[closed])
    assert (found.state, found.who) == (MissedState.CLOSED, "carla")
    (found,) = missed(call(1), call(3), marks=[closed])
    assert (found.state, found.times, found.first_utc_ms) == (MissedState.OPEN, 1, 180_000)


def test_without_a_country_numbers_are_told_apart_by_their_last_nine_digits() -> None:
    plan = OutboundPlan()
    assert number_key(plan, "+49 30 1234567") == number_key(plan, "030/123 45 67") == "301234567"
    assert number_key(plan, "112") == "112"
    assert number_key(plan, "") == number_key(plan, "Anna") == ""


def test_who_takes_it_has_it_until_they_give_it_back() -> None:
    (entry,) = missed(call(1))
    taken = marked(entry, MissedOrder.TAKE, "carla", 9)
    assert taken == MissedMark(number=ANNA, state=MissedState.TAKEN, who="carla", changed_utc_ms=9)
    (entry,) = missed(call(1), marks=[mark(2, MissedState.TAKEN)])
    assert marked(entry, MissedOrder.TAKE, "dora", 9) == f"{ANNA} is taken by carla; they give it back first"
    back = marked(entry, MissedOrder.GIVE_BACK, "carla", 9)
    assert isinstance(back, MissedMark)
    assert (back.state, back.who) == (MissedState.OPEN, "")
    closed = marked(entry, MissedOrder.CLOSE, "", 9)
    assert isinstance(closed, MissedMark)
    assert closed.who == "carla"


def test_what_cannot_be_said_is_a_sentence() -> None:
    (entry,) = missed(call(1))
    assert marked(entry, MissedOrder.TAKE, "", 9) == f"{ANNA} is taken by somebody; say who"
    assert marked(entry, MissedOrder.GIVE_BACK, "carla", 9) == f"{ANNA} is open; that cannot be said of it now"
