"""What a GSM line does besides calls: texts in and out, questions to its network, keys; all take turns at one modem."""

import asyncio
from collections.abc import Callable

from appliance.drivers.line import Report
from appliance.drivers.line.gsm.inbox import CALM_LOOK_S, WARY_LOOK_S, TextInbox
from appliance.drivers.line.gsm.keypad import Keypad
from appliance.drivers.line.gsm.network_desk import NetworkDesk
from appliance.drivers.line.gsm.outbox import TextOutbox
from appliance.drivers.line.gsm.ringing import LinesCall
from appliance.drivers.line.gsm.turns import Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmQuirkName
from appliance.drivers.line.modem.modem_machine import ModemMachine, ModemState
from appliance.model.actions import SendKeys, SendText
from appliance.model.network import NetworkAsk
from appliance.model.words import LineName, Token
from appliance.protocol.gsm.call_list import CallList
from appliance.protocol.gsm.call_signs import Stage
from appliance.protocol.gsm.call_table import MOST_CALLS


class Errands:
    """From one prepare() of the line to the next."""

    def __init__(
        self, inbox: TextInbox, outbox: TextOutbox, desk: NetworkDesk, keypad: Keypad, *, in_call: bool
    ) -> None:
        """`in_call`: texts go out also while a call is up."""
        self.inbox = inbox
        self.outbox = outbox
        self.desk = desk
        self.keypad = keypad
        self.in_call = in_call

    async def run(self) -> None:
        """Runs until cancelled. Raises DriverFault; whoever waits for an answer is told in any case."""
        tasks = [asyncio.ensure_future(each.run()) for each in (self.inbox, self.outbox, self.desk, self.keypad)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            self.outbox.stop()  # at once: whoever cancels this may do so again while the tasks are waited for
            self.desk.stop()
            await asyncio.wait(tasks)


def errands_of(
    name: LineName,
    turns: Turns,
    family: GsmFamily,
    report: Report,
    *,
    credit: str,
    free: Callable[[], bool],
    talks_on: Callable[[], int | None],
) -> Errands:
    """`credit`: the code that asks for it; `free`: no call is in the way of a text now; `talks_on`: as of Keypad."""
    texts, give_up = family.messages, family.calls.give_up
    look_s = WARY_LOOK_S if family.has(GsmQuirkName.MESSAGES_STOP_WHEN_FULL) else CALM_LOOK_S
    return Errands(
        TextInbox(name, turns, texts, report, look_s),
        TextOutbox(name, turns, texts, report, free=lambda: texts.in_call or free(), give_up=give_up),
        NetworkDesk(name, turns, family.ussd, report, credit=credit, give_up=give_up),
        Keypad(name, turns, family.keys, report, talks_on),
        in_call=texts.in_call,
    )


class ErrandLine:
    """The part of a line driver that hands errands on; without a modem nobody gives it any."""

    _errands: Errands | None = None
    _machine: ModemMachine
    _call: LinesCall
    _calls: CallList

    def _on_hook(self) -> bool:
        """And nobody rings."""
        return self._machine.state is ModemState.ON_HOOK and not self._call.there

    def _talks_on(self) -> int | None:
        """The call in which the far end hears us, as the modem counts; untold it is the lowest one free."""
        heard = next((call for call in self._calls.calls if call.stage is Stage.ACTIVE), None)
        if heard is None or self._machine.state is not ModemState.TALKING:
            return None
        taken = {call.modem_call for call in self._calls.calls}
        return heard.modem_call or next(number for number in range(1, MOST_CALLS + 1) if number not in taken)

    @property
    def texts_in_call(self) -> bool:
        return self._errands is not None and self._errands.in_call

    def forget_text(self, token: Token) -> None:
        if self._errands is not None:
            self._errands.inbox.forget(token)

    def send_text(self, order: SendText) -> None:
        if self._errands is not None:
            self._errands.outbox.send(order)

    def send_keys(self, order: SendKeys) -> bool:
        return self._errands is not None and self._errands.keypad.send(order)

    def ask_network(self, token: Token, ask: NetworkAsk) -> None:
        if self._errands is not None:
            self._errands.desk.ask(token, ask)
