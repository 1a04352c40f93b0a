"""Commands about the SIM: PIN and PUK, locks, identity, files, phone book (27.007 §7.4, §7.5, §8.3, §8.11, §8.18)."""

from collections.abc import Callable, Mapping

from appliance.model.words import Ms
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Cme, Form, failed, told
from appliance.pretend.gsm.family_parts import PinTries
from appliance.pretend.gsm.mobile import Mobile
from appliance.pretend.gsm.sim import RECORDS, Sim
from appliance.pretend.gsm.sim_machine import SimState

_WANTED = {SimState.READY: "READY", SimState.PIN_WANTED: "SIM PIN", SimState.PUK_WANTED: "SIM PUK"}
_TRIES_ASKED = {PinTries.HUAWEI: Form.READ, PinTries.QUECTEL: Form.READ, PinTries.ZTE: Form.TEST}
"""The others have no question mark."""
_READ_BINARY, _READ_RECORD, _GET_RESPONSE = 176, 178, 192
"""Commands of 11.11 §9.2 that +CRSM carries."""


class SimCommands:
    def __init__(self, mobile: Mobile, ready: Callable[[Ms], None]) -> None:
        """`ready` is called when a PIN or PUK has opened the card."""
        self._mobile = mobile
        self._sim = mobile.sim
        self._ready = ready
        self.answers: Mapping[str, Callable[[Asked, Ms], Answer]] = {
            "+CPIN": self._pin,
            mobile.family.pin_tries.value: self._pin_tries,
            "+CLCK": self._lock,
            "+CPWD": self._change_pin,
            "+CIMI": lambda *_: told(self._sim.card.imsi),
            "+CCID": lambda *_: told(f"+CCID: {self._sim.card.iccid}"),
            "+CICCID": lambda *_: told(f"+ICCID: {self._sim.card.iccid}"),
            "+QCCID": lambda *_: told(f"+QCCID: {self._sim.card.iccid}"),
            "^ICCID": lambda *_: told(f"^ICCID: {self._sim.card.iccid}"),
            "+CNUM": lambda *_: told(f'+CNUM: "Own","{self._sim.card.number}",145'),
            "+CRSM": self._restricted_access,
            "+CPBS": self._phone_book,
            "+CPBR": lambda one, _: told("+CPBR: (1-250),40,14") if one.form is Form.TEST else OK,
            "+CPBF": lambda *_: failed(Cme.NOT_FOUND),
        }

    def _pin(self, one: Asked, now: Ms) -> Answer:
        if one.form is Form.TEST:
            return OK
        state = self._sim.state
        if state not in _WANTED:
            return failed(self._sim.refusal)
        if one.form is Form.READ:
            return told(f"+CPIN: {_WANTED[state]}")
        if one.form is not Form.SET or state is SimState.READY:
            return failed(Cme.NOT_ALLOWED)
        return self._enter(one, now)

    def _enter(self, one: Asked, now: Ms) -> Answer:
        codes = one.fields
        if self._sim.state is SimState.PUK_WANTED:
            if len(codes) != 2:
                return failed(Cme.SIM_PUK_REQUIRED)
            good = self._sim.try_puk(*codes)
        else:
            good = self._sim.try_pin(codes[0])
        if good:
            self._ready(now + 200)
            return Answer(took_ms=100)
        return Answer(fault=Cme.INCORRECT_PASSWORD, took_ms=500)

    def _pin_tries(self, one: Asked, _: Ms) -> Answer:
        way, sim = self._mobile.family.pin_tries, self._sim
        if one.form is not _TRIES_ASKED.get(way, Form.DO):
            return ERROR
        return told(*_tries_told(way, sim)) if sim.state in _WANTED else failed(sim.refusal)

    def _lock(self, one: Asked, _: Ms) -> Answer:
        """27.007 §7.4: SC is the PIN; barring of calls is never on here."""
        if one.form is Form.TEST:
            return told('+CLCK: ("SC","AO","OI","OX","AI","IR","FD")')
        facility, mode = one.fields[0].upper(), one.number(1)
        if mode == 2:
            return told(f"+CLCK: {int(facility == 'SC' and self._sim.locked)}")
        if facility != "SC" or mode not in (0, 1):
            return failed(Cme.NOT_SUPPORTED)
        if not self._sim.try_pin(one.fields[2] if len(one.fields) > 2 else ""):
            return failed(Cme.INCORRECT_PASSWORD)
        self._sim.locked = mode == 1
        return OK

    def _change_pin(self, one: Asked, _: Ms) -> Answer:
        if one.form is Form.TEST:
            return told('+CPWD: ("SC",8)')
        if one.form is not Form.SET or len(one.fields) != 3 or one.fields[0].upper() != "SC":
            return ERROR
        if not self._sim.try_pin(one.fields[1]):
            return failed(Cme.INCORRECT_PASSWORD)
        self._sim.pin = one.fields[2]
        return OK

    def _restricted_access(self, one: Asked, _: Ms) -> Answer:
        """27.007 §8.18: 144,0 is a command done; 148,4 a file that is not there (11.11 §9.4)."""
        if one.form is Form.TEST:
            return OK
        command, identity = one.number(0), one.number(1)
        if command is None or identity is None:
            return ERROR
        content = self._sim.file(identity)
        if content is None:
            return told("+CRSM: 148,4")
        if command == _GET_RESPONSE:
            return told(f'+CRSM: 144,0,"{_file_header(identity, content)}"')
        if command not in (_READ_BINARY, _READ_RECORD):
            return told("+CRSM: 109,0")
        wanted = one.number(4) or len(content)
        start = (one.number(2) or 0) << 8 | (one.number(3) or 0) if command == _READ_BINARY else 0
        return told(f'+CRSM: 144,0,"{content[start : start + wanted].hex().upper()}"')

    def _phone_book(self, one: Asked, _: Ms) -> Answer:
        if one.form is Form.TEST:
            return told('+CPBS: ("SM","ME","ON")')
        return told('+CPBS: "SM",0,250') if one.form is Form.READ else OK


def _tries_told(way: PinTries, sim: Sim) -> tuple[str, ...]:
    """PIN2 and PUK2 are never used here."""
    pin, puk = sim.tries_left
    wanted = "" if sim.ready else puk if sim.state is SimState.PUK_WANTED else pin
    return {
        PinTries.STANDARD: (f"+CPINR: SIM PIN,{pin},3", f"+CPINR: SIM PUK,{puk},10"),
        PinTries.HUAWEI: (f"^CPIN: {_WANTED[sim.state]},{wanted},{puk},{pin},10,3",),
        PinTries.SIMCOM: (f"+SPIC: {pin},{puk},3,10",),
        PinTries.QUECTEL: (f'+QPINC: "SC",{pin},{puk}', '+QPINC: "P2",3,10'),
        PinTries.QUECTEL_GSM: (f"+QTRPIN: {pin},3,{puk},10",),
        PinTries.WAVECOM: (f"+CPINC: {pin},3,{puk},10",),
        PinTries.ZTE: (f"+ZPINPUK: {pin},{puk}",),
    }[way]


def _file_header(identity: int, content: bytes) -> str:
    """11.11 §9.2.1: size, name, type 04 elementary, conditions, state, then structure: 00 transparent, 01 records."""
    record = identity in RECORDS
    parts = (
        b"\x00\x00",
        len(content).to_bytes(2, "big"),
        identity.to_bytes(2, "big"),
        b"\x04\x00\xff\xff\xff\x01\x02",
        bytes((int(record), len(content) if record else 0)),
    )
    return b"".join(parts).hex().upper()
