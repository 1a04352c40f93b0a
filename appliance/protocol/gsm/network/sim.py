"""The SIM: what it waits for (+CPIN, 27.007 §8.3), and its own numbers (+CNUM §7.1)."""

from enum import Enum
from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.fields import NamedLine


class SimState(Enum):
    READY = "READY"
    PIN = "SIM PIN"
    PUK = "SIM PUK"
    PIN2 = "SIM PIN2"
    PUK2 = "SIM PUK2"
    LOCKED = "locked to another SIM or operator"
    ABSENT = "NOT INSERTED"
    BUSY = "NOT READY"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Sim(Value, frozen=True):
    state: SimState
    told: str
    """As the modem wrote it."""

    @property
    def usable(self) -> bool:
        """PIN2 is for numbers that the box never changes."""
        return self.state in {SimState.READY, SimState.PIN2, SimState.PUK2}

    @property
    def words(self) -> str:
        """What it means and what to do."""
        return _WORDS[self.state].format(told=self.told)


class OwnNumber(Value, frozen=True):
    number: str
    name: str = ""


_WORDS: Final = {
    SimState.READY: "the SIM is ready",
    SimState.PIN: "the SIM wants its PIN: put it into the line's settings",
    SimState.PUK: "the SIM is locked: put it into a telephone and enter the PUK that its operator gave",
    SimState.PIN2: "the SIM is ready; PIN2 is wanted for things that the box does not do",
    SimState.PUK2: "the SIM is ready; PUK2 is wanted for things that the box does not do",
    SimState.LOCKED: "the modem is locked ({told}): use the SIM it was sold with, or have it unlocked",
    SimState.ABSENT: (
        "no SIM: put one in, the right way round; a modem that does not notice must be unplugged and plugged in again"
    ),
    SimState.BUSY: "the SIM is not ready yet; that takes up to 30 s after power-up",
    SimState.FAILED: "the SIM fails: clean its contacts, try it in a telephone, else ask the operator for another",
    SimState.UNKNOWN: "the SIM is in a state that the box does not know ({told})",
}
_TOLD: Final = {
    **{state.value: state for state in SimState if state.value.isupper()},
    "SIM REMOVED": SimState.ABSENT,
    "NO SIM": SimState.ABSENT,
    "SIM BUSY": SimState.BUSY,
}


_OF_ERRORS: Final = {
    5: SimState.LOCKED,
    6: SimState.LOCKED,
    7: SimState.LOCKED,
    10: SimState.ABSENT,
    11: SimState.PIN,
    12: SimState.PUK,
    13: SimState.FAILED,
    14: SimState.BUSY,
    15: SimState.LOCKED,
    16: SimState.PIN,
}


def sim_of_error(code: int | None) -> Sim | None:
    """What a +CME ERROR says of the SIM (27.007 §9.2.1); None when it says nothing of it."""
    state = _OF_ERRORS.get(code) if code is not None else None
    return Sim(state, f"+CME ERROR: {code}") if state is not None else None


def read_sim(line: NamedLine) -> Sim:
    """+CPIN: <code>"""
    told = line.text(0).strip().upper()
    if told.startswith(("PH-", "PH_")):
        return Sim(SimState.LOCKED, told)
    return Sim(_TOLD.get(told, SimState.UNKNOWN), told[:40])


_HUAWEI: Final = {1: SimState.READY, 255: SimState.ABSENT}
"""The others say that calls or packets, or both, will not do; +CPIN? tells why."""


def read_sim_event(line: NamedLine) -> Sim | None:
    """^SIMST: <state>[,<lock>] of Huawei; None for a state that says nothing certain. Raises ModemFault."""
    state = _HUAWEI.get(line.required(0))
    return Sim(state, f"^SIMST: {line.text(0)}") if state is not None else None


def read_own_number(line: NamedLine) -> OwnNumber | None:
    """+CNUM: [<alpha>],<number>,<type>; None for an entry without a number."""
    number = line.text(1).strip()
    international = line.number(2) == 145 and not number.startswith("+")
    return OwnNumber("+" * international + number, line.text(0)) if number else None
