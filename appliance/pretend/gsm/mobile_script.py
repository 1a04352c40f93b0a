"""Scripts with mobile lines in them: besides callers, texts, USSD pages, numbers the box may dial, SIMs, and coverage.

[[text]]      line = "line1", number = "+49151…", text = "hello", at_ms = 2000   (texts.PretendText)
[[network]]   line = "line1", at_ms = 5000, registration = "searching"           (coverage.NetworkChange)
[[far_end]]   number = "0301234*", answers_after_ms = 1500, steps = […]          (subscribers.FarEnd)
[[ussd]]      asked = "*100#", says = "Credit: 3.20", replies = […]              (subscribers.UssdMenu)
[[sim]]       line = "line1", pin = "1234"                                       (sim.SimCard)
"""

from typing import Annotated

import msgspec

from appliance.model.words import LineName
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.script import Script

MOST = 10_000
"""Of each list."""


class MobileScript(Script, frozen=True, kw_only=True, tag="Script"):
    text: Annotated[tuple[PretendText, ...], msgspec.Meta(max_length=MOST)] = ()
    network: Annotated[tuple[NetworkChange, ...], msgspec.Meta(max_length=MOST)] = ()
    far_end: Annotated[tuple[FarEnd, ...], msgspec.Meta(max_length=MOST)] = ()
    ussd: Annotated[tuple[UssdMenu, ...], msgspec.Meta(max_length=MOST)] = (
        UssdMenu(asked="*100#", says="Your credit is 3.20 EUR"),
    )
    sim: Annotated[tuple[SimCard, ...], msgspec.Meta(max_length=64)] = ()

    def lines_named(self) -> set[LineName]:
        """Besides those of calls."""
        named = [text.line for text in self.text] + [change.line for change in self.network]
        return {*named, *(card.line for card in self.sim)} - {""}

    def sim_of(self, line: LineName) -> SimCard:
        return next((card for card in self.sim if card.line == line), SimCard(number=_own_number(line), line=line))


def _own_number(line: LineName) -> str:
    """line12 → +4915550000012: every line has its own."""
    return f"+491555{int(line.removeprefix('line') or 0):07}"
