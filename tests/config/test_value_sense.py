"""Values among the prompts of a step: what can be said passes, what cannot is told with what was expected."""

import pytest

from appliance.config.value_sense import collected_in, value_fault
from appliance.model.flow import Collect, HangUp

VARIABLES = ("order", "amount")


@pytest.mark.parametrize(
    "name",
    [
        *("{digits order}", "{number order}", "{money amount EUR}", "{cents amount PLN}", "{minutes amount}"),
        *("{time now}", "{time 9:30}", "{date today}", "{date tomorrow}", "{date 2026-12-24}", "{date order}"),
        *("{digits caller}", "{digits +4930 1205}".replace(" 1205", "1205"), "{money 12.50 EUR}", "{number -7}"),
    ],
)
def test_what_can_be_said(name: str) -> None:
    assert value_fault(name, VARIABLES) == ""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("{digits ordr}", 'no step of this flow collects it; did you mean "order"?'),
        ("{digits}", 'expected "{KIND VALUE}", KIND one of number, digits, money'),
        ("{digits order", 'expected "{KIND VALUE}"'),
        ("{words order}", 'such as "{digits order}"'),
        ("{digits order more text}", "expected"),
        ("{money amount}", "a currency belongs to money and cents"),
        ("{money amount XXX}", "there is EUR, USD"),
        ("{digits order EUR}", "a currency belongs to money"),
        ("{money 12.505 EUR}", "that is no money; expected an amount such as 12.50"),
        ("{date 2026-02-30}", "that is no date"),
        ("{time 24:00}", "that is no time"),
        ("{number 1.5}", "that is no number; expected a whole number"),
        ("{time tomorrow}", "no step of this flow collects it"),
    ],
)
def test_what_cannot_be_said_is_told(name: str, told: str) -> None:
    assert told in value_fault(name, VARIABLES)


def test_values_are_said_by_steps_only() -> None:
    assert "a step of a flow only" in value_fault("{digits order}", None)


def test_variables_are_those_that_are_collected() -> None:
    collect = Collect(prompts=(), variable="order", then="end", on_exhausted="end")
    assert collected_in((collect, None, HangUp(), collect)) == ("order",)
