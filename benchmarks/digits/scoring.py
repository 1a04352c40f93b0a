"""What of the keys pressed was heard: right, twice, wrong, not at all."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from benchmarks.digits.detectors import Detector, Heard
from benchmarks.digits.dialling import Call


class Score(NamedTuple):
    pressed: int = 0
    right: int = 0
    split: int = 0
    """One press told again."""
    wrong: int = 0
    """Another key than the one that was pressed, or a key where none was."""

    @property
    def percent(self) -> float:
        return 100 * self.right / self.pressed

    def __add__(self, other: tuple[object, ...]) -> "Score":
        assert isinstance(other, Score)
        return Score(*(one + two for one, two in zip(self, other, strict=True)))


def scored(detector: Detector, calls: Iterable[Call], *, dial_tone: bool = False) -> Score:
    total = Score()
    for call in calls:
        heard = detector.heard(call.samples, dial_tone=dial_tone)
        total += by_time(call, heard) if detector.timed else by_order(call, heard)
    return total


def by_time(call: Call, heard: list[Heard]) -> Score:
    """A key told between the beginning of one press and that of the next belongs to the first."""
    right = split = wrong = 0
    turn = iter(heard)
    each = next(turn, None)
    while each is not None and each.at <= call.begins[0]:
        wrong += 1
        each = next(turn, None)
    for place, key in enumerate(call.keys):
        end = call.begins[place + 1] if place + 1 < len(call.keys) else call.samples.size + 1
        told = []
        while each is not None and each.at <= end:
            told.append(each.key)
            each = next(turn, None)
        hits = told.count(key)
        right += hits > 0
        split += max(hits - 1, 0)
        wrong += len(told) - hits
    return Score(len(call.keys), right, split, wrong)


def by_order(call: Call, heard: list[Heard]) -> Score:
    """Where no times are known: the longest matching pieces are right, what repeats its neighbour is split."""
    told = "".join(each.key for each in heard)
    right = split = wrong = 0
    for kind, _, _, begin, end in SequenceMatcher(None, call.keys, told, autojunk=False).get_opcodes():
        if kind == "equal":
            right += end - begin
            continue
        for place in range(begin, end):
            again = (place > 0 and told[place] == told[place - 1]) or told[place] == told[place + 1 : place + 2]
            split += again
            wrong += not again
    return Score(len(call.keys), right, split, wrong)
