"""Places in line told in the box's own words: nearer each time, and the house's own prompts before them."""

import pytest

from appliance.model import events
from appliance.model.actions import PlayPrompts
from appliance.model.plan import AgentPlan, QueuePlan
from tests.core.counter import Counter, counter

ANNA = AgentPlan(name="anna", wrap_up_ms=1_000)


def busy(**options: object) -> Counter:
    """Anna talks in call 1; three more wait."""
    queue = QueuePlan(name="sales", announce_every_ms=20_000, **options)  # type: ignore[arg-type]
    play = Counter(counter((queue,), (ANNA,), lines=4))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    for number in (2, 3, 4):
        play.at(number).ring(f"sales {number}")
    return play


def told(play: Counter, line: str) -> list[tuple[str, ...]]:
    actions = (action for _, _, actions in play.journal for action in actions)
    return [action.prompts for action in actions if isinstance(action, PlayPrompts) and action.line == line]


def next_call(play: Counter, line: str) -> None:
    """Whoever talks there hangs up, and anna takes the next one."""
    play.hang_up(line)
    play.play(events.WrapUpEnded("anna"))
    play.accept("anna")


def test_each_is_told_the_place_and_the_first_that_it_is_the_first() -> None:
    play = busy(announce_places=5)
    assert [told(play, f"sales {n}") for n in (2, 3, 4)] == [[("place:1",)], [("place:2",)], [("place:3",)]]


def test_places_beyond_the_last_are_not_told() -> None:
    play = busy(announce_places=2)
    assert [told(play, f"sales {n}") for n in (2, 3, 4)] == [[("place:1",)], [("place:2",)], []]


def test_a_place_is_told_again_only_when_it_is_nearer() -> None:
    play = busy(announce_places=5)
    play.at(60)
    assert told(play, "sales 4") == [("place:3",)]
    next_call(play, "sales 1")
    play.at(120)
    assert told(play, "sales 4") == [("place:3",), ("place:2",)]


@pytest.mark.parametrize(("house", "prompt"), [({}, "place:1"), ({"announce_next": "you_are_next"}, "you_are_next")])
def test_the_house_s_own_prompt_for_who_is_next_comes_before_the_box_s_words(
    house: dict[str, str], prompt: str
) -> None:
    assert told(busy(announce_places=5, **house), "sales 2") == [(prompt,)]
