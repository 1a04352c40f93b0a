"""Values that a step speaks: what was keyed in, the time, the caller's number, money; named for the sound to find."""

import pytest

from appliance.core.engine import Engine
from appliance.model.actions import Note, PlayPrompts
from appliance.model.caller import Caller, Presentation
from appliance.model.events import (
    BoxStarted,
    CallerIdentified,
    ClockStruck,
    DigitPressed,
    LineAnswered,
    LineRang,
    LineReady,
    PromptsEnded,
)
from appliance.model.flow import Collect, Flow, HangUp, Say
from appliance.model.plan import LinePlan, Plan
from appliance.model.spoken import spoken_value
from appliance.model.states import DigitSource


def said(*prompts: str, keyed: str = "4711") -> tuple[tuple[str, ...], list[str]]:
    """What a step with these prompts plays to a caller who has keyed that in, and the notes of the call."""
    flow = Flow(
        name="main",
        start="ask",
        steps={
            "ask": Collect(prompts=(), variable="order", most=20, then="say", on_exhausted="bye"),
            "say": Say(prompts=prompts, then="bye"),
            "bye": HangUp(),
        },
    )
    engine, actions = Engine(), []
    plan = Plan(lines=(LinePlan(name="line1", flow="main", rings=1),), flows=(flow,))
    clock = ClockStruck(utc_ms=1_700_000_000_000, date="2026-12-31", day=3, minute=1_438)
    happened = (
        BoxStarted(plan=plan, first_call=1, seed=1),
        clock,
        LineReady("line1", "modem"),
        LineRang("line1"),
        CallerIdentified("line1", Caller("+4930123", presentation=Presentation.GIVEN)),
        LineAnswered("line1"),
        *(DigitPressed("line1", digit, DigitSource.MODEM) for digit in f"{keyed}#"),
    )
    for at, event in enumerate(happened):
        actions += engine.handle(event, at)
    for token in range(9):
        actions += engine.handle(PromptsEnded("line1", token), 99)
    played = [action.prompts for action in actions if isinstance(action, PlayPrompts)]
    return (played or [()])[-1], [action.text for action in actions if isinstance(action, Note)]


def test_what_was_keyed_in_is_said_as_what_it_is() -> None:
    names, _ = said("you_keyed", "{digits order}", "{number order}", "{money order EUR}", "{cents order PLN}", "thanks")
    assert names == ("you_keyed", "digits:4711", "number:4711", "money:471100:EUR", "money:4711:PLN", "thanks")


def test_the_moment_and_the_caller() -> None:
    names, _ = said(
        "{time now}", "{date today}", "{date tomorrow}", "{digits caller}", "{money 12.5 EUR}", "{time 9:05}"
    )
    assert names == (
        "time:2358",
        "date:2026-12-31",
        "date:2027-01-01",
        "digits:+4930123",
        "money:1250:EUR",
        "time:0905",
    )


def test_a_value_that_is_none_is_left_out_and_told() -> None:
    names, notes = said("{date order}", "after", keyed="20261301")
    assert names == ("after",)
    assert '{date order} was left out: "20261301" is none' in notes
    assert "{digits other} was left out: nothing is known of it" in said("{digits other}")[1]


def test_a_number_too_long_to_count_is_said_digit_by_digit() -> None:
    assert said("{number order}", keyed="1234567890")[0] == ("digits:1234567890",)


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("money", "-3", "money:-300:EUR"),
        ("money", "1.05", "money:105:EUR"),
        ("cents", "-5", "money:-5:EUR"),
        ("date", "20261224", "date:2026-12-24"),
        ("date", "2026-1-1", None),
        ("time", "930", "time:0930"),
        ("time", "2460", None),
        ("minutes", "007", "minutes:7"),
        ("hours", "0", "hours:0"),
        ("digits", "12 34", "digits:12 34"),
        ("digits", "1" * 65, None),
        ("number", "٣", None),
        ("number", "-", None),
    ],
)
def test_what_a_known_value_is_called(kind: str, text: str, name: str | None) -> None:
    assert spoken_value(kind, text, "EUR" if kind in {"money", "cents"} else "") == name
