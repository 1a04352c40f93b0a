"""The flow checker: each fault in its own words, and no passed flow ever keeps a caller for ever."""

import random
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appliance.core.flow_checker import check_flow
from appliance.model.flow import Ask, Collect, Flow, HangUp, Hours, Queue, Say, Step, TakeMessage

GOOD = Flow(
    name="main",
    start="hours",
    person="sales",
    steps={
        "hours": Hours(hours="office", open="greet", closed="closed"),
        "greet": Say(prompts=("welcome",), then="menu"),
        "menu": Ask(prompts=("menu",), choices={"1": "sales", "2": "order", "9": "greet"}, on_exhausted="sales"),
        "order": Collect(prompts=("number",), variable="order", then="menu", on_exhausted="bye"),
        "sales": Queue(queue="sales", keys={"1": "message"}, on_overflow="message"),
        "message": TakeMessage(prompts=("message",), then="bye"),
        "closed": Say(prompts=("closed",), then="message"),
        "bye": HangUp(prompts=("bye",)),
    },
)


def changed(**steps: Step | None) -> Flow:
    """The good flow with some steps replaced, added or (None) removed."""
    merged = {**GOOD.steps, **steps}
    return msgspec.structs.replace(GOOD, steps={name: step for name, step in merged.items() if step is not None})


def with_options(step: str, **options: Any) -> Flow:
    return changed(**{step: msgspec.structs.replace(GOOD.steps[step], **options)})


def test_a_good_flow_has_no_faults() -> None:
    assert check_flow(GOOD) == ()


def test_a_way_for_faxes_leads_to_a_step_that_asks_nothing_of_them() -> None:
    machines = changed(fax=HangUp())
    assert check_flow(msgspec.structs.replace(machines, on_fax="fax")) == ()
    [unused] = check_flow(machines)
    assert unused.sentence == 'step "fax": no way leads there from "hours"; use it or remove it'
    [wrong] = check_flow(msgspec.structs.replace(GOOD, on_fax="message"))
    assert wrong.sentence.startswith('on_fax = "message": a machine presses and awaits nothing')
    [gone] = check_flow(msgspec.structs.replace(GOOD, on_fax="closd"))
    assert gone.sentence == 'on_fax = "closd": there is no such step; did you mean "closed"?'


@pytest.mark.parametrize(
    ("flow", "keys"),
    [
        (msgspec.structs.replace(GOOD, start="x"), ("start",)),
        (msgspec.structs.replace(GOOD, person=None), ("person",)),
        (with_options("menu", choices={"1": "sales", "#": "x"}), ("steps", "menu", "choices", "#")),
        (with_options("menu", choices={}), ("steps", "menu", "choices")),
        (with_options("menu", wait_ms=0), ("steps", "menu", "wait")),
        (with_options("sales", on_overflow="x"), ("steps", "sales", "on_overflow")),
        (changed(new=HangUp()), ("steps", "new")),
        (with_options("message", then="closed"), ("steps", "message")),
    ],
)
def test_each_fault_says_where_it_is(flow: Flow, keys: tuple[str, ...]) -> None:
    assert keys in [fault.keys for fault in check_flow(flow)]


def test_the_smallest_flow_needs_no_person() -> None:
    assert check_flow(Flow(name="closed", start="bye", steps={"bye": HangUp()})) == ()


FOR_EVER = ": a caller who presses nothing goes round there for ever"
TRAP = ", and no key leads out of it to a hang_up step either"
LEAD_OUT = "; lead one of them on to a step outside"


@pytest.mark.parametrize(
    ("flow", "sentences"),
    [
        (msgspec.structs.replace(GOOD, start="ours"), ['start = "ours": there is no such step; did you mean "hours"?']),
        (
            Flow(name="empty", start="x", steps={}),
            ['start = "x": there is no such step; there is none at all'],
        ),
        (
            with_options("greet", then="menü"),
            [
                'step "greet": then = "menü": there is no such step; did you mean "menu"?',
                'step "menu": no way leads there from "hours"; use it or remove it',
                'step "order": no way leads there from "hours"; use it or remove it',
            ],
        ),
        (
            with_options("menu", choices={"1": "sales"}),
            ['step "order": no way leads there from "hours"; use it or remove it'],
        ),
        (
            msgspec.structs.replace(GOOD, person=None),
            ['no way to a person: key 0 leads nowhere; set person = "sales"'],
        ),
        (
            msgspec.structs.replace(GOOD, person="saels"),
            ['person = "saels": there is no such step; did you mean "sales"?'],
        ),
        (
            msgspec.structs.replace(GOOD, person="message"),
            ['person = "message": that step does not wait for an agent; choose one that does: "sales"'],
        ),
        (
            Flow(name="none", start="bye", person="bye", steps={"bye": HangUp()}),
            ['person = "bye": that step does not wait for an agent; add a queue step, or leave person out'],
        ),
        (
            with_options("menu", choices={"0": "order"}),
            ['step "menu": choices.0 = "order": 0 leads to a person on every step, here "sales"; take another key'],
        ),
        (
            with_options("sales", keys={"0": "message"}),
            ['step "sales": keys.0 = "message": 0 leads to a person on every step, here "sales"; take another key'],
        ),
        (
            with_options("menu", choices={"2": "order", "12": "sales", "": "sales", "x": "sales"}),
            [
                'step "menu": choices.12: no key of a phone; a key is one of 0–9, *, # and A–D',
                'step "menu": choices.: no key of a phone; a key is one of 0–9, *, # and A–D',
                'step "menu": choices.x: no key of a phone; a key is one of 0–9, *, # and A–D',
            ],
        ),
        (
            with_options("menu", choices={}),
            [
                'step "menu": choices: there is no key to press; name one, or make it a say step',
                'step "order": no way leads there from "hours"; use it or remove it',
            ],
        ),
        (with_options("menu", repeats=-1), ['step "menu": repeats = -1: expected 0 to 9']),
        (with_options("order", repeats=10), ['step "order": repeats = 10: expected 0 to 9']),
        (with_options("menu", wait_ms=0), ['step "menu": wait_ms = 0: expected 1 to 60000']),
        (
            with_options("order", least=5, most=4),
            ['step "order": least = 5, most = 4: expected 1 or more digits, least not above most, most not above 64'],
        ),
        (
            with_options("order", finish="5"),
            ['step "order": finish = "5": could be a digit of the number as well; take "#"'],
        ),
        (
            with_options("order", finish="*"),
            ['step "order": finish = "*": is the key to a person while a number is collected; take "#"'],
        ),
        (with_options("order", finish=""), ['step "order": finish = "": no key of a phone; take "#"']),
        (with_options("order", variable=""), ['step "order": variable: the number needs a name to be kept under']),
        (
            with_options("menu", on_exhausted="greet"),
            [f'steps "greet", "menu"{FOR_EVER}{LEAD_OUT}'],
        ),
        (
            changed(
                closed=Say(prompts=(), then="sorry"),
                sorry=Say(prompts=(), then="closed"),
            ),
            [f'steps "closed", "sorry"{FOR_EVER}{LEAD_OUT}'],
        ),
        (
            changed(
                sales=Queue(queue="sales", on_overflow="patience"), patience=Say(prompts=("patience",), then="sales")
            ),
            [f'steps "sales", "patience"{FOR_EVER}{TRAP}{LEAD_OUT}'],
        ),
        (
            with_options("message", on_nothing_kept="message"),
            [f'steps "message"{FOR_EVER}{LEAD_OUT}'],
        ),
    ],
)
def test_each_fault_is_one_sentence(flow: Flow, sentences: list[str]) -> None:
    assert [fault.sentence for fault in check_flow(flow)] == sentences


NAMES = [f"s{number}" for number in range(6)]


@st.composite
def steps(draw: st.DrawFn, at: int) -> Step:
    """Mostly leads onwards, so that a good part of the flows passes; sometimes anywhere."""
    onwards = st.sampled_from(NAMES[at + 1 :] or NAMES)
    anywhere = st.sampled_from(NAMES)
    itself = onwards if draw(st.integers(0, 5)) else anywhere
    kind = (
        draw(st.sampled_from([Say, Ask, Collect, Hours, Queue, TakeMessage, HangUp])) if at < len(NAMES) - 1 else HangUp
    )
    keys = st.dictionaries(st.sampled_from("123"), anywhere, min_size=1)
    options: dict[type, dict[str, Any]] = {
        Say: {"then": itself},
        Ask: {"choices": keys, "on_exhausted": itself},
        Collect: {"variable": st.just("v"), "then": anywhere, "on_exhausted": itself},
        Hours: {"hours": st.just("h"), "open": itself, "closed": itself},
        Queue: {"queue": st.just("q"), "keys": keys, "on_overflow": itself},
        TakeMessage: {"then": itself, "on_nothing_kept": st.none() | itself},
        HangUp: {},
    }
    chosen = {option: draw(each) for option, each in options[kind].items()}
    return kind(**chosen, **({"prompts": ()} if kind in {Say, Ask, Collect, TakeMessage} else {}))


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    made = {name: draw(steps(at)) for at, name in enumerate(NAMES)}
    queues = [name for name, step in made.items() if isinstance(step, Queue)]
    return Flow(name="random", start="s0", person=draw(st.sampled_from(queues)) if queues else None, steps=made)


def without_unused_steps(flow: Flow) -> Flow:
    """Unreachable steps are a fault, but not the one looked for here."""
    faults = [fault.sentence for fault in check_flow(flow) if "no way leads there" in fault.sentence]
    unused = {fault.split('"')[1] for fault in faults}
    return msgspec.structs.replace(flow, steps={n: step for n, step in flow.steps.items() if n not in unused})


def left_to_itself(step: Step, dice: random.Random) -> str | None:
    match step:
        case Say(then=then) | TakeMessage(then=then, on_nothing_kept=None):
            return then
        case TakeMessage(then=then, on_nothing_kept=other):
            return dice.choice((then, other))
        case Hours(open=opened, closed=closed):
            return dice.choice((opened, closed))
        case Ask(on_exhausted=target) | Collect(on_exhausted=target) | Queue(on_overflow=target):
            return target
        case _:
            return None


def with_a_key(flow: Flow, step: Step, dice: random.Random) -> str | None:
    """Where a key leads, if it means anything here."""
    person = [flow.person] if flow.person is not None and not isinstance(step, Queue) else []
    match step:
        case Ask(choices=keys) | Queue(keys=keys):
            return dice.choice([*keys.values(), *person])
        case Collect(then=then):
            return dice.choice([then, *person])
        case _:
            return dice.choice([None, *person])


def walk(flow: Flow, keys: int, dice: random.Random) -> int:
    """Steps until the call is over, for a caller who presses so many keys at moments of their own."""
    at: str | None = flow.start
    for entered in count(1):
        step = flow.steps[str(at)]
        at = None
        if keys and dice.random() < 0.7:
            keys -= 1
            at = with_a_key(flow, step, dice)
        at = at or left_to_itself(step, dice)
        if at is None or entered > 1000:
            return entered
    raise AssertionError


@settings(max_examples=150, deadline=None)
@given(flow=flows(), seed=st.integers(0, 1 << 30), keys=st.integers(0, 20))
def test_a_passed_flow_lets_every_caller_out(flow: Flow, seed: int, keys: int) -> None:
    flow = without_unused_steps(flow)
    assume(not check_flow(flow))
    assert walk(flow, keys, random.Random(seed)) <= (keys + 1) * len(flow.steps)


@settings(max_examples=150, deadline=None)
@given(flow=flows())
def test_a_circle_is_told_exactly_where_a_silent_caller_can_go_on_for_ever(flow: Flow) -> None:
    flow = without_unused_steps(flow)
    here = set(flow.steps)
    for _ in flow.steps:  # after as many silent moves as there are steps, only those in circles are anywhere
        moves = {name: {left_to_itself(step, random.Random(s)) for s in range(20)} for name, step in flow.steps.items()}
        here = {target for name in here for target in moves[name] if target is not None}
    assert bool(here) == any("for ever" in fault.sentence for fault in check_flow(flow))
