"""Services of the network: USSD, forwarding, waiting, own number shown or not (27.007 §7.7, §7.11, §7.12, §7.15)."""

from collections.abc import Callable, Mapping

from appliance.model.words import Ms
from appliance.pretend.gsm.alphabet import NotInAlphabet, packed_ussd, text_of, unpacked
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Cme, Form, failed, told
from appliance.pretend.gsm.mobile import Mobile, UssdAsked, UssdCancelled

NETWORK_MS = 700
"""What the network takes for a supplementary service."""
SLOW_NETWORK_MS = 25_000
"""The same with the misbehaviour slow_network."""
VOICE = 1
UNTIL_USSD = "ussd"
"""The OK of +CUSD that comes after the network's answer: the misbehaviour ussd_before_ok."""
UNCONDITIONAL, BUSY, NO_REPLY, NOT_REACHABLE, ALL, ALL_CONDITIONAL = range(6)
"""Reasons of +CCFC."""
NO_REPLY_S = 20
"""Of ringing, unless the host says so (22.082 §4.2.2)."""
_UCS2, _DEFAULT_ALPHABET = 72, 15
"""Data coding schemes of cell broadcast and USSD (23.038 §5)."""


class SupplementaryCommands:
    def __init__(self, mobile: Mobile) -> None:
        self._mobile = mobile
        self.forwarding: dict[int, str] = {}
        """By reason, the number; kept by the network, whatever happens to the modem."""
        self.rings_s = NO_REPLY_S
        """Before a call that nobody answers is forwarded."""
        self.waiting = True
        """The network offers second calls."""
        self.answers: Mapping[str, Callable[[Asked, Ms], Answer]] = {
            "+CUSD": self._ussd,
            "+CCFC": self._forward,
            "+CCWA": self._wait,
            "+CLIR": self._restrict,
            "+CDIP": lambda one, _: self._switch(one),
            "+CNAP": lambda one, _: self._switch(one),
            "+CLIP": self._presentation,
            "+COLP": self._presentation,
        }
        self.tests: Mapping[str, str] = {
            "+CUSD": "(0-2)",
            "+CCFC": "(0-5)",
            "+CCWA": "(0,1)",
            "+CLIR": "(0-2)",
            "+CDIP": "(0,1)",
            "+CNAP": "(0,1)",
        }
        """Answers to =?."""
        self.switch_on()

    def switch_on(self) -> None:
        """What the modem, not the network, remembers."""
        self.ussd_told = self.waiting_told = False
        self.restriction = 0
        """Of the own number: 0 as subscribed, 1 hidden, 2 shown."""

    @property
    def _slow(self) -> bool:
        return self._mobile.habits.slow_network

    @property
    def _took_ms(self) -> Ms:
        return SLOW_NETWORK_MS if self._slow else NETWORK_MS

    # USSD

    def _ussd(self, one: Asked, _: Ms) -> Answer:
        if one.form is Form.READ:
            return told(f"+CUSD: {int(self.ussd_told)}")
        mode = one.number(0, 1)
        if mode not in (0, 1, 2):
            return ERROR
        if mode == 2:
            self._mobile.wish(UssdCancelled())
            return OK
        self.ussd_told = mode == 1
        return self._ussd_ask(one.fields[1]) if len(one.fields) > 1 and one.fields[1] else OK

    def _ussd_ask(self, words: str) -> Answer:
        text = self._ussd_read(words)
        if text is None or not self._mobile.in_service:
            return failed(Cme.UNKNOWN if text is None else Cme.NO_NETWORK)
        self._mobile.wish(UssdAsked(text))
        return Answer(result="", until=UNTIL_USSD) if self._mobile.habits.ussd_before_ok else OK

    @property
    def _packed(self) -> bool:
        return self._mobile.family.ussd_packed and self._mobile.settings.number("^USSDMODE") == 1

    def _ussd_read(self, text: str) -> str | None:
        """Packed septets, or by the character set of +CSCS; None when it is not that."""
        charset = self._mobile.settings.text("+CSCS")
        if not self._packed and charset not in ("UCS2", "HEX"):
            return text
        try:
            octets = bytes.fromhex(text)
            if self._packed:
                septets = unpacked(octets, len(octets) * 8 // 7)
                padded = len(septets) % 8 == 0  # its last CR fills seven spare bits (23.038 §6.1.2.3.1)
                return text_of(septets).removesuffix("\r") if padded else text_of(septets)
            return octets.decode("utf-16-be") if charset == "UCS2" else octets.decode("ascii")
        except (ValueError, UnicodeDecodeError):
            return None

    def ussd_line(self, state: int, text: str) -> str | None:
        """+CUSD of the network's words; None when the host did not ask to be told."""
        if not self.ussd_told:
            return None
        if not text:
            return f"+CUSD: {state}"
        written, coding = self._ussd_written(text)
        return f'+CUSD: {state},"{written}",{coding}'

    def _ussd_written(self, text: str) -> tuple[str, int]:
        try:
            packed = packed_ussd(text)
        except NotInAlphabet:
            return text.encode("utf-16-be").hex().upper(), _UCS2
        if self._packed:
            return packed.hex().upper(), _DEFAULT_ALPHABET
        charset = self._mobile.settings.text("+CSCS")
        if charset == "UCS2":
            return text.encode("utf-16-be").hex().upper(), _DEFAULT_ALPHABET
        if charset == "HEX":
            return text.encode("latin-1", "replace").hex().upper(), _DEFAULT_ALPHABET
        return text, _DEFAULT_ALPHABET

    # Supplementary services

    def _forward(self, one: Asked, _: Ms) -> Answer:
        """reason, mode: 0 off, 1 on, 2 query, 3 register, 4 erase; number."""
        reason, mode = one.number(0), one.number(1)
        if one.form is not Form.SET or reason is None or reason > ALL_CONDITIONAL or mode is None or mode > 4:
            return ERROR
        if not self._mobile.in_service:
            return failed(Cme.NO_NETWORK)
        if mode == 2:
            return self._forwarded(reason)
        concerned = {ALL: range(4), ALL_CONDITIONAL: range(1, 4)}.get(reason, range(reason, reason + 1))
        seconds = one.number(7)
        if seconds != 0 and (NO_REPLY not in concerned or seconds not in range(5, 31, 5)):
            return ERROR
        if mode == 3:
            self.rings_s = seconds or NO_REPLY_S
        return self._set_forwarding(concerned, mode, one.fields[2] if len(one.fields) > 2 else "")

    def _set_forwarding(self, concerned: range, mode: int, number: str) -> Answer:
        """1 switches on what is registered, and here finds it on."""
        if mode == 3 and not number:
            return failed(Cme.NOT_ALLOWED)
        for each in concerned:
            if mode in (0, 4):
                self.forwarding.pop(each, None)
            elif mode == 3:
                self.forwarding[each] = number
        return Answer(took_ms=self._took_ms, abortable=self._slow)

    def _forwarded(self, reason: int) -> Answer:
        if reason > NOT_REACHABLE:
            return failed(Cme.NOT_ALLOWED)
        number = self.forwarding.get(reason)
        if number is None:
            return Answer(lines=("+CCFC: 0,7",), took_ms=self._took_ms, abortable=self._slow)
        kind = 145 if number.startswith("+") else 129
        rings = f",,,{self.rings_s}" if reason == NO_REPLY else ""
        return Answer(
            lines=(f'+CCFC: 1,{VOICE},"{number}",{kind}{rings}',), took_ms=self._took_ms, abortable=self._slow
        )

    def _wait(self, one: Asked, _: Ms) -> Answer:
        """n: told or not; mode: 0 off, 1 on, 2 query."""
        if one.form is Form.READ:
            return told(f"+CCWA: {int(self.waiting_told)}")
        shown, mode = one.number(0, int(self.waiting_told)), one.number(1, -1)
        if shown not in (0, 1) or mode not in (-1, 0, 1, 2):
            return ERROR
        self.waiting_told = shown == 1
        if mode == -1:
            return OK
        if not self._mobile.in_service:
            return failed(Cme.NO_NETWORK)
        if mode == 2:
            return Answer(lines=(f"+CCWA: {int(self.waiting)},{VOICE}",), took_ms=self._took_ms, abortable=self._slow)
        self.waiting = mode == 1
        return Answer(took_ms=self._took_ms, abortable=self._slow)

    def _restrict(self, one: Asked, _: Ms) -> Answer:
        if one.form is Form.READ:  # 4: temporary mode, presentation allowed
            return Answer(lines=(f"+CLIR: {self.restriction},4",), took_ms=self._took_ms, abortable=self._slow)
        wanted = one.number(0)
        if wanted not in (0, 1, 2):
            return ERROR
        self.restriction = wanted
        return OK

    def _switch(self, one: Asked) -> Answer:
        return told(f"{one.name}: 0,0") if one.form is Form.READ else OK

    def _presentation(self, one: Asked, _: Ms) -> Answer:
        """? also asks the network whether it provides it: 1, yes."""
        if one.form is Form.READ:
            return Answer(lines=(f"{one.name}: {self._mobile.settings.number(one.name)},1",), took_ms=200)
        return self._mobile.settings.answer(one)
