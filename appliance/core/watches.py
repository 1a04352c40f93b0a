"""Supervisors in conversations of others: they listen, whisper to the agent or barge in, as the timeline tells."""

from appliance.core import agents, rooms, talks
from appliance.core.agent_machine import ActivityTrigger, StatusTrigger
from appliance.core.house import Agent, Call, House
from appliance.core.spans import clock
from appliance.model.actions import Part, TellAsker
from appliance.model.talk_actions import Connect, Watch
from appliance.model.talk_events import WatchWanted
from appliance.model.talk_states import WatchMode
from appliance.model.words import AgentName

TOLD = {
    WatchMode.LISTEN: "listens to the conversation",
    WatchMode.WHISPER: "whispers to the agent",
    WatchMode.BARGE: "speaks in the conversation",
}


def wanted(house: House, event: WatchWanted) -> None:
    """A watch of another conversation, or in another way, takes the place of the one before."""
    watcher = house.agents.get(event.supervisor)
    call = _conversation(house, event.agent)
    why = _refusal(house, event, watcher, call)
    if why or watcher is None:
        house.do(TellAsker(token=event.token, refusal=why))
        return
    if event.agent is None or call is None:
        house.do(TellAsker(token=event.token, call=watcher.call))
        stop(house, event.supervisor)
        return
    if watcher.watches is not None and watcher.call != call.id:
        stop(house, event.supervisor)
    if watcher.watches is None:
        agents.occupy(house, watcher, call.id, ActivityTrigger.WATCH)
        house.do(Connect(event.supervisor, call.id))
    watcher.watches = event.mode
    house.watching.setdefault(event.supervisor, None)
    house.note(call.id, f"{event.supervisor} {TOLD[event.mode]}")
    house.do(TellAsker(token=event.token, call=call.id))


def stop(house: House, name: AgentName) -> bool:
    """Harmless, and False, when the agent watches nothing."""
    watcher = house.agents.get(name)
    if watcher is None or watcher.watches is None:
        return False
    call = house.calls.get(watcher.call) if watcher.call is not None else None
    if call is not None:
        house.note(call.id, f"{name} hears it no more, after {clock(house.now - watcher.activity.since)}")
    del house.watching[name]
    watcher.watches = None
    house.do(Part("" if call is None else call.line, name))
    agents.let_go(house, name, ActivityTrigger.END_WATCH)
    return True


def refresh(house: House) -> None:
    """After each step: who watches hears those who are in the conversation now, and nothing of one that is over."""
    for name in tuple(house.watching):
        watcher = house.agents[name]
        call = house.calls.get(watcher.call) if watcher.call is not None else None
        if call is None or call.agent is None or watcher.watches is None:
            stop(house, name)
            continue
        watch = _watch(house, name, watcher.watches, call)
        if watch != house.watching[name]:
            house.watching[name] = watch
            house.do(watch)


def _watch(house: House, name: AgentName, mode: WatchMode, call: Call) -> Watch:
    lines, those = rooms.members(house, call)
    owner = (call.agent,) if call.agent is not None else ()
    match mode:
        case WatchMode.LISTEN:
            return Watch(agent=name, lines=lines, agents=those)
        case WatchMode.WHISPER:
            return Watch(agent=name, lines=lines, agents=those, heard_by=owner)
        case WatchMode.BARGE:
            return Watch(agent=name, lines=lines, agents=those, heard_on=lines, heard_by=those)


def _conversation(house: House, name: AgentName | None) -> Call | None:
    if name is None:
        return None
    return talks.conversation_of(house, name) or rooms.with_guest(house, name)


def _refusal(house: House, event: WatchWanted, watcher: Agent | None, call: Call | None) -> str:
    name, mode = event.supervisor, event.mode.value
    if watcher is None:
        return f'no agent is called "{name}"'
    if event.agent is None:
        return "" if watcher.watches is not None else f"{name} watches no conversation"
    if event.mode not in watcher.plan.watches:
        return f'{name} may not {mode}; an admin says so with watches = ["{mode}"] in their [[agent]]'
    if event.agent not in house.agents or call is None or call.agent is None or call.record.talk_began_ms is None:
        return f"{event.agent} is in no conversation; `callbox status` shows who is"
    return _why_busy(watcher)


def _why_busy(watcher: Agent) -> str:
    name = watcher.plan.name
    if not watcher.status.allows(StatusTrigger.SIGN_OUT):
        return f"{name} is signed out; sign in first"
    if watcher.watches is None and not watcher.activity.allows(ActivityTrigger.WATCH):
        return f"{name} is {watcher.activity.state.value}; end that first"
    return ""
