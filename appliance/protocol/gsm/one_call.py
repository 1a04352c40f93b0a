"""One call of a GSM line: its stage, which only goes the ways that calls go, and who is at the other end."""

from typing import Final

from appliance.model.caller import Caller, Presentation
from appliance.model.words import Ms, Value
from appliance.protocol.gsm.call_signs import Cause, Direction, Stage

FOLLOWING: Final[dict[Stage, frozenset[Stage]]] = {
    Stage.DIALLING: frozenset({Stage.ALERTING, Stage.ACTIVE, Stage.HELD, Stage.ENDED}),
    Stage.ALERTING: frozenset({Stage.ACTIVE, Stage.HELD, Stage.ENDED}),
    Stage.INCOMING: frozenset({Stage.ACTIVE, Stage.HELD, Stage.WAITING, Stage.ENDED}),
    Stage.WAITING: frozenset({Stage.INCOMING, Stage.ACTIVE, Stage.HELD, Stage.ENDED}),
    Stage.ACTIVE: frozenset({Stage.HELD, Stage.ENDED}),
    Stage.HELD: frozenset({Stage.ACTIVE, Stage.ENDED}),
    Stage.ENDED: frozenset(),
}
"""Where a call may go; what comes late and says otherwise is an old answer."""


class GsmCall(Value, frozen=True):
    """A call as it is now."""

    key: int
    """Ours; counts up, never used twice."""
    direction: Direction
    stage: Stage
    caller: Caller = Caller()
    """The other end, whoever called."""
    modem_call: int | None = None
    """The modem's number of it, for hold and hang-up; None until told."""
    conference: bool = False
    cause: Cause | None = None
    """Of a call that ended."""
    seconds: int | None = None
    """Connected for so long, where the modem told."""
    voice: bool = True
    """False: fax or data; nobody is to be spoken to."""


class OneCall:
    def __init__(self, key: int, direction: Direction, stage: Stage, now: Ms) -> None:
        self.direction = direction
        self.stage = stage
        self.modem_call: int | None = None
        self.conference = False
        self.voice = True
        """Once it was told that it is none, a later RING does not make it one."""
        self.began = now
        self.since = now
        """In this stage."""
        self.last_heard = now
        self.key = key
        self._caller = Caller()
        self._cause: Cause | None = None
        self._seconds: int | None = None
        self._told: GsmCall | None = None

    @property
    def nameless(self) -> bool:
        """Nobody is known at the other end."""
        return self._caller == Caller()

    def heard(self, now: Ms) -> None:
        self.last_heard = now

    def number(self, modem_call: int | None) -> None:
        if modem_call is not None:
            self.modem_call = modem_call

    def learn(self, caller: Caller) -> None:
        """What is told of the other end; a number is not forgotten for nothing, only for a reason to withhold it."""
        if caller.number or caller.presentation is not Presentation.UNKNOWN:
            name = caller.name or self._caller.name
            self._caller = Caller(caller.number, name, caller.presentation)

    def move(self, stage: Stage, now: Ms) -> None:
        """Takes the stage if a call may go there from here."""
        self.last_heard = now
        if stage is Stage.ENDED:
            self.end(Cause(), now)
        elif stage in FOLLOWING[self.stage]:
            self.stage, self.since = stage, now

    def end(self, cause: Cause, now: Ms, seconds: int | None = None) -> None:
        """Over, once."""
        if self.stage is not Stage.ENDED:
            self.last_heard = now
            self.stage, self._cause, self._seconds = Stage.ENDED, cause, seconds

    def value(self) -> GsmCall:
        return GsmCall(
            self.key,
            self.direction,
            self.stage,
            self._caller,
            self.modem_call,
            self.conference,
            self._cause,
            self._seconds,
            self.voice,
        )

    def take_changed(self) -> bool:
        """Whether it is another than when last asked."""
        value = self.value()
        changed, self._told = value != self._told, value
        return changed
