"""Service codes and replies to them: which are well-formed, which set forwarding, which need the settings' leave."""

import re
from typing import Final

from appliance.model.outbound import OutboundPlan

LONGEST_CODE: Final = 40
"""Characters: the longest in use carry a voucher of 16 digits and a number."""
LONGEST_REPLY: Final = 182
"""Characters of one USSD message (3GPP 22.090)."""
_SHOWN: Final = 2
"""Longer replies may be secrets, and stand in no ledger."""

_CODE: Final = re.compile(r"[*#][0-9*#]*#")
_FORWARDS: Final = re.compile(r"[*#]{1,2}(?:21|61|62|67|002|004)[*#].*")
"""Codes of forwarding (3GPP 22.030 §6.5.2)."""
_PLAIN: Final = re.compile(r"\*#?[0-9]{2,5}#|#[0-9]{2,5}#")
"""*100#, *#06#, #999#: a question, with nothing in it that could be ordered."""


def code_fault(code: str) -> str:
    """One sentence; empty when it may be a code for the network."""
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        return f"{code[:LONGEST_CODE]!r} is no service code; expected one such as *100#, digits between * and #"
    if _FORWARDS.fullmatch(code):
        return f"{code} changes forwarding; use `callbox network LINE forward`, which heeds the rules for numbers"
    return ""


def reply_fault(text: str) -> str:
    """One sentence; empty when it may be a reply. Codes are none: a network or a modem may obey them all the same."""
    if not text or len(text) > LONGEST_REPLY or not text.isprintable():
        return f"a reply has 1 to {LONGEST_REPLY} characters on one line, not {len(text)}; shorten it"
    squeezed = "".join(text.split())
    if _CODE.fullmatch(squeezed) or _FORWARDS.match(squeezed):
        return f"{text[:LONGEST_CODE]} is a service code, no reply; end the dialogue, and ask for the code by itself"
    return ""


def forbidden(plan: OutboundPlan, code: str) -> str:
    """Why a code that may order something is not sent, as the end of a sentence; empty when it is."""
    if _PLAIN.fullmatch(code) or (plan.enabled and code.startswith(plan.allow_codes)):
        return ""
    return "may order or pay for something; name it in [outbound] allow_codes, and have enabled = true there"


def shown_reply(text: str) -> str:
    """As the ledger has it."""
    return f"reply {text}" if len(text) <= _SHOWN else f"reply of {len(text)} characters"
