"""What is asked of a line's network, one thing after the other: USSD, forwarding, call waiting, own number."""

import asyncio
from collections import deque
from typing import Final

from appliance.drivers.line import Report
from appliance.drivers.line.gsm import network_wording
from appliance.drivers.line.gsm.turns import Overtaken, Turns
from appliance.drivers.line.modem.gsm_family import GiveUp, Ussd
from appliance.model.network import (
    AskCredit,
    AskForwarding,
    AskOwnNumber,
    AskWaiting,
    EndDialogue,
    ForwardingReason,
    NetworkAsk,
    OwnNumber,
    SendCode,
    SendReply,
    SetForwarding,
    SetOwnNumber,
    SetWaiting,
)
from appliance.model.signals import CommandDone
from appliance.model.text_events import NetworkReplied
from appliance.model.words import LineName, Ms, Token
from appliance.protocol.errors import OurFault
from appliance.protocol.gsm.network.services import (
    OWN_NUMBER_QUERY,
    WAITING_QUERY,
    Reason,
    forwarding_off,
    forwarding_on,
    forwarding_query,
    own_number_set,
    waiting_set,
)
from appliance.protocol.gsm.ussd import Step, UssdAnswer, UssdDialogue, Writing, read_ussd, written_ussd

MOST_WAITING: Final = 8
"""Asked and not begun; people ask, and wait for the answer."""

_WRITINGS: Final = {"plain": Writing.PLAIN, "packed_hex": Writing.PACKED, "ucs2_hex": Writing.UCS2}
_REASONS: Final = {
    ForwardingReason.ALWAYS: Reason.ALWAYS,
    ForwardingReason.BUSY: Reason.BUSY,
    ForwardingReason.NO_ANSWER: Reason.NO_ANSWER,
    ForwardingReason.UNREACHABLE: Reason.UNREACHABLE,
    ForwardingReason.ALL: Reason.ALL,
}
_EACH: Final = (
    ForwardingReason.ALWAYS,
    ForwardingReason.BUSY,
    ForwardingReason.NO_ANSWER,
    ForwardingReason.UNREACHABLE,
)
_OWN_NUMBERS: Final = {OwnNumber.AS_BOOKED: 0, OwnNumber.WITHHELD: 1, OwnNumber.SHOWN: 2}
_ANSWERS_OF_USSD: Final = frozenset({Step.DONE, Step.REPLY_WANTED})


_CALL_FIRST: Final = "somebody rang meanwhile and was answered first; ask again"


class NoAnswer(Exception):
    """One sentence: why the network, or the modem, did not do it."""


class NetworkDesk:
    def __init__(
        self,
        line: LineName,
        turns: Turns,
        ussd: Ussd,
        report: Report,
        *,
        credit: str = "",
        give_up: GiveUp = "any_character",
    ) -> None:
        """`credit`: the code that asks for it, as the line's settings have it; `give_up`: as of Calls."""
        self._line = line
        self._turns = turns
        self._ussd = ussd
        self._report = report
        self._credit = credit
        self._gives_way = give_up == "any_character"
        self._writing = _WRITINGS[ussd.coding]
        self._waiting: deque[tuple[Token, NetworkAsk]] = deque()
        self._under_way: Token | None = None
        self._stopped = False
        self._come = asyncio.Event()
        self._dialogue = UssdDialogue()
        self._answer: asyncio.Future[UssdAnswer] | None = None

    def ask(self, token: Token, ask: NetworkAsk) -> None:
        if self._stopped or len(self._waiting) >= MOST_WAITING:
            why = "it has just failed" if self._stopped else f"{MOST_WAITING} questions wait already"
            refusal = f"{self._line}: {why}; ask again in a minute"
            self._report(NetworkReplied(self._line, token, refusal=refusal))
            return
        self._waiting.append((token, ask))
        self._come.set()

    def told(self, text: str) -> bool:
        """Whether an unasked line was the network's answer, before the OK of its command or after it.

        Raises ModemFault for one that breaks the standard.
        """
        answer = read_ussd(text, self._writing)
        if answer is None:
            return False
        self._dialogue.answered(answer, _now_ms())
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
        self._come.set()  # it may want a reply, and not for ever
        return True

    async def run(self) -> None:
        """Runs until cancelled. Raises DriverFault when the modem is silent."""
        while True:
            with_limit = self._dialogue.next_wake()
            try:
                async with asyncio.timeout(None if with_limit is None else max(with_limit - _now_ms(), 0) / 1_000):
                    await self._come.wait()
            except TimeoutError:
                if self._dialogue.wake(_now_ms()):
                    await self._turns.ask(self._ussd.cancel)
            self._come.clear()
            while self._waiting:
                self._under_way, ask = self._waiting.popleft()
                await self._serve(self._under_way, ask)
                self._under_way = None

    def stop(self) -> None:
        """The line is no longer served: whoever waits is told so, and whoever comes."""
        self._stopped = True
        left = [token for token, _ in self._waiting]
        self._waiting.clear()
        for token in left if self._under_way is None else [self._under_way, *left]:
            refusal = f"{self._line} failed before the network had answered"
            self._report(NetworkReplied(self._line, token, refusal=refusal))
        self._under_way = None

    async def _serve(self, token: Token, ask: NetworkAsk) -> None:
        try:
            words = await self._words(ask)
        except (NoAnswer, OurFault) as why:
            self._report(NetworkReplied(self._line, token, refusal=f"{self._line}: {why}"))
        else:
            self._report(NetworkReplied(self._line, token, words, reply_wanted=self._dialogue.reply_wanted))

    async def _words(self, ask: NetworkAsk) -> tuple[str, ...]:
        """The answer, line by line. Raises NoAnswer, OurFault and DriverFault."""
        match ask:
            case SendCode() | SendReply() | EndDialogue() | AskCredit():
                return await self._talk(ask)
            case AskForwarding(reason):
                return await self._forwarding(_EACH if reason is ForwardingReason.ALL else (reason,))
            case SetForwarding():
                return await self._set_forwarding(ask)
            case AskWaiting() | SetWaiting():
                if isinstance(ask, SetWaiting):
                    await self._asked(waiting_set(on=ask.on))
                return network_wording.waiting(await self._asked(WAITING_QUERY))
            case AskOwnNumber() | SetOwnNumber():
                if isinstance(ask, SetOwnNumber):
                    await self._asked(own_number_set(_OWN_NUMBERS[ask.shown]))
                return network_wording.own_number(await self._asked(OWN_NUMBER_QUERY))

    # Dialogues

    async def _talk(self, ask: SendCode | SendReply | EndDialogue | AskCredit) -> tuple[str, ...]:
        match ask:
            case EndDialogue():
                await self._end_dialogue()
                return ("the dialogue is over",)
            case SendReply(text):
                if not self._dialogue.reply_wanted:
                    gone = "the network waits for no reply, or does no more; begin again with the code"
                    raise NoAnswer(gone)
                return await self._say(text)
            case AskCredit():
                if not self._credit:
                    unknown = 'which code asks for credit is not known; write credit = "*100#" or so in its options'
                    raise NoAnswer(unknown)
                return await self._begin(self._credit)
            case SendCode(code):
                return await self._begin(code)

    async def _begin(self, code: str) -> tuple[str, ...]:
        if self._dialogue.under_way:
            await self._end_dialogue()
        return await self._say(code)

    async def _end_dialogue(self) -> None:
        self._dialogue.refused()
        await self._turns.ask(self._ussd.cancel)

    async def _say(self, text: str) -> tuple[str, ...]:
        """Sent once: a code may cost money, or charge a card."""
        command = self._ussd.send.replace("{text}", written_ussd(text, self._writing))
        self._answer = asyncio.get_running_loop().create_future()
        self._dialogue.asked(_now_ms())
        try:
            reply = await self._asked_once(command)
            if reply is not None and not reply.ok:
                self._dialogue.refused()
                raise NoAnswer(network_wording.refusal(reply))
            return await self._heard(self._answer)
        except Overtaken:
            if self._answer.done():
                return await self._heard(self._answer)
            await self._end_dialogue()  # after the call's own commands: what was not answered must not block the next
            raise NoAnswer(_CALL_FIRST) from None
        finally:
            self._answer = None

    async def _asked_once(self, command: str) -> CommandDone | None:
        """As Turns.ask_once(); where the modem lets it, somebody who rings comes first. Raises Overtaken."""
        way = self._turns.ask_giving_way if self._gives_way else self._turns.ask_once
        return await way(command)

    async def _heard(self, answer: asyncio.Future[UssdAnswer]) -> tuple[str, ...]:
        limit_ms: Ms = self._ussd.answer_within_ms
        try:
            async with asyncio.timeout(limit_ms / 1_000):
                said = await answer
        except TimeoutError:
            await self._end_dialogue()
            late = (
                f"the network did not answer within {limit_ms // 1_000} s; try again, or ask the operator for the code"
            )
            raise NoAnswer(late) from None
        if said.step not in _ANSWERS_OF_USSD and not (said.step is Step.ENDED_BY_NETWORK and said.text):
            raise NoAnswer(said.words)
        return tuple(said.words.splitlines())

    # Services

    async def _set_forwarding(self, ask: SetForwarding) -> tuple[str, ...]:
        reason = _REASONS[ask.reason]
        command = forwarding_on(reason, ask.number, ask.after_s) if ask.number else forwarding_off(reason)
        await self._asked(command)
        return await self._forwarding(_EACH if ask.reason is ForwardingReason.ALL else (ask.reason,))

    async def _forwarding(self, reasons: tuple[ForwardingReason, ...]) -> tuple[str, ...]:
        """As the network has it, also after it was set: what it says counts, not what was asked of it."""
        replies = [await self._asked(forwarding_query(_REASONS[reason])) for reason in reasons]
        return tuple(map(network_wording.forwarding, reasons, replies))

    async def _asked(self, command: str) -> CommandDone:
        """Raises NoAnswer when it is refused, or somebody rang meanwhile."""
        try:
            reply = await self._asked_once(command) or await self._turns.ask(command)
        except Overtaken:
            raise NoAnswer(_CALL_FIRST) from None
        if not reply.ok:
            raise NoAnswer(network_wording.refusal(reply))
        return reply


def _now_ms() -> Ms:
    return int(asyncio.get_running_loop().time() * 1_000)
