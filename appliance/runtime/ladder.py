"""The ladder that brings a line's hardware back: which rung is next, how long before it is tried, what people read."""

from typing import Final, NamedTuple

from appliance.drivers.errors import (
    DeviceDeaf,
    DeviceGone,
    DeviceHeld,
    DeviceLacks,
    DeviceUnfit,
    DriverFault,
    MissingLibrary,
    UnknownDriver,
)
from appliance.drivers.line.health_machine import Change, Health, HealthMachine
from appliance.runtime.patience import CALM_S, Patience

PAUSE_S: Final = 0.5
"""Before a rung of the ladder: what was just closed settles."""
OUT_OF_ORDER_S: Final = (8.0, 300.0)
"""First and longest wait once everything was tried; plugging it in again ends the wait."""
BARRED_S: Final = (1.0, 8.0)
"""Trying costs nothing, and whoever holds the port may let go of it at any time."""
LACKING_S: Final = (30.0, 600.0)
"""Modems search by themselves, and most tell when they have found; looking is for those that do not."""
ABSENT_S: Final = (0.5, 8.0)
"""For ports of which nothing is told from outside; others are tried when they come."""

_WITH_HANDS: Final = frozenset({Health.RESETTING, Health.REBINDING})
"""Rungs that may be impossible where the line's trouble is another one."""

_NEXT: Final = {
    Health.WELL: "it is started",
    Health.ASKING: "it is asked again",
    Health.STARTING_OVER: "it answers and is started over",
    Health.REOPENING: "its port is opened afresh",
    Health.RESETTING: "it is reset",
    Health.REBINDING: "its USB device is switched off and on",
    Health.OUT_OF_ORDER: "out of order; tried again in {wait:.0f} s, or as soon as it is plugged in again",
    Health.ABSENT: "waiting for it to be plugged in",
    Health.LACKING: "no reset would help; it is looked at again now and then, and as soon as the modem tells",
    Health.BARRED: "tried again in {wait:.0f} s",
}


class Step(NamedTuple):
    """What to do next."""

    rung: Health
    wait_s: float
    told: str
    """One sentence: what happened, and what is done about it."""


class Ladder:
    """One line's. Remembers what went wrong first, so that a rung that cannot be done does not hide it."""

    def __init__(self) -> None:
        self._health = HealthMachine()
        self._cause = ""
        self._waits = {
            Health.OUT_OF_ORDER: Patience(*OUT_OF_ORDER_S),
            Health.ABSENT: Patience(*ABSENT_S),
            Health.LACKING: Patience(*LACKING_S),
            Health.BARRED: Patience(*BARRED_S),
        }

    @property
    def rung(self) -> Health:
        return self._health.state

    def failed(self, fault: DriverFault, served_s: float | None) -> Step:
        """A life ended: after serving for so long, or None without having started."""
        if served_s is not None and served_s >= CALM_S:
            self._health.move(Change.CALM)
        self._cause = str(fault)
        return self._step(self._health.move(_turn(fault, served=served_s is not None)), served_s or 0.0)

    def in_vain(self, fault: DriverFault) -> Step:
        """The rung itself could not be done; the line has not been tried since."""
        done, turn = self.rung, _turn(fault, served=False)
        step = self._step(self._health.move(turn), 0.0)
        if done in _WITH_HANDS and turn is Change.STUCK:
            return step._replace(told=f"{self._cause}; not {done.value}: {fault}; {self._words(step)}")
        self._cause = str(fault)
        return step._replace(told=f"{fault}; {self._words(step)}")

    def answered(self) -> Health:
        """It answers again, with its port still open."""
        return self._health.move(Change.ANSWERED)

    def came(self) -> Health:
        """Something was plugged in, or in again, while we waited; or what it lacked has come."""
        return self._health.move(Change.CAME)

    def _step(self, rung: Health, served_s: float) -> Step:
        patience = self._waits.get(rung)
        wait_s = patience.after(served_s) if patience else 0.0 if rung is Health.ASKING else PAUSE_S
        step = Step(rung, wait_s, "")
        return step._replace(told=f"{self._cause}; {self._words(step)}")

    def _words(self, step: Step) -> str:
        return _NEXT[step.rung].format(wait=step.wait_s)


def _turn(fault: DriverFault, *, served: bool) -> Change:
    if isinstance(fault, DeviceGone):
        return Change.GONE
    if isinstance(fault, DeviceLacks):
        return Change.LACKS
    if isinstance(fault, DeviceHeld | DeviceUnfit | UnknownDriver | MissingLibrary):
        return Change.REFUSED
    return Change.BROKE if served and not isinstance(fault, DeviceDeaf) else Change.STUCK
