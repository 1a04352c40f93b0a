"""Stays in queues from a call's row and what the journal tells of it."""

import pytest

from appliance.core.rehearsed import Ending
from appliance.model.words import Ms
from appliance.rehearsal.stays import Facts, Stay, Ways, stays_of
from appliance.store.history import AskedCall, Interval, Joined

OFFSET = 1_000_000
CALL = AskedCall(7, 1, 10_000, 4_000, None, 50_000, "sales", None, ("menu", "1", "sales"), "abandoned")
JOIN = Joined(1, 14_000, 7, "sales", 14_000, "ben")


def piece(state: str, began: int, ended: int, agent: str = "anna", *, by_agent: bool = False) -> Interval:
    return Interval(1, agent, state, began, ended, 7, by_agent)


def stays(
    call: AskedCall, joins: list[Joined], pieces: list[Interval], key: Ms | None = None, longest: Ms = 300_000
) -> list[Stay]:
    return list(stays_of(call, Facts(joins, pieces), OFFSET, Ways(lambda *_: key, lambda *_: longest)))


def test_who_hung_up() -> None:
    (stay,) = stays(CALL, [JOIN], [])
    assert (stay.ending, stay.waited, stay.by_key) == (Ending.ABANDONED, 46_000, False)
    assert (stay.asked, stay.joined, stay.preferred) == (OFFSET + 14_000, OFFSET + 14_000, "ben")


def test_who_was_answered() -> None:
    pieces = [
        piece("offered", 20_000, 24_000, "ben"),
        piece("offered", 25_000, 28_000),
        piece("talking", 28_000, 38_000),
        piece("holding", 38_000, 40_000),
        piece("talking", 40_000, 50_000),
        piece("wrapping up", 50_000, 53_000, by_agent=True),
    ]
    (stay,) = stays(CALL._replace(outcome="answered"), [JOIN], pieces)
    assert (stay.ending, stay.agent, stay.waited) == (Ending.ANSWERED, "anna", 14_000)
    assert (stay.ring, stay.talk, stay.wrap, stay.wrap_by_agent) == (7_000, 22_000, 3_000, True)


def test_who_hung_up_while_it_rang() -> None:
    (stay,) = stays(CALL, [JOIN], [piece("offered", 20_000, 35_000, "ben"), piece("offered", 58_000, 60_000)])
    assert (stay.ending, stay.ring) == (Ending.ABANDONED, 17_000)


def test_phones_that_ring_at_once_ring_once() -> None:
    pieces = [
        piece("offered", 20_000, 24_000, "ben"),
        piece("offered", 20_000, 24_000),
        piece("talking", 24_000, 50_000),
    ]
    assert stays(CALL, [JOIN], pieces)[0].ring == 4_000


@pytest.mark.parametrize(
    ("key", "longest", "ending", "waited", "by_key"),
    [
        (29_000, 300_000, Ending.ABANDONED, 15_000, True),
        (None, 30_000, Ending.OVERFLOWED, 30_000, False),
        (48_000, 30_000, Ending.OVERFLOWED, 30_000, False),
    ],
    ids=["by key", "waited too long", "pressed a key after that"],
)
def test_who_left_otherwise(key: Ms | None, longest: Ms, ending: Ending, waited: Ms, by_key: bool) -> None:  # noqa: FBT001
    (stay,) = stays(CALL._replace(outcome="message taken"), [JOIN], [], key, longest)
    assert (stay.ending, stay.waited, stay.by_key) == (ending, waited, by_key)


def test_who_never_got_into_the_queue() -> None:
    (stay,) = stays(CALL._replace(outcome="overflowed"), [], [])
    assert (stay.ending, stay.waited, stay.queue, stay.joined) == (Ending.OVERFLOWED, 0, "sales", OFFSET + 14_000)


def test_a_power_cut_is_no_hanging_up() -> None:
    assert stays(CALL._replace(outcome="power lost"), [JOIN], [])[0].ending == Ending.UNSERVED


def test_a_transfer_makes_two_stays() -> None:
    pieces = [
        piece("talking", 20_000, 30_000, "ben"),
        piece("wrapping up", 30_000, 33_000, "ben"),
        piece("talking", 36_000, 45_000),
        piece("wrapping up", 45_000, 50_000),
    ]
    first, second = stays(CALL, [JOIN, Joined(1, 30_000, 7, "service", 14_000, None)], pieces)
    assert (first.queue, first.agent, first.talk, first.wrap) == ("sales", "ben", 10_000, 3_000)
    assert (second.queue, second.agent, second.waited, second.talk) == ("service", "anna", 6_000, 9_000)
    assert second.asked == first.asked == OFFSET + 14_000


def test_overflow_into_another_queue_makes_two_stays() -> None:
    first, second = stays(CALL, [JOIN, Joined(1, 34_000, 7, "service", 14_000, None)], [], longest=20_000)
    assert (first.ending, first.waited) == (Ending.OVERFLOWED, 20_000)
    assert (second.ending, second.waited) == (Ending.ABANDONED, 26_000)


def test_a_ticket_offered_anew_waits_on() -> None:
    """The plan was changed meanwhile, or several agents were told at once."""
    assert len(stays(CALL, [JOIN, JOIN, JOIN._replace(at=20_000)], [])) == 1


def test_a_lost_station_makes_a_second_wait_in_the_same_queue() -> None:
    pieces = [piece("talking", 20_000, 30_000), piece("talking", 36_000, 45_000, "ben")]
    assert [stay.agent for stay in stays(CALL, [JOIN, JOIN._replace(at=30_000)], pieces)] == ["anna", "ben"]
