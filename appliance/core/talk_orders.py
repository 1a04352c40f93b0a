"""What an agent orders in a conversation: hold, mute, the moves of a conference, announcements, and its recording."""

from collections.abc import Callable
from typing import Final

from appliance.core import parties, recordings, rooms, second_calls, talks
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.recording_machine import RecordingTrigger
from appliance.core.spans import clock
from appliance.model.actions import TellAsker
from appliance.model.plan import BUILT_IN_PROMPTS
from appliance.model.talk_actions import Announce, Mute
from appliance.model.talk_events import AnnouncementFailed, AnnouncementWanted, CallNoted, RecordingOrdered, TalkOrdered
from appliance.model.talk_states import Audience, RecordingOrder, RecordPolicy, TalkOrder
from appliance.model.words import AgentName, CallId, PromptName

LONGEST_NOTE: Final = 1_000
"""Characters: a paragraph."""

Order = Callable[[House, Call, Agent], str]
"""Does it; a sentence why not, empty when it is done."""


def ordered(house: House, event: TalkOrdered) -> None:
    agent, call = house.agents.get(event.agent), talks.conversation_of(house, event.agent)
    if call is None and event.order in OF_GUESTS:
        call = rooms.with_guest(house, event.agent)
    if agent is None:
        why = f'no agent is called "{event.agent}"'
    elif call is None or call.record.talk_began_ms is None:
        why = f"{event.agent} is in no conversation"
    else:
        why = ORDERS[event.order](house, call, agent)
    known = call.id if call is not None and not why else None
    house.do(TellAsker(token=event.token, call=known, refusal=why))


def announce(house: House, event: AnnouncementWanted) -> None:
    call = talks.conversation_of(house, event.agent)
    why = _why_not_said(house, event, call)
    if call is not None and not why:
        house.note(call.id, f"{event.agent} has {', '.join(event.prompts)} said, to {_WHOM[event.to]}")
        _say(house, call, event.prompts, event.to)
        house.do(TellAsker(token=event.token, call=call.id))
    else:
        house.do(TellAsker(token=event.token, refusal=why))


def write_down(house: House, event: CallNoted) -> None:
    """While they speak and while they wrap up."""
    agent, text = house.agents.get(event.agent), " ".join(event.text.split())
    call = agent.call if agent is not None and agent.token is None else None
    if not 0 < len(text) <= LONGEST_NOTE:
        why = f"a note has 1 to {LONGEST_NOTE} characters, not {len(text)}"
    elif call is None or not house.note_later(call, f"{event.agent} noted: {text}"):
        why = f"{event.agent} has no caller to write about"
    else:
        house.do(TellAsker(token=event.token, call=call))
        return
    house.do(TellAsker(token=event.token, refusal=why))


def not_said(house: House, event: AnnouncementFailed) -> None:
    line = house.lines.get(event.line)
    call = house.calls.get(line.call) if line is not None and line.call is not None else None
    if call is not None:
        house.note(call.id, f"Could not be said: {event.reason}")
        recordings.not_told(house, call, event.token)


def limit_near(house: House, call_id: CallId) -> None:
    """The conversation comes to its longest time."""
    call = house.calls[call_id]
    line = house.line_of(call)
    if line is None or call.agent is None or call.recording.allows(RecordingTrigger.TOLD):
        return
    plan = line.plan
    house.note(call_id, f"Told to {_WHOM[plan.limit_notice_to]} that {clock(plan.limit_notice_before_ms)} is left")
    _say(house, call, plan.limit_notice, plan.limit_notice_to)


def recording(house: House, event: RecordingOrdered) -> None:
    call = talks.conversation_of(house, event.agent)
    if call is None or call.queue is None or call.record.talk_began_ms is None:
        why = f"{event.agent} has no caller from a queue; nothing else is recorded"
    else:
        why = RECORDS[event.order](house, call, event.agent)
    known = call.id if call is not None and not why else None
    house.do(TellAsker(token=event.token, call=known, refusal=why))


def _hold(house: House, call: Call, agent: Agent) -> str:
    if not call.machine.allows(CallTrigger.HAND_OVER):
        return f"the call of {agent.plan.name} is {call.machine.state.value}; nobody can be put on hold now"
    if not second_calls.alone(house, call):
        return f"{agent.plan.name} has two callers on the line; `callbox waiting` swaps them"
    if not agent.activity.allows(ActivityTrigger.HOLD):
        return f"{agent.plan.name} has the caller on hold already"
    talks.hold(house, agent.plan.name)
    return ""


def _retrieve(house: House, call: Call, agent: Agent) -> str:
    if not agent.activity.allows(ActivityTrigger.RESUME):
        return f"{agent.plan.name} has nobody on hold"
    if call.machine.allows(CallTrigger.ALONE):
        parties.drop(house, call)
    elif not call.machine.allows(CallTrigger.HAND_OVER):
        return f"the call of {agent.plan.name} is {call.machine.state.value}"
    talks.resume(house, agent.plan.name)
    return ""


def _mute(house: House, call: Call, agent: Agent) -> str:
    return _set_muted(house, call, agent, muted=True)


def _unmute(house: House, call: Call, agent: Agent) -> str:
    return _set_muted(house, call, agent, muted=False)


def _set_muted(house: House, call: Call, agent: Agent, *, muted: bool) -> str:
    name = agent.plan.name
    if agent.token is not None:
        return f"{name} has not answered yet"
    if agent.muted is muted:
        return f"{name} is {'muted already' if muted else 'not muted'}"
    agent.muted = muted
    house.note(call.id, f"{name} {'is muted: nobody hears them' if muted else 'is heard again'}")
    house.do(Mute(name, muted))
    return ""


def _complete(house: House, call: Call, agent: Agent) -> str:
    if not call.machine.allows(CallTrigger.PASS_ON):
        return f"{agent.plan.name} speaks with nobody who could take the caller"
    parties.pass_on(house, call, agent)
    return ""


def _join(house: House, call: Call, agent: Agent) -> str:
    if not call.machine.allows(CallTrigger.PASS_ON):
        return f"{agent.plan.name} speaks with nobody who could join the caller"
    parties.join(house, call, agent)
    return ""


def _leave(house: House, call: Call, agent: Agent) -> str:
    name = agent.plan.name
    if call.agent != name:
        rooms.guest_leaves(house, call, name, "as they wished")
        return ""
    return "" if parties.leave(house, call, "as they wished") else f"{name} is in no conference"


def _drop(house: House, call: Call, agent: Agent) -> str:
    name = agent.plan.name
    if call.agent != name or not call.machine.allows(CallTrigger.ALONE):
        return f"{name} has nobody to let go but the caller"
    if agent.activity.allows(ActivityTrigger.RESUME):
        return _retrieve(house, call, agent)
    parties.drop(house, call)
    rooms.arrange(house, call)
    return ""


def _start(house: House, call: Call, name: AgentName) -> str:
    queue = call.queue.name if call.queue is not None else ""
    if call.queue is None or call.queue.record is RecordPolicy.OFF:
        return f'conversations of {queue} are not recorded; an admin says so with record = "on demand"'
    if not call.recording.allows(RecordingTrigger.START):
        return f"the conversation of {name} is {call.recording.state.value}"
    if not call.machine.allows(CallTrigger.HAND_OVER) or house.agents[name].activity.allows(ActivityTrigger.RESUME):
        return f"{name} does not speak with the caller alone; start it then"
    house.note(call.id, f"{name} wants it recorded")
    recordings.begin(house, call)
    return ""


def _stop(house: House, call: Call, name: AgentName) -> str:
    if not call.recording.allows(RecordingTrigger.STOP):
        return f"the conversation of {name} is {call.recording.state.value}"
    if call.queue is not None and call.queue.record is RecordPolicy.ON:
        return f"every conversation of {call.queue.name} is recorded; pause it while a card's number is told"
    house.note(call.id, f"{name} ended the recording")
    recordings.stop(house, call)
    return ""


def _pause(house: House, call: Call, name: AgentName) -> str:
    if not call.recording.allows(RecordingTrigger.PAUSE):
        return f"the conversation of {name} is {call.recording.state.value}"
    recordings.pause(house, call, name)
    return ""


def _resume(house: House, call: Call, name: AgentName) -> str:
    if not call.recording.allows(RecordingTrigger.RESUME) or call.set_aside:
        return f"{name} has not paused the recording; it is {call.recording.state.value}"
    recordings.resume(house, call, f"{name} said so")
    return ""


def _why_not_said(house: House, event: AnnouncementWanted, call: Call | None) -> str:
    known = {*BUILT_IN_PROMPTS, *(prompt.name for prompt in house.plan.prompts)}
    unknown = next((name for name in event.prompts if name not in known), None)
    if call is None or call.record.talk_began_ms is None:
        return f"{event.agent} is in no conversation"
    if not event.prompts:
        return "no prompt is named"
    if unknown is not None:
        return f'no prompt is called "{unknown}"; the settings name them'
    if house.agents[event.agent].activity.allows(ActivityTrigger.RESUME) and event.to is not Audience.AGENT:
        return f"{event.agent} has the caller on hold; come back first"
    if call.recording.allows(RecordingTrigger.TOLD):
        return "the caller is just told that the conversation is recorded; try again after that"
    return ""


def _say(house: House, call: Call, prompts: tuple[PromptName, ...], to: Audience) -> None:
    """Whoever is on hold goes on hearing music."""
    lines, those = rooms.members(house, call)
    house.do(
        Announce(
            lines=lines if to is not Audience.AGENT else (),
            agents=those if to is not Audience.CALLER else (),
            prompts=prompts,
            token=house.new_token(),
            language=call.spoken_to_in,
        )
    )


_WHOM = {Audience.CALLER: "the caller", Audience.AGENT: "the agent", Audience.BOTH: "caller and agent"}

ORDERS: dict[TalkOrder, Order] = {
    TalkOrder.HOLD: _hold,
    TalkOrder.RETRIEVE: _retrieve,
    TalkOrder.MUTE: _mute,
    TalkOrder.UNMUTE: _unmute,
    TalkOrder.COMPLETE: _complete,
    TalkOrder.JOIN: _join,
    TalkOrder.LEAVE: _leave,
    TalkOrder.DROP: _drop,
}

OF_GUESTS = frozenset({TalkOrder.MUTE, TalkOrder.UNMUTE, TalkOrder.LEAVE})
"""What somebody may order in the conversation of another agent."""

RECORDS: dict[RecordingOrder, Callable[[House, Call, AgentName], str]] = {
    RecordingOrder.START: _start,
    RecordingOrder.STOP: _stop,
    RecordingOrder.PAUSE: _pause,
    RecordingOrder.RESUME: _resume,
}
