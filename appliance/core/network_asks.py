"""What people ask of a line's network: checked, handed to the line, its answer given to whoever asked."""

from typing import Final

import msgspec

from appliance.core import permits
from appliance.core.house import House
from appliance.core.network_codes import code_fault, forbidden, reply_fault, shown_reply
from appliance.core.number_rules import Verdict
from appliance.core.outgoing import PERSON, addressed
from appliance.model.actions import AskNetwork, TellAsker
from appliance.model.network import AskCredit, ForwardingReason, NetworkAsk, SendCode, SendReply, SetForwarding
from appliance.model.outbound import OutboundKind
from appliance.model.states import LineAbility
from appliance.model.text_events import NetworkAsked, NetworkReplied
from appliance.model.words import LineName

MOST_ASKS: Final = 32
"""Not yet answered, on all lines: as many as the control socket has clients."""
CREDIT: Final = "credit"
"""In the ledger, for the code that the line's options name."""


def asked(house: House, event: NetworkAsked) -> None:
    fault, ask = _fault(house, event), event.ask
    if not fault and isinstance(ask, SetForwarding) and ask.number:
        fault, ask = _permitted(house, event.line, ask)
    elif not fault and isinstance(ask, SendCode | SendReply | AskCredit):
        fault = _code_permitted(house, event.line, ask)
    if fault:
        house.do(TellAsker(token=event.token, refusal=fault))
        return
    house.asks[event.token] = event.line
    house.do(AskNetwork(event.line, event.token, ask))


def _permitted(house: House, line: LineName, ask: SetForwarding) -> tuple[str, SetForwarding]:
    """Why the rules for numbers forbid it, or nothing; and the ask with the number as they have it."""
    verdict = permits.ask(house, ask.number, OutboundKind.FORWARDING, by_person=True)
    if verdict.refusal:
        permits.refuse(house, verdict, OutboundKind.FORWARDING, PERSON, verdict.refusal)
        return f"{permits.shown(ask.number)} {verdict.refusal}", ask
    permits.grant(house, verdict, OutboundKind.FORWARDING, PERSON, line)
    return "", msgspec.structs.replace(ask, number=addressed(house, verdict))


def _code_permitted(house: House, line: LineName, ask: SendCode | SendReply | AskCredit) -> str:
    """Why the settings or the caps forbid it, or nothing. What was sent counts, whatever the network makes of it."""
    plan, kind, why, named = house.plan.outbound, OutboundKind.CODE, "", CREDIT
    match ask:
        case SendCode(code):
            named, why = code, forbidden(plan, code)
        case SendReply(text):
            named = shown_reply(text)
    why = why or house.ledger.refusal(plan, kind, named, house.now, house.utc_ms(house.now))
    if why:
        permits.refuse(house, Verdict(named), kind, PERSON, why)
        return f"{named} {why}"
    permits.grant(house, Verdict(named), kind, PERSON, line)
    return ""


def replied(house: House, event: NetworkReplied) -> None:
    if house.asks.pop(event.token, None) is not None:
        house.do(
            TellAsker(token=event.token, words=event.words, reply_wanted=event.reply_wanted, refusal=event.refusal)
        )


def line_failed(house: House, line: LineName, reason: str) -> None:
    for token in [token for token, its_line in house.asks.items() if its_line == line]:
        del house.asks[token]
        house.do(TellAsker(token=token, refusal=f"{line} failed before the network answered: {reason}"))


def _fault(house: House, event: NetworkAsked) -> str:
    """Why it is not asked, in one sentence; empty when it is."""
    line = house.lines.get(event.line)
    if line is None:
        return f'no line is called "{event.line}"; `callbox status` shows the lines'
    if event.line in house.out_of_order:
        return f"{event.line} is out of order: {line.fault}"
    if LineAbility.NETWORK not in line.can:
        return f"{event.line} has no mobile network to ask: its modem is {line.modem}; name a line with a GSM modem"
    if len(house.asks) >= MOST_ASKS:
        return f"{MOST_ASKS} questions wait for their answers already; try again in a minute"
    return _wrong(event.ask)


def _wrong(ask: NetworkAsk) -> str:
    match ask:
        case SendCode(code):
            return code_fault(code)
        case SendReply(text):
            return reply_fault(text)
        case SetForwarding(reason, number) if number and reason is ForwardingReason.ALL:
            return "calls are forwarded always, or for one reason each: busy, no answer or unreachable"
        case SetForwarding(reason, after_s=after_s) if after_s is not None:
            if reason is not ForwardingReason.NO_ANSWER or after_s not in range(5, 31, 5):
                return f"ringing before forwarding goes with no answer, for 5, 10, 15, 20, 25 or 30 s, not {after_s} s"
    return ""
