"""What becomes of a ticket as it grows older: the need becomes easier, it joins the top band, nobody is waited for."""

from appliance.core import offers
from appliance.core.call_machine import WITH_TICKET
from appliance.core.explain_words import eased
from appliance.core.house import Call, House
from appliance.core.spans import clock
from appliance.model.policy import Relaxation
from appliance.model.words import CallId

LIFTED = "joins the highest band: no queue is served before its own any more"


def begin(house: House, call: Call) -> None:
    """Sets the alarms of a ticket, or sets them anew under a changed plan."""
    queue, ticket = call.waits_in, house.routing.tickets[call.id]
    below_top = house.routing.is_below_top(call.id)
    if not (call.ages or ticket.kept or below_top or queue.relax):
        return
    call.ages = True
    if ticket.kept and house.alarms.at(("kept", call.id)) is None:
        house.alarms.set(("kept", call.id), house.now + queue.prefer_last_agent_ms)
    house.alarms.cancel(("top", call.id))
    if below_top:
        house.alarms.set(("top", call.id), ticket.arrived + queue.top_after_ms)
    _next_step(house, call)


def tell(house: House, call: Call) -> None:
    """What its age has brought the ticket at once: it is older than this wait."""
    ticket = house.routing.tickets[call.id]
    age = clock(house.now - ticket.arrived)
    for step in ticket.queue.relax[: ticket.stage]:
        house.note(call.id, f"After {age} {eased(step)}")
    if -ticket.band > ticket.queue.band:
        house.note(call.id, f"After {age} {LIFTED}")


def relax(house: House, call_id: CallId) -> None:
    """The next step of the queue's relaxation is due."""
    call = house.calls[call_id]
    step = _step(house, call) if call.machine.state in WITH_TICKET else None
    if step is None:
        return
    house.note(call_id, f"After {_age(house, call_id)} {eased(step)}")
    matches = house.routing.relax(call_id, house.now)
    _next_step(house, call)
    offers.hold_out(house, matches)


def lift(house: House, call_id: CallId) -> None:
    """Has waited so long that nobody is served before it for being in a higher band."""
    if call_id in house.routing.tickets and house.routing.is_below_top(call_id):
        house.note(call_id, f"After {_age(house, call_id)} {LIFTED}")
        house.routing.lift(call_id, house.now)


def release(house: House, call_id: CallId) -> None:
    """Nobody is waited for any longer."""
    ticket = house.routing.tickets.get(call_id)
    if ticket is not None and ticket.kept:
        house.note(call_id, f"No longer waits for {ticket.preferred}")
        offers.hold_out(house, house.routing.release(call_id, house.now))


def _age(house: House, call: CallId) -> str:
    return clock(house.now - house.routing.tickets[call].arrived)


def _next_step(house: House, call: Call) -> None:
    house.alarms.cancel(("relax", call.id))
    step = _step(house, call)
    if step is not None:
        house.alarms.set(("relax", call.id), house.routing.tickets[call.id].arrived + step.after_ms)


def _step(house: House, call: Call) -> Relaxation | None:
    """The one that comes next; the queue itself sees to overflow, as to its longest wait."""
    ticket = house.routing.tickets[call.id]
    steps = ticket.queue.relax
    return steps[ticket.stage] if ticket.stage < len(steps) and not steps[ticket.stage].overflow else None
