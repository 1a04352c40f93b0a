"""Which number the modem doctor may dial to ring a line of this box from another one: pure, on top of the rules.

A number that the settings give as the called line's own is dialled with outgoing calls off, too: whoever may change
the settings has said whose it is, and it is rung once for less than a minute. The rest of the rules holds: no emergency
number, no premium number, none that [outbound] denies, none abroad. Every other number is judged as any that a machine
would dial, and counts against the caps for calls (core/loop_calls.py).
"""

import msgspec

from appliance.core.number_rules import Verdict, is_emergency, judge
from appliance.model.outbound import OutboundKind, OutboundPlan
from appliance.model.plan import LinePlan


def judged_loop_number(plan: OutboundPlan, calling: LinePlan, called: LinePlan, typed: str) -> Verdict:
    """Of `typed`, or, when that is empty, of the called line's own number; with what the calling line dials first."""
    asked = typed or called.number
    if not asked:
        why = f'give --number, or write number = "…" into the [[line]] {called.name}'
        return Verdict("", f"{called.name}'s own number is not known: {why}")
    verdict = _judged(plan, called, asked)
    if verdict.refusal:
        return Verdict(asked, _told(plan, called, asked, verdict.refusal))
    dialled = calling.dial_prefix + verdict.number
    if len(dialled) > 20:
        why = f"the number has {len(dialled)} digits with the dial_prefix of {calling.name}; at most 20 can be dialled"
        return Verdict(asked, why)
    return Verdict(dialled)


def is_own(plan: OutboundPlan, called: LinePlan, typed: str) -> bool:
    """Whether the settings give the number to the called line, however either is written."""
    return bool(called.number) and (not typed or _dialled(plan, typed) == _dialled(plan, called.number))


def _judged(plan: OutboundPlan, called: LinePlan, asked: str) -> Verdict:
    own = is_own(plan, called, asked)
    return judge(_for_own(plan, asked) if own else plan, asked, OutboundKind.CALL, by_person=False)


def _dialled(plan: OutboundPlan, number: str) -> str:
    """As the rules would dial it were everything allowed; two ways to write a number become one."""
    return judge(_for_own(plan, number), number, OutboundKind.CALL, by_person=False).number


def _for_own(plan: OutboundPlan, number: str) -> OutboundPlan:
    """On, and with what is at home allowed: the number's own country, or its first digit where none is known."""
    start = f"+{plan.country_code}" if plan.country_code else number.strip()[:1]
    return msgspec.structs.replace(plan, enabled=True, allow=(*plan.allow, start, *map(str, range(10))))


def _told(plan: OutboundPlan, called: LinePlan, asked: str, refusal: str) -> str:
    if plan.enabled or is_emergency(plan, asked):
        return f"the number {refusal}"
    own = f'write number = "…" into the [[line]] {called.name} if it is its own'
    return f"the number {refusal}; {own}"
