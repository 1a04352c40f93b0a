"""Whether a flow can be let loose on callers: every fault at once, one sentence each.

A step is left either by itself – its prompt is over, nothing was pressed in time, nobody was free – or by a key. Two
rules make every call end:
Rule 1: the ways taken by themselves form no circle. A caller who does nothing, or a dead line on which nobody does
anything, goes through each step once at most and comes to a HangUp. A circle through a key is fine: each round costs
the caller a key.
Rule 2: only HangUp has no way onwards, and every way onwards leads to a step that is there.
A caller who presses k keys is therefore through after (k + 1) × number of steps at the latest.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from typing import Any, NamedTuple

from appliance.model.flow import Ask, Collect, Flow, HangUp, Hours, Queue, Say, Step, TakeMessage, Transfer
from appliance.model.words import Digit, StepName

DIGITS = frozenset("0123456789*#ABCD")
PERSON, PERSON_IN_COLLECT = "0", "*"
MOST_REPEATS = 9
"""Whoever has not answered the tenth time does not answer."""
LONGEST_NUMBER = 64
"""Longer than any number people key in; a card number has 19."""
LONGEST_INPUT_WAIT_MS = 60_000

Ways = Mapping[str, StepName]
"""Name of the option in the settings → where it leads."""


class Misstep(NamedTuple):
    """Something that is wrong with a flow."""

    sentence: str
    keys: tuple[str, ...] = ()
    """Where in the flow, as the settings write it: ("steps", "menu", "choices", "1")."""


def check_flow(flow: Flow) -> tuple[Misstep, ...]:
    """What is wrong with the flow, in sentences that name the step; nothing when it is fit to answer calls."""
    faults = [*map(_of_an_option, chain(_entrance(flow), _machines(flow)))]
    for name, step in flow.steps.items():
        for fault in map(_of_an_option, chain(_dangling(flow, step), _odd(flow, step))):
            faults.append(Misstep(f'step "{name}": {fault.sentence}', ("steps", name, *fault.keys)))
    if flow.start in flow.steps:
        faults += _unreachable(flow)
    faults += _circles(flow)
    return tuple(faults)


def _of_an_option(sentence: str) -> Misstep:
    """A sentence about an option begins with its name: `choices.1 = "menu": …`, `wait_ms = 0: …`, `choices: …`."""
    option = re.match(r"([a-z_]+)(?:\.(.))?(?: = |:)", sentence)
    if option is None:
        return Misstep(sentence, ("person",))
    return Misstep(sentence, tuple(part for part in (option[1].removesuffix("_ms"), option[2]) if part))


def ways_by_itself(step: Step) -> dict[str, StepName]:
    """Where the call goes when the caller does nothing."""
    match step:
        case Say() | TakeMessage(on_nothing_kept=None):
            return {"then": step.then}
        case Ask() | Collect():
            return {"on_exhausted": step.on_exhausted}
        case Hours():
            return {"open": step.open, "closed": step.closed}
        case Queue() | Transfer():
            return {"on_overflow": step.on_overflow} if isinstance(step, Queue) else {"otherwise": step.otherwise}
        case TakeMessage(on_nothing_kept=str(elsewhere)):
            return {"then": step.then, "on_nothing_kept": elsewhere}
        case _:
            return {}


def ways_by_key(step: Step) -> dict[str, StepName]:
    """Where the caller's keys lead; the key to a person is not among them."""
    match step:
        case Ask():
            return {f"choices.{key}": target for key, target in step.choices.items()}
        case Queue():
            return {f"keys.{key}": target for key, target in step.keys.items()}
        case Collect():
            return {"then": step.then}
        case _:
            return {}


def _ways(step: Step) -> dict[str, StepName]:
    return {**ways_by_itself(step), **ways_by_key(step)}


def _entrance(flow: Flow) -> Iterator[str]:
    if flow.start not in flow.steps:
        yield f'start = "{flow.start}": {_no_such_step(flow, flow.start)}'
    queues = [name for name, step in flow.steps.items() if isinstance(step, Queue)]
    if flow.person is None:
        if queues:
            yield f'no way to a person: key 0 leads nowhere; set person = "{queues[0]}"'
    elif flow.person not in flow.steps:
        yield f'person = "{flow.person}": {_no_such_step(flow, flow.person)}'
    elif flow.person not in queues:
        instead = f"choose one that does: {_names(queues)}" if queues else "add a queue step, or leave person out"
        yield f'person = "{flow.person}": that step does not wait for an agent; {instead}'


def _machines(flow: Flow) -> Iterator[str]:
    """Nobody is rung for a machine, and none leaves a message."""
    way = flow.on_fax
    if way is not None and way not in flow.steps:
        yield f'on_fax = "{way}": {_no_such_step(flow, way)}'
    elif way is not None and not isinstance(flow.steps[way], Say | Transfer | HangUp):
        yield f'on_fax = "{way}": a machine presses and awaits nothing; lead it to a transfer, say or hang_up step'


def _dangling(flow: Flow, step: Step) -> Iterator[str]:
    for option, target in _ways(step).items():
        if target not in flow.steps:
            yield f'{option} = "{target}": {_no_such_step(flow, target)}'


def _no_such_step(flow: Flow, wanted: StepName) -> str:
    near = get_close_matches(wanted, flow.steps, n=1)
    if near:
        return f'there is no such step; did you mean "{near[0]}"?'
    return f"there is no such step; there is {_names(flow.steps) or 'none at all'}"


def _odd(flow: Flow, step: Step) -> Iterator[str]:
    """What cannot work, or would mean two things, within one step."""
    yield from _ODD.get(type(step), _nothing)(flow, step)


def _nothing(_: Flow, __: Step) -> Iterable[str]:
    return ()


def _odd_ask(flow: Flow, step: Ask) -> Iterator[str]:
    if not step.choices:
        yield "choices: there is no key to press; name one, or make it a say step"
    yield from _odd_keys(flow, "choices", step.choices)
    yield from _odd_waiting(step)


def _odd_queue(flow: Flow, step: Queue) -> Iterator[str]:
    yield from _odd_keys(flow, "keys", step.keys)


def _odd_keys(flow: Flow, option: str, keys: Mapping[Digit, StepName]) -> Iterator[str]:
    for key, target in keys.items():
        if key not in DIGITS:
            yield f"{option}.{key}: no key of a phone; a key is one of 0–9, *, # and A–D"
        elif key == PERSON and flow.person is not None and target != flow.person:
            yield (
                f'{option}.0 = "{target}": 0 leads to a person on every step, here "{flow.person}"; take another key'
            )


def _odd_collect(flow: Flow, step: Collect) -> Iterator[str]:
    if not step.variable:
        yield "variable: the number needs a name to be kept under"
    if not 1 <= step.least <= step.most <= LONGEST_NUMBER:
        yield (
            f"least = {step.least}, most = {step.most}: expected 1 or more digits, least not above most,"
            f" most not above {LONGEST_NUMBER}"
        )
    if step.finish not in DIGITS:
        yield f'finish = "{step.finish}": no key of a phone; take "#"'
    elif step.finish.isdecimal():
        yield f'finish = "{step.finish}": could be a digit of the number as well; take "#"'
    elif step.finish == PERSON_IN_COLLECT and flow.person is not None:
        yield 'finish = "*": is the key to a person while a number is collected; take "#"'
    yield from _odd_waiting(step)


def _odd_waiting(step: Ask | Collect) -> Iterator[str]:
    if not 0 <= step.repeats <= MOST_REPEATS:
        yield f"repeats = {step.repeats}: expected 0 to {MOST_REPEATS}"
    if not 1 <= step.wait_ms <= LONGEST_INPUT_WAIT_MS:
        yield f"wait_ms = {step.wait_ms}: expected 1 to {LONGEST_INPUT_WAIT_MS}"


_ODD: Mapping[type[Step], Callable[[Flow, Any], Iterable[str]]] = {
    Ask: _odd_ask,
    Collect: _odd_collect,
    Queue: _odd_queue,
}


def _unreachable(flow: Flow) -> Iterator[Misstep]:
    starts = [flow.start, *(way for way in (flow.person, flow.on_fax) if way in flow.steps and way is not None)]
    seen = _reached(starts, {name: {*_ways(step).values()} for name, step in flow.steps.items()})
    for name in flow.steps:
        if name not in seen:
            sentence = f'step "{name}": no way leads there from "{flow.start}"; use it or remove it'
            yield Misstep(sentence, ("steps", name))


def _circles(flow: Flow) -> Iterator[Misstep]:
    """One sentence for each set of steps that lead into one another by themselves."""
    onwards = {name: {*ways_by_itself(step).values()} & flow.steps.keys() for name, step in flow.steps.items()}
    person = {flow.person} if flow.person is not None else set()
    all_ways = {name: ({*_ways(step).values()} | person) & flow.steps.keys() for name, step in flow.steps.items()}
    ends = {name for name, step in flow.steps.items() if isinstance(step, HangUp)}
    after = {name: _reached(onwards[name], onwards) for name in flow.steps}
    told: set[StepName] = set()
    for name in flow.steps:
        if name in after[name] and name not in told:
            circle = [each for each in flow.steps if each in after[name] and name in after[each]]
            told.update(circle)
            trap = "" if _reached(circle, all_ways) & ends else ", and no key leads out of it to a hang_up step either"
            sentence = (
                f"steps {_names(circle)}: a caller who presses nothing goes round there for ever{trap};"
                " lead one of them on to a step outside"
            )
            yield Misstep(sentence, ("steps", circle[0]))


def _reached(starts: Iterable[StepName], onwards: Mapping[StepName, Iterable[StepName]]) -> set[StepName]:
    """The starts and everything the ways lead to from there."""
    seen: set[StepName] = set()
    ahead = [*starts]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += onwards.get(name, ())
    return seen


def _names(names: Iterable[StepName]) -> str:
    return ", ".join(f'"{name}"' for name in names)
