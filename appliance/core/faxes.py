"""A fax or a modem at the far end: nobody can speak with it, so the call goes the way its flow has for it, or ends.

Rule 1: what the box has heard itself is certain. A modem's word counts when it is given twice, some seconds apart: some
hear machines where people speak.
Rule 2: a conversation that has gone on for a while has a person in it. There it is only noted.
"""

from typing import Final

from appliance.core import calls, messages, queues, second_calls, talks
from appliance.core.call_machine import WITH_TICKET, CallTrigger
from appliance.core.house import Call, House
from appliance.model.actions import StopSound, WithdrawReason
from appliance.model.fax_events import FaxHeard
from appliance.model.states import DigitSource, FaxSign
from appliance.model.words import Ms

FRESH_MS: Final[Ms] = 15_000
"""Of a conversation: in which somebody who answered a machine, or called one, finds out; two calling tones take 8 s,
and one may be lost."""
AGAIN_MS: Final[tuple[Ms, Ms]] = (1_500, 10_000)
"""Between two words of a modem: calling tones begin 2 s and more after one another; each may be told several times."""

_CALLING: Final = frozenset({FaxSign.CALLING, FaxSign.DATA_CALLING})


def heard(house: House, event: FaxHeard) -> None:
    line = house.lines.get(event.line)
    call = house.calls.get(line.call) if line is not None and line.call is not None else None
    if line is None or call is None or call.fax is not None or not line.plan.hears_fax:
        return
    if call.record.answered_ms is None and not call.reaching:
        return  # nothing is to be heard of a caller yet
    if call.outgoing and event.sign in _CALLING:
        return  # whoever we call has no reason to
    if event.source is DigitSource.MODEM and not _said_again(house, call, event.sign):
        return
    call.fax = event.sign
    did = "answered" if call.outgoing else "calls"
    house.note(call.id, f"A fax or modem {did}: {event.sign.value}, heard by the {_WHO[event.source]}")
    _leave_what_it_is_in(house, call)


_WHO: Final = {DigitSource.HOST: "box", DigitSource.MODEM: "modem"}


def _said_again(house: House, call: Call, sign: FaxSign) -> bool:
    since = None if call.fax_told is None else house.now - call.fax_told
    if since is not None and since < AGAIN_MS[0]:
        return False
    if since is not None and since <= AGAIN_MS[1]:
        return True
    call.fax_told = house.now
    house.note(call.id, f"The modem told of {sign.value}, which alone proves nothing")
    return False


def _leave_what_it_is_in(house: House, call: Call) -> None:
    machine = call.machine
    if call.reaching:
        call.went_as_fax = True
        calls.end(house, call, calls.BOX)
    elif machine.state in WITH_TICKET:
        queues.leave(house, call, WithdrawReason.LEFT)
        machine.do(CallTrigger.LEAVE_QUEUE, house.now)
        _take_its_way(house, call)
    elif machine.allows(CallTrigger.RECORDED):
        if messages.dropped(house, call):
            _take_its_way(house, call)
    elif machine.allows(CallTrigger.ENQUEUE):
        _take_its_way(house, call)
    elif machine.allows(CallTrigger.FAX) and _is_fresh(house, call):
        talks.end(house, call)
        machine.do(CallTrigger.FAX, house.now)
        house.limit_menu(call)
        _take_its_way(house, call)


def _is_fresh(house: House, call: Call) -> bool:
    """And nobody else is in it."""
    return house.now - call.machine.since <= FRESH_MS and call.host is None and second_calls.alone(house, call)


def _take_its_way(house: House, call: Call) -> None:
    call.went_as_fax = True
    way = call.flow.on_fax
    if way is None:
        calls.end(house, call, calls.BOX)
        return
    house.alarms.cancel(("input", call.id))
    call.token = house.new_token()
    house.do(StopSound(call.line))
    house.continue_at(call, way)
