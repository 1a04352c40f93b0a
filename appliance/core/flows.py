"""Flows: what each kind of step does when entered, when a key is pressed, when its prompts end, when time is up."""

from collections.abc import Callable
from typing import Any

from appliance.core import announcing, calls, handovers, messages, opening, queues, recordings
from appliance.core.call_machine import WITH_TICKET, CallTrigger
from appliance.core.house import TYPED_AHEAD, Call, House
from appliance.core.spoken_values import said_now
from appliance.model.actions import PlayPrompts, StopSound
from appliance.model.flow import Ask, Collect, HangUp, Hours, Queue, Say, TakeMessage, Transfer
from appliance.model.states import HangUpCause
from appliance.model.words import CallId, Digit, Ms, PromptName, StepName, Token

PERSON = "0"
PERSON_IN_COLLECT = "*"

MOST_STEPS_AT_ONCE = 1_000
"""Steps one call enters within one instant. A checked flow enters each at most once for every key typed ahead; one that
needs more goes round in circles, and the checker has missed it."""


def run(house: House) -> None:
    """Enters the steps that calls are to continue at, until every call waits for something."""
    entered: dict[CallId, int] = {}
    while house.continues:
        call_id, step = house.continues.popleft()
        call = house.calls.get(call_id)
        if call is None:
            continue
        entered[call.id] = entered.get(call.id, 0) + 1
        if entered[call.id] > MOST_STEPS_AT_ONCE:
            house.note(call.id, "The flow goes round in circles; see callbox check")
            calls.end(house, call, calls.BOX)
        else:
            enter(house, call, step)


def enter(house: House, call: Call, name: StepName) -> None:
    if call.caller_gone:
        by_box = call.lost or call.record.cause is HangUpCause.TIME_LIMIT
        calls.end(house, call, calls.BOX if by_box else calls.CALLER, call.record.cause)
        return
    call.step, call.repeats, call.collected, call.leaving = name, 0, "", False
    call.record.path = (*call.record.path, name)
    step = call.now_at
    ENTER[type(step)](house, call, step)


def press(house: House, call: Call, digit: Digit) -> None:
    """A key, told once."""
    if recordings.pressed(house, house.calls[call.host] if call.host is not None else call, digit):
        return
    if call.machine.state in WITH_TICKET:
        queues.press(house, call, digit)
        return
    step = call.now_at if call.step else None
    if call.machine.allows(CallTrigger.ENQUEUE) and step is not None:
        call.pressed = True
        PRESS.get(type(step), _ignore)(house, call, step, digit)
    elif call.machine.allows(CallTrigger.RECORDED):
        call.pressed = True
        messages.press(house, call, digit)


def prompts_ended(house: House, call: Call, token: Token) -> None:
    if token == call.token and call.machine.state in WITH_TICKET:
        announcing.said(house, call)
    elif token == call.token and call.machine.allows(CallTrigger.ENQUEUE):
        step = call.now_at
        PROMPTS_ENDED.get(type(step), _ignore)(house, call, step)
    elif token == call.token and call.machine.allows(CallTrigger.RECORDED):
        messages.prompts_ended(house, call)


def notice_ended(house: House, call: Call) -> None:
    """Who waits has heard that conversations are recorded; music, and what there is to tell about the wait."""
    if call.machine.state in WITH_TICKET:
        announcing.said(house, call)
        announcing.go_on(house, call)


def input_missing(house: House, call_id: CallId) -> None:
    """Nothing was pressed in time."""
    call = house.calls[call_id]
    step = call.now_at
    if isinstance(step, Collect) and len(call.collected) >= step.least:
        _collected(house, call, step)
    elif isinstance(step, Ask | Collect):
        _ask_again(house, call, step, step.no_input_prompts if isinstance(step, Ask) else ())
    elif isinstance(step, TakeMessage):
        messages.no_key(house, call, step)


def _ignore(*_: object) -> None:
    """Some steps have no use for keys, some play nothing."""


def _play(house: House, call: Call, prompts: tuple[PromptName, ...]) -> None:
    call.token = house.new_token()
    house.do(PlayPrompts(call.line, said_now(house, call, prompts), call.token, call.spoken_to_in))


def _await_input(house: House, call: Call, wait: Ms) -> None:
    house.alarms.set(("input", call.id), house.now + wait)


def _enter_say(house: House, call: Call, step: Say) -> None:
    call.language = step.language or call.language
    if step.prompts:
        _play(house, call, step.prompts)
    else:
        house.continue_at(call, step.then)


def _say_ended(house: House, call: Call, step: Say) -> None:
    house.continue_at(call, step.then)


def _press_in_say(house: House, call: Call, _: Say, digit: Digit) -> None:
    if not _to_person(house, call, digit, PERSON) and len(call.typed_ahead) < TYPED_AHEAD:
        call.typed_ahead += digit


def _enter_question(house: House, call: Call, step: Ask | Collect) -> None:
    """Digits typed ahead answer it unheard, and no more of them than it takes; otherwise it is asked."""
    while call.typed_ahead:
        digit, call.typed_ahead = call.typed_ahead[0], call.typed_ahead[1:]
        PRESS[type(step)](house, call, step, digit)
        if call.leaving or call.repeats:
            return
    if not call.collected:
        _put_question(house, call, step, step.prompts)


def _put_question(house: House, call: Call, step: Ask | Collect, prompts: tuple[PromptName, ...]) -> None:
    if prompts:
        _play(house, call, prompts)
    else:
        _await_input(house, call, step.wait_ms)


def _question_put(house: House, call: Call, step: Ask | Collect) -> None:
    _await_input(house, call, step.wait_ms)


def _ask_again(house: House, call: Call, step: Ask | Collect, first: tuple[PromptName, ...]) -> None:
    house.alarms.cancel(("input", call.id))
    call.repeats += 1
    call.collected = ""
    call.typed_ahead = ""
    if call.repeats <= step.repeats:
        _put_question(house, call, step, (*first, *step.prompts))
        return
    call.gave_up = True
    house.note(call.id, f"No answer to {call.step} after asking {call.repeats} times")
    house.continue_at(call, step.on_exhausted)


def _press_in_ask(house: House, call: Call, step: Ask, digit: Digit) -> None:
    if digit in step.choices:
        call.record.path = (*call.record.path, digit)
        _leave_question(house, call, step.choices[digit])
    elif not _to_person(house, call, digit, PERSON):
        _ask_again(house, call, step, step.invalid_prompts)


def _press_in_collect(house: House, call: Call, step: Collect, digit: Digit) -> None:
    if _to_person(house, call, digit, PERSON_IN_COLLECT):
        return
    if not call.collected:
        call.token = house.new_token()
        house.do(StopSound(call.line))
    if digit != step.finish:
        call.collected += digit
    if len(call.collected) >= step.most or (digit == step.finish and len(call.collected) >= step.least):
        _collected(house, call, step)
    elif digit == step.finish:
        _ask_again(house, call, step, ())
    else:
        _await_input(house, call, step.wait_ms)


def _collected(house: House, call: Call, step: Collect) -> None:
    call.record.variables = {**call.record.variables, step.variable: call.collected}
    house.note(call.id, f"{step.variable} is {call.collected}")
    _leave_question(house, call, step.then)


def _leave_question(house: House, call: Call, step: StepName) -> None:
    house.alarms.cancel(("input", call.id))
    call.token = house.new_token()
    house.do(StopSound(call.line))
    house.continue_at(call, step)


def _to_person(house: House, call: Call, digit: Digit, key: Digit) -> bool:
    """A person is always one key away."""
    if digit != key or call.flow.person is None:
        return False
    call.record.path = (*call.record.path, digit)
    house.note(call.id, f"Asked for a person with key {digit}")
    _leave_question(house, call, call.flow.person)
    return True


def _enter_hours(house: House, call: Call, step: Hours) -> None:
    is_open = opening.is_open(house.hours(step.hours), house.clock)
    house.note(call.id, f"{step.hours} {'open' if is_open else 'closed'} at {opening.time_of_day(house.clock)}")
    house.continue_at(call, step.open if is_open else step.closed)


def _enter_message(house: House, call: Call, step: TakeMessage) -> None:
    if step.prompts:
        _play(house, call, step.prompts)
    else:
        messages.begin(house, call, step)


def _press_in_message(house: House, call: Call, step: TakeMessage, digit: Digit) -> None:
    """While the greeting of the message plays: 0 is a person, any other key begins the message at once."""
    if not _to_person(house, call, digit, PERSON):
        messages.begin(house, call, step)


def _enter_hang_up(house: House, call: Call, step: HangUp) -> None:
    if step.prompts:
        _play(house, call, step.prompts)
    else:
        _hang_up(house, call, step)


def _enter_transfer(house: House, call: Call, step: Transfer) -> None:
    if step.prompts:
        _play(house, call, step.prompts)
    else:
        handovers.begin(house, call, step)


def _hang_up(house: House, call: Call, _: HangUp) -> None:
    calls.end(house, call, calls.BOX)


def limit_reached(house: House, call_id: CallId) -> None:
    """Longer than a menu, or a conversation, may last: a stuck line ends here at the latest.

    What a caller has spoken of a message so far is kept, as after a hang-up.
    """
    call = house.calls[call_id]
    if call.caller_gone and house.now < call.ends_at:
        return  # the box is to stop, and has a moment left to keep what was spoken
    if call.caller_gone or not messages.outlives(call):
        calls.end(house, call, calls.BOX, HangUpCause.TIME_LIMIT)
        return
    call.record.cause = HangUpCause.TIME_LIMIT
    messages.caller_gone(house, call)
    calls.release_line(house, call)


def _press_in_last_words(house: House, call: Call, _: HangUp | Transfer, digit: Digit) -> None:
    _to_person(house, call, digit, PERSON)


# What each kind of step does; the values take the step as their own type, which a table cannot tell the type checker.
ENTER: dict[type, Callable[[House, Call, Any], None]] = {
    Say: _enter_say,
    Ask: _enter_question,
    Collect: _enter_question,
    Hours: _enter_hours,
    Queue: queues.join,
    TakeMessage: _enter_message,
    Transfer: _enter_transfer,
    HangUp: _enter_hang_up,
}
PRESS: dict[type, Callable[[House, Call, Any, Digit], None]] = {
    Say: _press_in_say,
    Ask: _press_in_ask,
    Collect: _press_in_collect,
    TakeMessage: _press_in_message,
    Transfer: _press_in_last_words,
    HangUp: _press_in_last_words,
}
PROMPTS_ENDED: dict[type, Callable[[House, Call, Any], None]] = {
    Say: _say_ended,
    Ask: _question_put,
    Collect: _question_put,
    TakeMessage: messages.begin,
    Transfer: handovers.begin,
    HangUp: _hang_up,
}
