"""Parts of long messages: any order, repeated, over changed and reused references, late, and too many at once."""

from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocol.gsm.sms import SmsDeliver, decode_pdu
from appliance.protocol.gsm.sms_parts import (
    MOST_REMEMBERED,
    MOST_UNFINISHED,
    PATIENCE_MS,
    PartsJoining,
    RepeatedPart,
)
from appliance.protocol.gsm.unfinished_message import GAP_MARK, JoinedMessage
from tests.protocol.gsm.pdus import STAMP, ascii_deliver, bits_packed, deliver, gsm_part, ucs2_deliver

LATER = STAMP[:8] + "11" + STAMP[10:]


def came(pdu: str) -> SmsDeliver:
    message = decode_pdu(pdu)
    assert isinstance(message, SmsDeliver)
    return message


def part(text: str, number: int, total: int = 3, reference: int = 1, sent: str = STAMP) -> SmsDeliver:
    return came(gsm_part(text, reference, total, number, sent=sent))


def joined(given_out: tuple[JoinedMessage | RepeatedPart, ...]) -> list[str]:
    return [each.text for each in given_out if isinstance(each, JoinedMessage)]


ABC = (part("A", 1), part("B", 2), part("C", 3))


def test_a_message_in_one_piece_is_itself_at_once() -> None:
    joining = PartsJoining()
    alone = came(ascii_deliver("whole"))
    assert joining.take(alone, 0) == (JoinedMessage("whole", (alone,)),)
    assert joined(joining.take(part("one of one", 1, total=1), 0)) == ["one of one"]
    assert joining.next_wake() is None


@pytest.mark.parametrize("order", list(permutations(ABC)))
def test_any_order_is_joined_with_the_last_part(order: tuple[SmsDeliver, ...]) -> None:
    joining = PartsJoining()
    assert joining.take(order[0], 0) == joining.take(order[1], 10) == ()
    assert joining.take(order[2], 20) == (JoinedMessage("ABC", ABC),)
    assert joining.next_wake() is None


def test_a_part_that_comes_twice_counts_once_and_is_told() -> None:
    joining = PartsJoining()
    again = part("A", 1)
    given_out = [joining.take(each, 0) for each in (ABC[0], again, ABC[1], ABC[2])]
    assert given_out[-1] == (JoinedMessage("ABC", ABC, repeated=(again,)),)


def test_a_part_that_comes_again_after_the_message_was_whole_is_no_message() -> None:
    joining = PartsJoining()
    for each in ABC:
        joining.take(each, 0)
    assert joining.take(ABC[1], 1_000) == (RepeatedPart(ABC[1]),)
    assert joining.next_wake() is None
    new = part("B", 2, sent=LATER)
    assert joining.take(new, 2_000) == ()  # the same words at another time are another message


def test_what_is_there_at_the_deadline_is_given_out_with_a_mark_for_each_gap() -> None:
    joining = PartsJoining()
    for number, text in ((2, "B"), (5, "E"), (6, "F")):
        assert joining.take(part(text, number, total=8), number) == ()
    assert joining.next_wake() == 2 + PATIENCE_MS
    assert joining.wake(1 + PATIENCE_MS) == ()
    (message,) = joining.wake(2 + PATIENCE_MS)
    assert message.text == f"{GAP_MARK}B{GAP_MARK}EF{GAP_MARK}"
    assert message.missing == (1, 3, 4, 7, 8)
    assert message.first.body.text == "B"
    assert joining.next_wake() is None


def test_later_parts_do_not_make_the_deadline_later() -> None:
    joining = PartsJoining()
    joining.take(ABC[0], 0)
    joining.take(ABC[1], PATIENCE_MS - 1)
    assert joined(joining.wake(PATIENCE_MS)) == [f"AB{GAP_MARK}"]


def test_senders_lengths_and_widths_of_reference_are_kept_apart() -> None:
    joining = PartsJoining()
    other_sender = came(gsm_part("B", 1, 3, 2).replace("719471325476F8"[2:], "719471325476F9"[2:]))
    wide = came(deliver("060804000103" + "02" + bits_packed(b"B"), 9, first="44"))
    for message in (ABC[0], part("B", 2, total=2), wide, other_sender):
        assert joining.take(message, 0) == ()
    assert len(joining.wake(PATIENCE_MS)) == 4


def test_a_reference_used_again_begins_another_message() -> None:
    joining = PartsJoining()
    joining.take(ABC[0], 0)
    assert joined(joining.take(part("X", 1), 10)) == [f"A{GAP_MARK}"]
    joining.take(part("Y", 2), 20)
    assert joined(joining.take(part("Z", 3), 30)) == ["XYZ"]


def test_a_changed_reference_is_seen_when_nothing_else_can_be_hoped_for() -> None:
    joining = PartsJoining()
    for message in (part("A", 1), part("C", 3), part("B", 2, reference=9)):
        assert joining.take(message, 0) == ()
    (message,) = joining.wake(PATIENCE_MS)
    assert message.text == "ABC"
    assert message.references_changed
    assert message.missing == ()
    assert joining.next_wake() is None


def test_halves_of_two_messages_are_not_mixed_while_both_may_become_whole() -> None:
    joining = PartsJoining()
    said = [joining.take(message, 0) for message in (part("A", 1, 2), part("y", 2, 2, 9), part("x", 1, 2, 9))]
    assert joined(said[-1]) == ["xy"]
    assert joined(joining.take(part("B", 2, 2), 5)) == ["AB"]


def test_halves_that_overlap_are_two_messages() -> None:
    joining = PartsJoining()
    for message in (part("A", 1), part("B", 2), part("b", 2, reference=9), part("c", 3, reference=9)):
        joining.take(message, 0)
    assert sorted(joined(joining.wake(PATIENCE_MS))) == [f"AB{GAP_MARK}", f"{GAP_MARK}bc"]


def test_a_character_cut_in_two_is_whole_again() -> None:
    joining = PartsJoining()
    joining.take(came(ucs2_deliver("x\ud83d", header="0500030102" + "01")), 0)
    assert joined(joining.take(came(ucs2_deliver("\ude00y", header="0500030102" + "02")), 0)) == ["x😀y"]
    joining.take(came(gsm_part("5 \x1b", 2, 2, 1)), 0)
    assert joined(joining.take(came(gsm_part("e.", 2, 2, 2)), 0)) == ["5 €."]


def test_parts_of_two_alphabets_are_read_each_in_its_own() -> None:
    joining = PartsJoining()
    joining.take(part("plain ", 1, 2, 1), 0)
    assert joined(joining.take(came(ucs2_deliver("жж", header="050003010202")), 0)) == ["plain жж"]


def test_a_message_travels_as_json_and_back() -> None:
    joining = PartsJoining()
    joining.take(ABC[0], 0)
    (message,) = joining.wake(PATIENCE_MS)
    assert msgspec.json.decode(msgspec.json.encode(message), type=JoinedMessage) == message


def test_bound_one_message_too_many_gives_out_the_oldest_as_it_is() -> None:
    joining = PartsJoining()
    for reference in range(MOST_UNFINISHED):
        assert joining.take(part("A", 1, reference=reference), reference) == ()
    assert joined(joining.take(part("A", 1, reference=200), 100)) == [f"A{GAP_MARK}"]
    assert len(joining._unfinished) == MOST_UNFINISHED


def test_bound_repetitions_without_end_become_messages_of_their_own() -> None:
    joining = PartsJoining()
    given_out = [joining.take(ABC[0], now) for now in range(9)]
    assert [joined(each) for each in given_out] == [[]] * 4 + [[f"A{GAP_MARK}"]] + [[]] * 3 + [[f"A{GAP_MARK}"]]


def test_bound_only_so_many_joined_messages_are_remembered() -> None:
    joining = PartsJoining()
    for reference in range(MOST_REMEMBERED + 5):
        joining.take(part("A", 1, 2, reference), 0)
        joining.take(part("B", 2, 2, reference), 0)
    assert len(joining._finished) == MOST_REMEMBERED


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            part,
            st.sampled_from("ab"),
            st.integers(1, 3),
            st.integers(1, 3),
            st.integers(1, 2),
            st.sampled_from([STAMP, LATER]),
        ),
        max_size=30,
    ),
    st.integers(0, PATIENCE_MS),
)
def test_nothing_put_in_is_lost_or_given_out_twice(messages: list[SmsDeliver], pause: int) -> None:
    joining = PartsJoining()
    out: list[SmsDeliver] = []

    def collect(given_out: tuple[JoinedMessage | RepeatedPart, ...]) -> None:
        for each in given_out:
            out.extend((each.message,) if isinstance(each, RepeatedPart) else each.parts + each.repeated)

    now = 0
    for message in messages:
        now += pause // 10
        collect(joining.wake(now))
        collect(joining.take(message, now))
    collect(joining.wake(now + PATIENCE_MS))
    assert joining.next_wake() is None
    assert sorted(map(id, out)) == sorted(map(id, messages))
