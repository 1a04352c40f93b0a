"""Test calls from line to line: judged as any number that a machine would dial, and written into the ledger.

A line's own number may be rung as often as a technician tries; others count against the caps for calls, own ones too.
"""

from typing import Final

from appliance.core import permits
from appliance.core.house import House
from appliance.core.loop_number import is_own, judged_loop_number
from appliance.core.number_rules import Verdict
from appliance.model.actions import TellAsker
from appliance.model.loop_events import LoopCallEnded, LoopCallWanted
from appliance.model.outbound import OutboundKind
from appliance.model.plan import LinePlan

DOCTOR: Final = "the modem doctor"
"""In the ledger."""


def wanted(house: House, event: LoopCallWanted) -> None:
    calling, called = house.lines.get(event.calling), house.lines.get(event.called)
    if calling is None or called is None:
        missing = event.calling if calling is None else event.called
        unknown = f'no line is called "{missing}"; `callbox status` shows the lines'
        house.do(TellAsker(token=event.token, refusal=unknown))
        return
    if calling is called:
        itself = f"{event.called} cannot ring itself; name another line to ring it from"
        house.do(TellAsker(token=event.token, refusal=itself))
        return
    verdict = judged_loop_number(house.plan.outbound, calling.plan, called.plan, event.number)
    counted = Verdict(verdict.number.removeprefix(calling.plan.dial_prefix), verdict.refusal)
    refusal = verdict.refusal or _limit(house, counted.number, called.plan, event.number)
    if refusal:
        if counted.number:
            permits.refuse(house, counted, OutboundKind.CALL, DOCTOR, refusal)
        house.do(TellAsker(token=event.token, refusal=refusal))
        return
    house.ledger.test_call = permits.grant(house, counted, OutboundKind.CALL, DOCTOR, event.calling)
    house.do(TellAsker(token=event.token, words=(verdict.number,)))


def ended(house: House, event: LoopCallEnded) -> None:
    row, house.ledger.test_call = house.ledger.test_call, None
    if row is not None and row.line == event.calling:
        permits.close(house, row, event.length_ms)


def _limit(house: House, number: str, called: LinePlan, typed: str) -> str:
    """Why a number that is allowed is not dialled now; empty when it is."""
    if house.rested or house.draining:
        return "the box is stopping: no new calls; try again when it is back"
    plan = house.plan.outbound
    if is_own(plan, called, typed):
        return ""
    if sum(call.outgoing for call in house.calls.values()) >= plan.at_once:
        return f"{plan.at_once} outgoing calls are up, which is the most at once; wait for one to end"
    capped = house.ledger.refusal(plan, OutboundKind.CALL, number, house.now, house.utc_ms(house.now))
    return f"the number {capped}" if capped else ""
