"""The texts that a line sends: one at a time, part by part, each part once; what became of it is told in any case."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.line import Report
from appliance.drivers.line.gsm.turns import Overtaken, Turns
from appliance.drivers.line.modem.gsm_family import GiveUp, Messages
from appliance.model.actions import SendText
from appliance.model.signals import CommandDone
from appliance.model.states import SendFault
from appliance.model.text_events import TextRefused, TextSent
from appliance.model.words import LineName
from appliance.protocol.errors import ModemFault, OurFault
from appliance.protocol.gsm.network.modem_errors import modem_error
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.storage import Sent
from appliance.protocol.gsm.sms import Submission, TextPart, encode_submit, text_parts

NOT_TOLD: Final = -1
"""Reference of a part that the network took without naming one: no report will be found to belong to it."""
_NETWORK_TIMEOUT: Final = 332
"""+CMS ERROR (27.005 §3.2.5): the network may have the message, and its acknowledgement be lost (24.011 TR1M)."""
_WRONG_MODE: Final = frozenset({304, 305})
"""+CMS ERROR: it is in text mode, as after a restart of its own."""


class Refused(Exception):
    """A part was not taken, or nobody knows; the text is one sentence."""

    def __init__(self, fault: SendFault, reason: str) -> None:
        super().__init__(reason)
        self.fault = fault


class TextOutbox:
    """Holds one order; whoever gives them keeps the others."""

    def __init__(
        self,
        line: LineName,
        turns: Turns,
        messages: Messages,
        report: Report,
        *,
        free: Callable[[], bool],
        give_up: GiveUp = "any_character",
    ) -> None:
        """`free`: no call is in the way of a text now; `give_up`: as of Calls."""
        self._line = line
        self._turns = turns
        self._messages = messages
        self._report = report
        self._free = free
        self._gives_way = give_up == "any_character"
        self._order: SendText | None = None
        self._stopped = False
        self._typed = False
        """What is under way has gone out to the modem."""
        self._come = asyncio.Event()

    def send(self, order: SendText) -> None:
        if self._stopped or self._order is not None:
            why = "the line has just failed" if self._stopped else "another text is being sent on this line"
            self._refuse(order, Refused(SendFault.LATER, why))
            return
        self._order = order
        self._typed = False
        self._come.set()

    async def run(self) -> None:
        """Runs until cancelled, which tells what became of a text under way. Raises DriverFault when deaf."""
        while True:
            await self._come.wait()
            self._come.clear()
            if self._order is not None:
                await self._send(self._order)
                self._order = None

    def stop(self) -> None:
        """The line is no longer served: what is under way is told, and whatever comes is refused."""
        self._stopped = True
        order, self._order = self._order, None
        if order is None:
            return
        if self._typed:
            self._refuse(order, Refused(SendFault.DOUBTFUL, "the line failed before the network had answered"))
        else:
            self._refuse(order, Refused(SendFault.LATER, "the line failed before the text went out"))

    async def _send(self, order: SendText) -> None:
        try:
            parts = text_parts(order.body, order.text)
            for number, part in enumerate(parts[order.done :], order.done + 1):
                self._typed = False
                reference = await self._send_part(_submission(order, part, report=self._messages.reports))
                self._report(TextSent(self._line, order.text, number, len(parts), reference))
        except OurFault as fault:
            self._refuse(order, Refused(SendFault.REFUSED, str(fault)))
        except Refused as refused:
            self._refuse(order, refused)

    async def _send_part(self, submission: Submission) -> int:
        """The network's reference of the part. Raises Refused and DriverFault."""
        if not self._free():
            raise Refused(SendFault.LATER, "a call came first")
        reply = await self._type(submission)
        if self._mode_is_wrong(reply):
            for step in self._messages.on:
                await self._turns.do(step)
            self._typed = False
            reply = await self._type(submission)
        if reply is None:
            raise self._unanswered()
        if not (reply.ok and self._typed):
            raise _refusal(reply, typed=self._typed)
        return _reference(reply)

    async def _type(self, submission: Submission) -> CommandDone | None:
        command = f"AT+CMGS={submission.length}"
        try:
            return await self._turns.type_text(command, submission.pdu, self._typing, gives_way=self._gives_way)
        except Overtaken as overtaken:
            why = "somebody rang and was answered before the network had; it may have the text or not"
            raise Refused(SendFault.DOUBTFUL, why) from overtaken

    def _typing(self) -> None:
        self._typed = True

    def _unanswered(self) -> Refused:
        if self._typed:
            return Refused(SendFault.DOUBTFUL, "the modem did not say in time whether the network took it")
        return Refused(SendFault.LATER, "the modem gave no prompt for the text")

    def _mode_is_wrong(self, reply: CommandDone | None) -> bool:
        error = modem_error(reply.detail) if reply is not None else None
        return error is not None and error.code in _WRONG_MODE

    def _refuse(self, order: SendText, refused: Refused) -> None:
        self._report(TextRefused(self._line, order.text, refused.fault, str(refused)))


def _submission(order: SendText, part: TextPart, *, report: bool) -> Submission:
    return encode_submit(order.number, part, report=report)


def _refusal(reply: CommandDone, *, typed: bool) -> Refused:
    """By the modem's words; without any, it may be different a little later."""
    error = modem_error(reply.detail)
    if error is None:
        said = reply.detail or reply.result.value
        return Refused(SendFault.LATER, f"the modem answered {said} without a reason")
    if typed and error.code == _NETWORK_TIMEOUT:
        return Refused(SendFault.DOUBTFUL, error.words)
    return Refused(SendFault.LATER if error.passes else SendFault.REFUSED, str(error))


def _reference(reply: CommandDone) -> int:
    for line in reply.lines:
        try:
            found = read_network_line(line)
        except ModemFault:
            continue
        if isinstance(found, Sent):
            return found.reference
    return NOT_TOLD
