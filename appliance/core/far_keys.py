"""Keys that an agent presses for the far end: menus of other people's boxes, conference rooms, answering machines."""

from typing import Final

from appliance.core import talks
from appliance.core.agent_machine import ActivityTrigger
from appliance.core.call_machine import CallTrigger
from appliance.core.house import Call, House
from appliance.model.actions import SendKeys, TellAsker
from appliance.model.events import KeysRefused, KeysTaken, KeysWanted
from appliance.model.words import LineName

KEYS: Final = frozenset("0123456789*#ABCD")
MOST: Final = 32
"""A card number with what belongs to it; 6.4 s of tones."""
TOLD: Final = 4
"""So many stand in the timeline: a choice in a menu. More may be somebody's PIN or card."""


def wanted(house: House, event: KeysWanted) -> None:
    """Only for who talks with somebody now."""
    agent, call = house.agents.get(event.agent), talks.conversation_of(house, event.agent)
    keys = event.keys.upper()
    if not (1 <= len(keys) <= MOST and set(keys) <= KEYS):
        why = f"these are no keys; expected 1 to {MOST} of 0-9, *, # and A-D"
    elif agent is None or call is None or not agent.activity.allows(ActivityTrigger.HOLD):
        why = f"{event.agent} talks with nobody now"
    elif not call.machine.allows(CallTrigger.HAND_OVER):
        why = f"the call of {event.agent} is {call.machine.state.value}"
    else:
        house.note(call.id, f"{event.agent} presses {_told(keys)} for the far end")
        house.do(SendKeys(call.line, event.token, keys))
        return
    house.do(TellAsker(token=event.token, refusal=why))


def taken(house: House, event: KeysTaken) -> None:
    call = _call_on(house, event.line)
    if call is None:
        house.do(TellAsker(token=event.token, refusal="the call is over"))
    else:
        house.do(TellAsker(token=event.token, call=call.id))


def refused(house: House, event: KeysRefused) -> None:
    call = _call_on(house, event.line)
    if call is not None:
        house.note(call.id, f"The keys could not be sent: {event.reason}")
    house.do(TellAsker(token=event.token, refusal=event.reason))


def _told(keys: str) -> str:
    return keys if len(keys) <= TOLD else f"{len(keys)} keys"


def _call_on(house: House, name: LineName) -> Call | None:
    line = house.lines.get(name)
    return house.calls.get(line.call) if line is not None and line.call is not None else None
