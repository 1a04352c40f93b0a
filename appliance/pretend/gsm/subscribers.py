"""Who answers when the box dials, on mobile and on analog lines, and what the network says to USSD."""

from typing import Annotated, Literal

import msgspec

from appliance.model.caller import Presentation
from appliance.model.words import Ms, Value
from appliance.pretend.script import HangUp, Listen, PretendCall, Span, Step

Digits = Annotated[str, msgspec.Meta(pattern=r"^[+]?[0-9*#]{0,20}[*]?$")]


class FarEnd(Value, frozen=True, kw_only=True):
    """What happens to a call from the box: one of these for each number that is dialled."""

    number: Digits = ""
    """Whole, or its beginning when it ends in *; empty: every number no other far end has."""
    rings_after_ms: Span = 500
    answers_after_ms: Span | None = 2_000
    """Of ringing; None: never."""
    gives_up_after_ms: Span = 30_000
    """Of ringing that nobody answers: the network ends it."""
    cause: Annotated[int, msgspec.Meta(ge=0, le=127)] = 0
    """Not 0: it never rings, the network clears it after rings_after_ms with this cause (24.008 annex H): 17 busy,
    1 number that does not exist, 21 rejected, 27 out of order, 38 network out of order. On an analog line busy tone,
    congestion tone (34, 38, 41, 42, 47), or the three tones before an announcement.
    """
    reverses: bool = False
    """Analog lines only: the exchange turns the loop current round when it answers, and back when it hangs up."""
    takes_texts: bool = True
    """False: the service centre refuses texts to it."""
    text_fault: Literal[0, 1, 38, 42, 332, 500] = 0
    """Not 0: texts to it are refused with this +CMS ERROR (27.005 §3.2.5) …"""
    text_faults: Annotated[int, msgspec.Meta(ge=0)] = 0
    """… so many times; 0: always."""
    report: Annotated[int, msgspec.Meta(ge=0, le=127)] | None = 0
    """TP-Status of the delivery reports it causes (23.040 §9.2.3.15): 0 received, 32 the network goes on trying,
    70 expired. None: there never is one.
    """
    report_after_ms: Span = 1_000
    steps: Annotated[tuple[Step, ...], msgspec.Meta(max_length=1000)] = (Listen(ms=60_000), HangUp())

    def has(self, number: str) -> bool:
        if self.number.endswith("*"):
            return number.startswith(self.number[:-1])
        return self.number in ("", number)

    def as_call(self, number: str, *, withheld: bool) -> PretendCall:
        """For the record: the number that was dialled; withheld is the box's own."""
        shown = Presentation.WITHHELD if withheld else Presentation.GIVEN
        digits = "".join(character for character in number if character in "+0123456789")[:20]
        return PretendCall(kind="dialled", number=digits, presentation=shown, steps=self.steps)


class UssdMenu(Value, frozen=True, kw_only=True):
    """One page of USSD: what the network says to some words, and what may follow."""

    asked: str
    """*100#, or a reply on another page."""
    says: Annotated[str, msgspec.Meta(max_length=182)]
    replies: "tuple[UssdMenu, ...]" = ()
    """Not empty: it wants one of these as a reply; any other ends it."""
    after_ms: Span = 1_000
    ends: Literal[0, 2, 4, 5] = 0
    """Not 0: it ends the session, for 2 by itself, 4 as not supported, 5 for its own time-out (27.007 §7.15)."""


NO_SUCH_CODE = UssdMenu(asked="", says="Unknown code")
USSD_PATIENCE_MS: Ms = 30_000
"""The network waits for a reply so long."""


def far_end_of(far_ends: tuple[FarEnd, ...], number: str) -> FarEnd:
    """The first that has it, whole numbers before beginnings before the one for all."""
    order = sorted(far_ends, key=lambda each: (each.number == "", each.number.endswith("*")))
    return next((each for each in order if each.has(number)), FarEnd())
