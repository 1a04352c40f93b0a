"""Recording of conversations: begun once those who are recorded were told, refused by a key, paused, and stopped.

Rule: where the queue has a notice, nothing is recorded of anybody on a line who has not heard it to its end.
"""

from msgspec.structs import replace

from appliance.core.house import Call, House
from appliance.core.recording_machine import RecordingTrigger
from appliance.core.spans import clock
from appliance.model.actions import PlayPrompts, StartRecording, StopRecording
from appliance.model.events import DigitPressed, Event
from appliance.model.plan import QueuePlan
from appliance.model.talk_actions import Announce, PauseRecording, ResumeRecording
from appliance.model.talk_states import RecordPolicy
from appliance.model.words import CallId, Digit, LineName, PromptName, Token


def tell_waiting(house: House, call: Call, queue: QueuePlan) -> bool:
    """To a caller who begins to wait, instead of music; an agent who answers before its end has it said again."""
    call.notice = 0
    if queue.record is not RecordPolicy.ON or not queue.record_notice or call.told:
        return False
    if not call.recording.allows(RecordingTrigger.REFUSE):
        return False
    call.notice = house.new_token()
    house.do(PlayPrompts(call.line, queue.record_notice, call.notice, call.spoken_to_in))
    return True


def conversation_began(house: House, call: Call) -> None:
    if call.queue is not None and call.queue.record is RecordPolicy.ON:
        begin(house, call)


def begin(house: House, call: Call) -> None:
    """With the notice before it, where there is one and the caller has not heard it."""
    queue = call.queue
    if queue is None or not call.recording.allows(RecordingTrigger.START):
        return
    call.to_record = True
    if queue.record_notice and not call.told:
        call.recording.do(RecordingTrigger.TELL, house.now)
        tell_again(house, call)
    else:
        call.recording.do(RecordingTrigger.START, house.now)
        _start(house, call, queue)


def tell_again(house: House, call: Call) -> None:
    """From its beginning: something else sounded on the line meanwhile, or nothing was said yet."""
    if call.queue is None or call.agent is None or not call.recording.allows(RecordingTrigger.TOLD):
        return
    call.notice = house.new_token()
    house.do(
        Announce(
            lines=lines_of(house, call),
            agents=(call.agent, *call.guests),
            prompts=call.queue.record_notice,
            token=call.notice,
            language=call.spoken_to_in,
        )
    )


def told(house: House, call: Call, token: Token) -> bool:
    """The notice was heard to its end; False for anything else that ended."""
    if not call.notice or token != call.notice:
        return False
    call.notice, call.told = 0, True
    if call.recording.allows(RecordingTrigger.REFUSE):
        house.note(call.id, "The caller has heard that the conversation is recorded")
    if call.queue is not None and call.recording.allows(RecordingTrigger.TOLD):
        call.recording.do(RecordingTrigger.TOLD, house.now)
        _start(house, call, call.queue)
    return True


def missing(call: Call, prompt: PromptName) -> None:
    """Something else sounds in the place of a notice, to a caller who waits: it does not count."""
    queue = call.queue
    if call.notice and call.agent is None and queue is not None and prompt in queue.record_notice:
        call.token, call.notice = call.notice, 0


def not_told(house: House, call: Call, token: Token) -> None:
    """The notice could not be said: nothing is recorded."""
    if token == call.notice:
        stop(house, call)
        house.note(call.id, "Not recorded: the caller could not be told")


def pressed(house: House, call: Call, digit: Digit) -> bool:
    """Whether it is the key by which the caller refuses, and they did."""
    queue = call.queue
    if queue is None or not digit or digit != queue.record_refuse_key:
        return False
    if not call.recording.allows(RecordingTrigger.REFUSE):
        return False
    sounds = call.notice if call.agent is None else 0  # what a waiting caller hears goes on to its end
    stop(house, call)
    call.notice = sounds
    call.recording.do(RecordingTrigger.REFUSE, house.now)
    house.note(call.id, f"The caller refused with key {digit} to be recorded")
    return True


def to_be_kept(house: House, event: Event) -> Event:
    """Of a key pressed while the recording is paused, as for the number of a card, only that it was."""
    return replace(event, digit="") if isinstance(event, DigitPressed) and _is_paused(house, event.line) else event


def pause(house: House, call: Call, why: str) -> None:
    """For as long as the queue allows at most."""
    longest = call.queue.record_pause_ms if call.queue is not None else 0
    call.recording.do(RecordingTrigger.PAUSE, house.now)
    house.do(PauseRecording(call.id))
    house.alarms.set(("paused", call.id), house.now + longest)
    house.note(call.id, f"{why} paused the recording, for {clock(longest)} at most")


def resume(house: House, call: Call, why: str) -> None:
    lasted = clock(house.now - call.recording.since)
    call.recording.do(RecordingTrigger.RESUME, house.now)
    house.alarms.cancel(("paused", call.id))
    house.do(ResumeRecording(call.id))
    house.note(call.id, f"The recording goes on after a pause of {lasted}: {why}")


def resume_at_latest(house: House, call_id: CallId) -> None:
    call = house.calls[call_id]
    if call.recording.allows(RecordingTrigger.RESUME):
        resume(house, call, "no pause may be longer")


def set_aside(house: House, call: Call) -> None:
    """While the agent speaks with somebody else: none of that belongs to the caller. A pause outlasts it."""
    house.alarms.cancel(("paused", call.id))
    if call.recording.allows(RecordingTrigger.PAUSE):
        call.set_aside = True
        call.recording.do(RecordingTrigger.PAUSE, house.now)
        house.do(PauseRecording(call.id))


def take_up(house: House, call: Call) -> None:
    """The caller is heard again."""
    aside, call.set_aside = call.set_aside, False
    if not call.recording.allows(RecordingTrigger.RESUME):
        tell_again(house, call)
    elif aside:
        call.recording.do(RecordingTrigger.RESUME, house.now)
        house.do(ResumeRecording(call.id))
    elif call.queue is not None:
        house.alarms.set(("paused", call.id), house.now + call.queue.record_pause_ms)


def joined(house: House, call: Call) -> None:
    """Somebody on another line joins who has heard no notice: it is said to all, and a further file begins after it."""
    if call.queue is not None and call.queue.record_notice and call.recording.allows(RecordingTrigger.STOP):
        paused = call.recording.allows(RecordingTrigger.RESUME) and not call.set_aside
        stop(house, call)
        call.told, call.was_paused = False, paused
        begin(house, call)


def interrupt(house: House, call: Call) -> None:
    """The caller may be heard no more for a while, and another one on the same line instead."""
    wanted, paused = call.to_record, call.recording.allows(RecordingTrigger.RESUME)
    stop(house, call)
    call.to_record, call.was_paused = wanted, paused


def go_on(house: House, call: Call) -> None:
    """In a further file: the caller alone is heard again, after the network held them or was asked to."""
    if call.agent is not None and call.to_record:
        begin(house, call)


def stop(house: House, call: Call) -> None:
    """Harmless when there is none."""
    call.notice, call.to_record, call.set_aside, call.was_paused = 0, False, False, False
    if not call.recording.allows(RecordingTrigger.STOP):
        return
    begun = not call.recording.allows(RecordingTrigger.TOLD)
    call.recording.do(RecordingTrigger.STOP, house.now)
    house.alarms.cancel(("paused", call.id))
    if begun:
        house.do(StopRecording(call.id))


def lines_of(house: House, call: Call) -> tuple[str, ...]:
    """The caller's, and those of whoever is in conference with them."""
    return (call.line, *(house.calls[other].line for other in call.beside))


def _is_paused(house: House, name: LineName) -> bool:
    line = house.lines.get(name)
    call = house.calls.get(line.call) if line is not None and line.call is not None else None
    if call is not None and call.host is not None:
        call = house.calls[call.host]
    return call is not None and call.recording.allows(RecordingTrigger.RESUME)


def _start(house: House, call: Call, queue: QueuePlan) -> None:
    if call.agent is None:
        return
    call.record.recorded = True
    house.do(StartRecording(call.line, call.agent, call.id, queue.record_beep_every_ms, queue.record_beep_dbm0))
    if call.was_paused:
        call.was_paused = False
        pause(house, call, "The pause that was")
