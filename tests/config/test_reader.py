"""The strict reader: types come from the hints, every fault is one sentence."""

from enum import Enum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config.places import Place
from appliance.config.reader import Reader
from appliance.model.flow import Flow, HangUp, Say
from appliance.model.words import Ms, Value


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Inner(Value, frozen=True, kw_only=True):
    depth: int


class Sample(Value, frozen=True, kw_only=True):
    port: str
    speed: int = 115_200
    level: float = 0.5
    on: bool = True
    wait_ms: Ms = 1_000
    pace_ms: Annotated[int, msgspec.Meta(ge=10, le=500)] = 20
    retries: Annotated[int, msgspec.Meta(ge=0)] = 3
    colour: Colour = Colour.RED
    way: Literal["hard", "soft"] = "hard"
    names: tuple[str, ...] = ()
    pins: dict[str, int] = {}
    inner: Inner | None = None
    anything: Any = None


PLACE = Place('site/lines.toml: [[line]] 2 "front"', ("options",))
HEAD = f"{PLACE.where} options."


def faults(**table: Any) -> list[str]:
    reader = Reader()
    reader.read({"port": "/dev/x", **table}, Sample, PLACE)
    return [fault.removeprefix(HEAD) for fault in reader.faults]


def test_a_table_becomes_its_value() -> None:
    reader = Reader()
    table = {
        "port": "/dev/x",
        "speed": 9600,
        "level": 1,
        "on": False,
        "wait": "1.5 s",
        "pace": "40 ms",
        "colour": "green",
        "way": "soft",
        "names": ["a", "b"],
        "pins": {"fault": 17},
        "inner": {"depth": 3},
        "anything": [1, "x"],
    }
    value = reader.read(table, Sample, PLACE)
    assert reader.faults == []
    assert value == Sample(
        port="/dev/x",
        speed=9600,
        level=1.0,
        on=False,
        wait_ms=1_500,
        pace_ms=40,
        colour=Colour.GREEN,
        way="soft",
        names=("a", "b"),
        pins={"fault": 17},
        inner=Inner(depth=3),
        anything=[1, "x"],
    )
    assert isinstance(value.level, float)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"spede": 9600}, 'spede = 9600: no such option; did you mean "speed"?'),
        ({"wait_ms": 5}, 'wait_ms = 5: no such option; did you mean "wait"?'),
        ({"speed": "9600"}, 'speed = "9600": expected a whole number, without quotes'),
        ({"speed": True}, "speed = true: expected a whole number, without quotes"),
        ({"speed": 9.5}, "speed = 9.5: expected a whole number, without quotes"),
        ({"level": "loud"}, 'level = "loud": expected a number, without quotes'),
        ({"on": 1}, "on = 1: expected true or false, without quotes"),
        ({"port": 7}, 'port = 7: expected text in quotes, such as "text"'),
        ({"wait": 5}, 'wait = 5: expected a time with its unit (ms, s, min, h), such as "20 s" or "2 min"'),
        ({"wait": "5 mintes"}, 'wait = "5 mintes": no such unit "mintes"; did you mean "min"?'),
        ({"pace": "1 s"}, 'pace = "1 s": expected at least 10 ms and at most 500 ms'),
        ({"retries": -1}, "retries = -1: expected at least 0"),
        ({"colour": "gren"}, 'colour = "gren": no such value; did you mean "green"?'),
        ({"way": 3}, 'way = 3: no such value; there is "hard", "soft"'),
        ({"names": "a"}, 'names = "a": expected a list in brackets, such as [1, 2] or ["a", "b"]'),
        ({"names": ["a", 2]}, 'names.2 = 2: expected text in quotes, such as "text"'),
        ({"pins": {"fault": "17"}}, 'pins.fault = "17": expected a whole number, without quotes'),
        ({"pins": 17}, 'pins = 17: expected a table, such as { key = "value" }'),
        ({"inner": {"dpth": 1}}, 'inner.dpth = 1: no such option; did you mean "depth"?'),
        ({"inner": 4}, 'inner = 4: expected a table, such as { key = "value" }'),
    ],
)
def test_each_fault_is_one_sentence(table: dict[str, Any], sentence: str) -> None:
    assert faults(**table) == [sentence]


def test_every_fault_is_told_at_once() -> None:
    assert len(faults(spede=1, level="x", on="yes", wait=3, colour="blue")) == 5


def test_a_missing_option_is_named_unless_it_was_mistyped() -> None:
    lacking, mistyped = Reader(), Reader()
    lacking.read({}, Sample, PLACE)
    mistyped.read({"prot": "x"}, Sample, PLACE)
    assert lacking.faults == [f'{PLACE}: lacks the option "port"']
    assert mistyped.faults == [f'{HEAD}prot = "x": no such option; did you mean "port"?']


def test_steps_are_told_apart_by_their_kind() -> None:
    reader = Reader()
    steps = {"greet": {"step": "say", "prompts": ["hello"], "then": "bye"}, "bye": {"step": "hang_up"}}
    flow = reader.read({"name": "main", "start": "greet", "steps": steps}, Flow, Place("f"))
    assert reader.faults == []
    assert flow.steps == {"greet": Say(prompts=("hello",), then="bye"), "bye": HangUp()}


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"step": "sya"}, 'f steps.a.step = "sya": no such step; did you mean "say"?'),
        ({"prompts": []}, 'f steps.a: lacks the option "step"; there is "say", "ask", "collect", "hours", "queue"'),
        (3, 'f steps.a = 3: expected a table, such as { key = "value" }'),
        ({"step": "hang_up", "then": "x"}, 'f steps.a.then = "x": no such option; there is "prompts"'),
    ],
)
def test_a_wrong_step_is_one_sentence(step: Any, sentence: str) -> None:
    reader = Reader()
    reader.read({"name": "main", "start": "a", "steps": {"a": step}}, Flow, Place("f"))
    assert len(reader.faults) == 1
    assert reader.faults[0].startswith(sentence)


def test_a_type_settings_cannot_hold_is_our_fault() -> None:
    class Odd(Value, frozen=True):
        either: int | str = 0

    with pytest.raises(TypeError, match="settings cannot hold"):
        Reader().read({"either": 1}, Odd, PLACE)


_toml = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=8) | st.floats(allow_nan=False) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
_keys = st.sampled_from(
    ["port", "speed", "wait", "pace", "colour", "way", "names", "pins", "inner", "steps", "start", "name", "step"]
)


@given(st.dictionaries(_keys | st.text(max_size=6), _toml, max_size=3))
def test_any_table_is_a_value_or_sentences(table: dict[str, Any]) -> None:
    for wanted in (Sample, Flow):
        reader = Reader()
        reader.read(table, wanted, PLACE)
        assert all(fault.startswith(PLACE.where) and "\n" not in fault for fault in reader.faults)
