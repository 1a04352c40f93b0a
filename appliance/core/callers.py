"""Known callers: who comes first, who is spoken to in which language, who is not answered, and why.

Rule 1: of the blocklist the narrowest row decides; of a contact who comes first only a row of that very number.
Rule 2: who is turned away is not answered at all: the box neither speaks nor costs them anything.
"""

from appliance.core.house import Call, House
from appliance.core.number_rules import whole_number
from appliance.model.caller import Caller, Presentation
from appliance.model.caller_events import CallersKnown
from appliance.model.contacts import ANONYMOUS, CallerBlock, CallerMark, Treatment
from appliance.model.words import AgentName, Ms, StepName


def known(house: House, event: CallersKnown) -> None:
    house.callers.marks = {mark.number: mark for mark in event.marks}
    house.callers.blocks = {block.pattern: block for block in event.blocks}


def turns_away(house: House, call: Call) -> bool:
    """Whether the caller, as they are known now, is not to be answered; told in the timeline as it is found."""
    caller = call.record.caller
    if call.judged != caller:
        call.judged = caller
        call.mark = _mark_of(house, caller)
        _judge(house, call, _block_of(house, caller, call.mark))
    return call.turned_away


def first_step(house: House, call: Call) -> StepName:
    """Where the call begins; who is known to speak a language is spoken to in it."""
    if call.mark is not None and call.mark.language:
        call.language = call.mark.language
        house.note(call.id, f"Is spoken to in {call.language}: so the address book says of {call.mark.name}")
    return call.flow.on_blocked if call.to_message and call.flow.on_blocked is not None else call.flow.start


def head_start(house: House, call: Call) -> Ms:
    """How much earlier the ticket is due than others of its queue."""
    if call.mark is None or not call.mark.vip:
        return 0
    house.note(call.id, f"Comes first: {call.mark.name} is marked so in the address book")
    return house.plan.routing.vip_head_start_ms


def own_agent(call: Call) -> AgentName | None:
    """Whom the address book names for the caller."""
    return call.mark.agent or None if call.mark is not None else None


def _judge(house: House, call: Call, block: CallerBlock | None) -> None:
    treatment = block.treatment if block is not None else Treatment.SERVE
    can_leave_message = call.flow.on_blocked in call.flow.steps
    call.to_message = treatment is Treatment.MESSAGE and can_leave_message
    call.turned_away = treatment is not Treatment.SERVE and not call.to_message
    if block is None or treatment is Treatment.SERVE:
        return
    why = f" ({block.why})" if block.why else ""
    does = "may only leave a message" if call.to_message else "is not answered"
    house.note(call.id, f"The caller {does}: {block.pattern} is on the blocklist{why}")


def _mark_of(house: House, caller: Caller) -> CallerMark | None:
    return house.callers.marks.get(_number(house, caller)) if caller.number else None


def _block_of(house: House, caller: Caller, mark: CallerMark | None) -> CallerBlock | None:
    if not caller.number:
        return house.callers.blocks.get(ANONYMOUS) if caller.presentation is Presentation.WITHHELD else None
    number = _number(house, caller)
    exact = house.callers.blocks.get(number)
    if exact is not None or (mark is not None and mark.vip):
        return exact
    beginnings = (f"{number[:length]}*" for length in range(len(number), 0, -1))
    return next((house.callers.blocks[each] for each in beginnings if each in house.callers.blocks), None)


def _number(house: House, caller: Caller) -> str:
    """With the country where it can be told; as it was sent where it cannot."""
    return whole_number(house.plan.outbound, caller.number) or caller.number
