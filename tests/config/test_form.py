"""The settings as forms: every table is there, and what a field says of itself is what the reader keeps to."""

from appliance.config.form import Field, forms
from appliance.config.tables import LISTS, SINGLE


def fields(kind: str) -> dict[str, Field]:
    return {field.key: field for form in forms() if form.kind == kind for field in form.fields}


def test_every_table_has_a_form() -> None:
    assert [form.kind for form in forms()] == [*SINGLE, *LISTS]
    assert {form.kind for form in forms() if form.several} == set(LISTS)


def test_a_field_tells_its_unit_its_default_and_what_it_takes() -> None:
    longest = fields("queue")["max_wait"]
    assert (longest.shape, longest.default, longest.expected) == ("duration", "10 min", '"1 s" to "24 h"')
    assert longest.help.startswith("Longest wait before the ticket overflows")
    assert fields("agent")["tier"].expected == "0 to 9"
    assert fields("queue")["strategy"].choices[0] == "longest_idle"
    assert fields("queue")["strategy"].default is None


def test_names_lead_to_what_they_name() -> None:
    assert fields("lamp")["line"].names == "line"
    assert fields("lamp")["box"].names == "box"
    assert fields("queue")["tiers"].keys == "agent"
    assert fields("queue")["announce_minutes"].names == "prompt"
    assert fields("queue")["announce_minutes"].keys_expected == "whole minutes, 1 to 240"


def test_what_stands_in_one_another_is_told_all_the_way_down() -> None:
    relax = fields("queue")["relax"]
    assert relax.inside is not None
    assert {each.key: each.shape for each in relax.inside.fields}["after"] == "duration"
    steps = fields("flow")["steps"].inside
    assert steps is not None
    assert {"Say", "Ask", "Queue"} <= {word.title() for word in steps.kinds}
    assert fields("agent")["capacity"].default == {"voice": 1, "text": 3, "message": 1, "callback": 1}


def test_a_help_of_a_table_that_extends_another_has_both() -> None:
    assert fields("agent")["wrap_up"].help == "Time for notes after a conversation."
    assert fields("line")["driver"].default == "voice_modem"


def test_no_field_of_a_password_is_taken_for_a_plain_one() -> None:
    assert not any(field.secret for form in forms() for field in form.fields if field.shape == "yes_no")
    assert all(field.shape != "free" for form in forms() for field in form.fields)
