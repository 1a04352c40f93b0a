"""The memory that box and child share: order, bounds, wrapping counts, and a child that cannot be trusted."""

import os
from collections.abc import Iterator

import pytest

from appliance.drivers.sound.card.feed import MOST_AHEAD, CardFeed
from appliance.drivers.sound.card.memory import FRAME_BYTES, SILENT, SLOTS, BoxEnd, CardEnd, SharedSound, new_memory
from appliance.sound.surplus import WARY_TAKES
from tests.drivers.sound.card.rig import Ears

BEGUN = 2**32 - 5
"""Counts that wrap soon."""


@pytest.fixture
def shared() -> Iterator[SharedSound]:
    fd = new_memory()
    shared = SharedSound(fd)
    os.close(fd)
    for place in (16, 17, 32, 33):
        shared.count(place, BEGUN)
    yield shared
    shared.close()
    shared.close()


def numbered(number: int) -> bytes:
    return number.to_bytes(2, "little") * (FRAME_BYTES // 2)


def test_frames_come_in_order_past_the_wrap_of_the_counts(shared: SharedSound) -> None:
    card, box = CardEnd(shared), BoxEnd(shared)
    for number in range(100):
        card.put_heard(numbered(number))
        box.put_said(numbered(number + 500))
        assert list(box.take_heard()) == [numbered(number)]
        assert card.take_said() == numbered(number + 500)
    assert box.counts.missing == box.counts.lost == 0


def test_a_box_that_stands_still_loses_what_does_not_fit_and_a_card_that_does_takes_no_more(
    shared: SharedSound,
) -> None:
    card, box = CardEnd(shared), BoxEnd(shared)
    for number in range(SLOTS + 5):
        card.put_heard(numbered(number))
        box.put_said(numbered(number))
    assert box.counts.lost == 5
    assert list(box.take_heard()) == [numbered(number) for number in range(SLOTS)]
    assert box.said_waiting == SLOTS
    assert [card.take_said() for _ in range(SLOTS + 2)][-3:] == [numbered(SLOTS - 1), SILENT, SILENT]
    assert box.counts.missing == 2


def test_counts_that_no_honest_child_has_are_nothing_to_fetch(shared: SharedSound) -> None:
    box = BoxEnd(shared)
    shared.count(16, 77)
    assert list(box.take_heard()) == []
    box.begin()
    assert list(box.take_heard()) == []


def test_a_memory_of_another_layout_is_refused() -> None:
    fd = new_memory()
    os.pwrite(fd, b"CALLSND9", 0)
    with pytest.raises(ValueError, match="another layout"):
        SharedSound(fd)
    os.close(fd)


class Beats:
    """A card whose beats come when a test says so, and a box that answers when a test says so."""

    def __init__(self, shared: SharedSound) -> None:
        self.card, self.box, self.ears = CardEnd(shared), BoxEnd(shared), Ears()
        self.box.begin()
        self.feed = CardFeed(self.box, self.ears)
        self.played: list[bytes] = []

    def card_beats(self, times: int = 1) -> None:
        for _ in range(times):
            self.played.append(self.card.take_said())
            self.card.put_heard(SILENT)

    def box_answers(self) -> None:
        for heard in self.box.take_heard():
            self.feed.beat(heard)

    @property
    def missing(self) -> int:
        return self.box.counts.missing


def test_a_steady_card_has_one_frame_ahead_and_never_misses_one(shared: SharedSound) -> None:
    beats = Beats(shared)
    for _ in range(500):
        beats.card_beats()
        beats.box_answers()
        assert beats.box.said_waiting == 1
    assert beats.missing == 0
    assert beats.played[1:4] == [numbered(1_001), numbered(1_002), numbered(1_003)]


def test_a_card_whose_beats_come_in_pairs_misses_one_and_then_none(shared: SharedSound) -> None:
    beats = Beats(shared)
    for _ in range(WARY_TAKES + 500):
        beats.card_beats(2)
        beats.box_answers()
    assert beats.missing == 1


def test_a_frame_too_many_after_the_box_was_late_goes_again(shared: SharedSound) -> None:
    beats = Beats(shared)
    for _ in range(20):
        beats.card_beats()
        beats.box_answers()
    beats.card_beats(3)
    beats.box_answers()
    assert beats.box.said_waiting == 3
    for _ in range(4 * WARY_TAKES):
        beats.card_beats()
        beats.box_answers()
    assert beats.box.said_waiting == 1
    assert beats.missing == 2


def test_a_box_that_stood_still_for_long_says_no_more_ahead_than_it_may(shared: SharedSound) -> None:
    beats = Beats(shared)
    beats.card_beats(SLOTS)
    beats.box_answers()
    assert beats.box.said_waiting == MOST_AHEAD
