"""Transition tables are sound graphs, and the diagrams in README.md are drawn from them."""

from collections.abc import Set as AbstractSet
from enum import Enum

import pytest

from docs.state_diagrams import BEGIN, END, Machine, diagram, machines, main, with_diagrams

MACHINES = list(machines())


def name(machine: Machine) -> str:
    return f"{machine.module.rpartition('.')[2]}: {machine.title}"


def reachable(machine: Machine, start: Enum) -> AbstractSet[Enum]:
    seen: set[Enum] = set()
    ahead = [start]
    while ahead:
        state = ahead.pop()
        if state not in seen:
            seen.add(state)
            ahead += machine.table[state].values()
    return seen


def test_the_tables_of_lines_calls_and_agents_are_found() -> None:
    titles = {machine.title for machine in MACHINES}
    assert {"Line state", "Call state", "Agent status", "Agent activity", "Session state"} <= titles


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_every_state_has_a_row_and_is_reached_from_the_first(machine: Machine) -> None:
    first = next(iter(machine.table))
    assert {*machine.table} == {*type(first)}
    assert reachable(machine, first) == {*machine.table}


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_every_state_but_a_final_one_has_a_way_out(machine: Machine) -> None:
    stuck = [state for state, row in machine.table.items() if row and {*row.values()} <= {state}]
    assert not stuck


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_a_machine_never_walks_into_a_corner(machine: Machine) -> None:
    """From everywhere it can come back to its first state, or to an end if it has one."""
    first = next(iter(machine.table))
    goals = {state for state, row in machine.table.items() if not row} or {first}
    assert all(goals & reachable(machine, state) for state in machine.table)


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_every_trigger_stands_in_some_row(machine: Machine) -> None:
    triggers = {trigger for row in machine.table.values() for trigger in row}
    assert triggers == {*type(next(iter(triggers)))}


def test_the_diagrams_in_the_readme_are_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_a_diagram_names_states_arrows_start_and_end() -> None:
    door = Enum("Door", {"OPEN": "wide open", "SHUT": "shut", "GONE": "gone"})
    push = Enum("Push", ["PUSH", "KICK_HARD", "TAKE_AWAY"])
    table = {
        door.OPEN: {push.PUSH: door.SHUT, push.KICK_HARD: door.SHUT, push.TAKE_AWAY: door.GONE},
        door.SHUT: {push.PUSH: door.OPEN},
        door.GONE: {},
    }
    assert diagram(table).splitlines() == [
        "stateDiagram-v2",
        '    state "wide open" as OPEN',
        '    state "shut" as SHUT',
        '    state "gone" as GONE',
        "    [*] --> OPEN",
        "    OPEN --> SHUT: push / kick hard",
        "    OPEN --> GONE: take away",
        "    SHUT --> OPEN: push",
        "    GONE --> [*]",
    ]


def test_only_the_part_between_the_markers_changes() -> None:
    text = with_diagrams(f"# Before\n{BEGIN}\nold\n{END}\nAfter\n")
    assert text.startswith(f"# Before\n{BEGIN}\n### ")
    assert text.endswith(f"{END}\nAfter\n")
    assert "\nold\n" not in text
    assert with_diagrams(text) == text


def test_a_readme_without_the_place_says_what_is_expected() -> None:
    with pytest.raises(ValueError, match="expected the lines <!-- diagrams -->"):
        with_diagrams("# Callbox\n")
