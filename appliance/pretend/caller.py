"""One caller, from the moment the box has answered: does the steps of a script, piece by piece."""

from typing import Protocol

import msgspec

from appliance.model.words import Digit, Ms, Value
from appliance.pretend.caller_steps import Doing, Sounds, WaitingForRelease, doing
from appliance.pretend.report import Ended, StepTimes
from appliance.pretend.script import HangUp, HangUpHow, PretendCall, Unplug
from appliance.sound.frames import Samples


class Gone(Value, frozen=True, kw_only=True):
    """The caller is through."""

    ended: Ended
    how: HangUpHow = HangUpHow.BUSY_TONE
    failure: str = ""
    unplug_back_after_ms: Ms | None = None


class Party(Protocol):
    """Whoever talks with the box on a line: each piece of line sound is one say() and one hear()."""

    gone: Gone | None
    """Set when the party has hung up."""
    step_times: list[StepTimes]

    @property
    def key(self) -> Digit:
        """The DTMF key that sounds in the piece said last."""

    def begin(self, now: Ms) -> None:
        """They are connected."""

    def say(self, count: int) -> Samples: ...

    def hear(self, piece: Samples, now: Ms, sample: int) -> None:
        """`now` and `sample` are those of the end of the piece."""

    def released(self, now: Ms, sample: int) -> Ended:
        """The box has hung up on the party."""

    def leave(self) -> None:
        """The line is rid of the call, in whatever way."""


class Caller(Party):
    """Pure. Each piece of line sound is one say() and one hear(); `gone` is set when the script is over."""

    def __init__(self, call: PretendCall, sounds: Sounds) -> None:
        self._call = call
        self._sounds = sounds
        self._next_step = 0
        self._doing: Doing = Doing(0)
        self._times: StepTimes | None = None
        self.step_times: list[StepTimes] = []
        self.gone: Gone | None = None

    def begin(self, now: Ms) -> None:
        """The box has answered."""
        self._go_on(now, 0)

    @property
    def key(self) -> Digit:
        return self._doing.key

    def say(self, count: int) -> Samples:
        return self._doing.say(count)

    def hear(self, piece: Samples, now: Ms, sample: int) -> None:
        self._doing.hear(piece)
        self._doing.pass_time(len(piece))
        if self._doing.done and self.gone is None:
            self._close_step(now, sample)
            if failure := self._doing.failure:
                self._leave(Ended.NOT_HEARD, failure=failure)
            else:
                self._go_on(now, sample)

    def released(self, now: Ms, sample: int) -> Ended:
        """The box has hung up on the caller; returns what that means for this script."""
        waited_for = isinstance(self._doing, WaitingForRelease)
        if self._times is not None:
            self._close_step(now, sample)
        return Ended.SCRIPT_DONE if waited_for else Ended.BOX_HUNG_UP

    def leave(self) -> None:
        """Nobody else has to be told."""

    def _go_on(self, now: Ms, sample: int) -> None:
        """Begins the next step that takes time; does those that take none on the way."""
        while self.gone is None:
            if self._next_step == len(self._call.steps):
                self._leave(Ended.SCRIPT_DONE)
                return
            step = self._call.steps[self._next_step]
            self._next_step += 1
            name = str(type(step).__struct_config__.tag)
            self._times = StepTimes(do=name, began_ms=now, ended_ms=now, began_sample=sample, ended_sample=sample)
            begun = doing(step, self._sounds)
            if begun is not None:
                self._doing = begun
                return
            self._doing = Doing(0)
            self._close_step(now, sample)
            if isinstance(step, HangUp):
                self._leave(Ended.SCRIPT_DONE, how=step.how)
            elif isinstance(step, Unplug):
                self._leave(Ended.UNPLUGGED, unplug_back_after_ms=step.back_after_ms)

    def _close_step(self, now: Ms, sample: int) -> None:
        if self._times is not None:
            self.step_times.append(
                msgspec.structs.replace(self._times, ended_ms=now, ended_sample=sample, detail=self._doing.detail)
            )
        self._times = None

    def _leave(
        self, ended: Ended, *, how: HangUpHow | None = None, failure: str = "", unplug_back_after_ms: Ms | None = None
    ) -> None:
        self.gone = Gone(
            ended=ended,
            how=how or self._call.hang_up_how,
            failure=failure,
            unplug_back_after_ms=unplug_back_after_ms,
        )
