"""Leaving a message: speaking, hearing it, speaking again, keeping it; what is long enough is never lost by hanging up.

Rule 1: the steps that follow a kept message are entered only when it is on the disk, and only then.
Rule 2: whoever hangs up, presses nothing or asks for a person has kept what was long enough.
"""

from collections.abc import Callable
from typing import TypeAlias

from appliance.core import calls
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Call, House
from appliance.core.members import Message
from appliance.core.message_machine import TABLE, TO_CHOOSE, WORTH_KEEPING, MessageMachine, MessageTrigger
from appliance.core.spoken_values import said_now
from appliance.model.actions import (
    DropMessage,
    FinishMessage,
    KeepMessage,
    PlayMessage,
    PlayPrompts,
    RecordMessage,
    StopSound,
)
from appliance.model.flow import TakeMessage
from appliance.model.spoken import LOST, REVIEW, SHORT
from appliance.model.states import MessageStage
from appliance.model.words import Digit, Ms, PromptName, StepName, Token

PERSON = "0"
LISTEN, AGAIN, URGENT, KEEP = "1", "2", "3", "#"
"""The keys of the menu."""

BEEP: PromptName = "beep"
"""The sign to speak."""

MENUS = 3
"""Told so often to who presses keys that mean nothing; then it is kept."""

Act: TypeAlias = Callable[[House, Call, TakeMessage], None]

KEPT_AT_LATEST_MS = 30_000
"""A store that has not said by then whether the message is kept does not hold the call open."""


def begin(house: House, call: Call, step: TakeMessage) -> None:
    """The caller may speak."""
    call.machine.do(CallTrigger.RECORD, house.now)
    call.message = Message(MessageMachine(TABLE, MessageStage.SPEAKING, house.now))
    _record(house, call, step)


def press(house: House, call: Call, digit: Digit) -> None:
    message, step = call.message, _step(call)
    if message is None or step is None or call.caller_gone:
        return
    person = call.flow.person if digit == PERSON else None
    if person is not None:
        call.record.path = (*call.record.path, digit)
        house.note(call.id, f"Asked for a person with key {digit}")
        message.onwards = person
    stage = message.machine.state
    if stage in TO_CHOOSE:
        house.alarms.cancel(("input", call.id))
        (_store if person is not None else _choose(call, digit))(house, call, step)
    elif stage is MessageStage.SPEAKING:
        house.do(FinishMessage(call.line, call.token))
    elif person is not None and stage is not MessageStage.STORING:
        _stop(house, call)
        _leave(house, call, person)
    elif stage is MessageStage.ASKED_AGAIN:
        _speak(house, call, step)


def prompts_ended(house: House, call: Call) -> None:
    """The playing of now, whatever it was, is over."""
    message, step = call.message, _step(call)
    if message is not None and step is not None:
        AFTER_PLAYING.get(message.machine.state, _nothing)(house, call, step)


def no_key(house: House, call: Call, step: TakeMessage) -> None:
    """In time, after the menu."""
    if call.message is not None and call.message.machine.allows(MessageTrigger.STORE):
        house.note(call.id, "Nothing pressed: the message is kept as it is")
        _store(house, call, step)


def ended(house: House, call: Call, token: Token, spoken: Ms) -> None:
    """The recording is over."""
    message, step = call.message, _step(call)
    speaking = message is not None and message.machine.state is MessageStage.SPEAKING
    if message is None or step is None or not speaking or token != call.token:
        return
    if spoken < step.least_ms:
        _too_short(house, call, step, spoken)
    elif step.review and not call.caller_gone and message.onwards is None:
        _review(house, call, step)
    else:
        _store(house, call, step)


def kept(house: House, call: Call) -> None:
    message, step = _being_stored(call), _step(call)
    if message is not None and step is not None:
        call.message_kept = True
        house.note(call.id, "The message is kept" + (", as urgent" if message.urgent else ""))
        _leave(house, call, message.onwards or step.then)


def lost(house: House, call: Call, reason: str) -> None:
    step = _step(call)
    if _being_stored(call) is None or step is None:
        return
    house.note(call.id, f"The message could not be kept: {reason}")
    if call.caller_gone:
        _leave(house, call, step.then)
    else:
        _tell(house, call, step)


def _step(call: Call) -> TakeMessage | None:
    """Of the message that is being left, if there is one."""
    step = call.now_at if call.message is not None else None
    return step if isinstance(step, TakeMessage) else None


def _being_stored(call: Call) -> Message | None:
    """News of a message come too late, or wrongly, at other times."""
    message = call.message
    return message if message is not None and message.machine.state is MessageStage.STORING else None


def outlives(call: Call) -> bool:
    """Whether there may be something to keep when the caller is gone."""
    return (
        call.message is not None
        and call.machine.allows(CallTrigger.RECORDED)
        and call.message.machine.state in WORTH_KEEPING
    )


def caller_gone(house: House, call: Call) -> None:
    """Of a call whose message outlives it: what there is of it is kept, then the call ends."""
    if call.caller_gone or call.message is None:
        return
    call.caller_gone = True
    call.ends_at = house.now + KEPT_AT_LATEST_MS
    house.limit(call, call.ends_at)
    step = _step(call)
    if step is not None and call.message.machine.state in TO_CHOOSE:
        _store(house, call, step)
    elif call.message.machine.state is MessageStage.SPEAKING:
        house.do(FinishMessage(call.line, call.token))


def dropped(house: House, call: Call) -> bool:
    """A machine leaves no message: nothing is kept of it. False when the disk has it already."""
    message = call.message
    if message is None or message.machine.state is MessageStage.STORING:
        return False
    house.alarms.cancel(("input", call.id))
    house.do(FinishMessage(call.line, call.token))
    house.do(DropMessage(call.id))
    call.machine.do(CallTrigger.RECORDED, house.now)
    call.message = None
    return True


def _choose(call: Call, digit: Digit) -> Act:
    call.record.path = (*call.record.path, digit)
    return CHOICES.get(digit, _unknown_key)


def _listen(house: House, call: Call, _: TakeMessage) -> None:
    _move(house, call, MessageTrigger.LISTEN)
    call.token = house.new_token()
    house.do(PlayMessage(call.line, call.id, call.token))


def _again(house: House, call: Call, _: TakeMessage) -> None:
    _stop(house, call)
    house.note(call.id, "The message was dropped by the caller, who speaks again")
    house.do(DropMessage(call.id))
    _move(house, call, MessageTrigger.ASK_AGAIN)
    _play(house, call, (BEEP,))


def _urgent(house: House, call: Call, step: TakeMessage) -> None:
    if call.message is not None:
        call.message.urgent = True
    _store(house, call, step)


def _unknown_key(house: House, call: Call, step: TakeMessage) -> None:
    call.repeats += 1
    if call.repeats < MENUS:
        _review(house, call, step)
    else:
        _store(house, call, step)


def _review(house: House, call: Call, step: TakeMessage) -> None:
    _move(house, call, MessageTrigger.REVIEW)
    _play(house, call, step.review_prompts or (REVIEW,))


def _await_key(house: House, call: Call, step: TakeMessage) -> None:
    house.alarms.set(("input", call.id), house.now + step.wait_ms)


def _speak(house: House, call: Call, step: TakeMessage) -> None:
    _move(house, call, MessageTrigger.SPEAK)
    _record(house, call, step)


def _record(house: House, call: Call, step: TakeMessage) -> None:
    call.token = house.new_token()
    house.do(
        RecordMessage(
            line=call.line,
            call=call.id,
            token=call.token,
            longest_ms=step.longest_ms,
            silence_ms=step.silence_ms,
            box=step.box,
        )
    )


def _too_short(house: House, call: Call, step: TakeMessage, spoken: Ms) -> None:
    house.note(call.id, f"The message of {spoken} ms was too short to keep")
    house.do(DropMessage(call.id))
    message = call.message
    if message is None:
        return
    message.tries += 1
    if call.caller_gone or message.onwards is not None:
        _leave(house, call, message.onwards or step.then)
    elif message.tries < step.tries:
        _move(house, call, MessageTrigger.ASK_AGAIN)
        _play(house, call, step.short_prompts or (SHORT, BEEP))
    elif step.on_nothing_kept is not None:
        _leave(house, call, step.on_nothing_kept)
    else:
        _tell(house, call, step)


def _store(house: House, call: Call, step: TakeMessage) -> None:
    house.alarms.cancel(("input", call.id))
    message = call.message
    if message is None:
        return
    if message.machine.state in TO_CHOOSE and not call.caller_gone:
        _stop(house, call)
    _move(house, call, MessageTrigger.STORE)
    house.do(KeepMessage(call=call.id, box=step.box, caller=call.record.caller, urgent=message.urgent))


def _tell(house: House, call: Call, step: TakeMessage) -> None:
    """Never what is said to those whose message is kept."""
    _move(house, call, MessageTrigger.TELL)
    _play(house, call, step.lost_prompts or (LOST,))


def _told(house: House, call: Call, step: TakeMessage) -> None:
    onwards = (call.message.onwards if call.message is not None else None) or step.on_nothing_kept
    if onwards is not None:
        _leave(house, call, onwards)
    else:
        calls.end(house, call, calls.BOX)


def _leave(house: House, call: Call, then: StepName) -> None:
    _move(house, call, MessageTrigger.END)
    call.machine.do(CallTrigger.RECORDED, house.now)
    call.message = None
    house.continue_at(call, then)


def _play(house: House, call: Call, prompts: tuple[PromptName, ...]) -> None:
    call.token = house.new_token()
    house.do(PlayPrompts(call.line, said_now(house, call, prompts), call.token, call.spoken_to_in))


def _stop(house: House, call: Call) -> None:
    """What is played; its end is no news any more."""
    call.token = house.new_token()
    house.do(StopSound(call.line))


def _move(house: House, call: Call, trigger: MessageTrigger) -> None:
    if call.message is not None:
        call.message.machine.do(trigger, house.now)


def _nothing(*_: object) -> None:
    """Some stages play nothing."""


CHOICES: dict[Digit, Act] = {LISTEN: _listen, AGAIN: _again, URGENT: _urgent, KEEP: _store}
AFTER_PLAYING: dict[MessageStage, Act] = {
    MessageStage.REVIEWING: _await_key,
    MessageStage.LISTENING: _review,
    MessageStage.ASKED_AGAIN: _speak,
    MessageStage.TOLD: _told,
}
