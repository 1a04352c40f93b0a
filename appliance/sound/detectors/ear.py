"""All that is listened for on one leg, frame by frame: the kernel hears, and here is judged what it heard."""

from _fastroute.bursts import NOTHING
from _fastroute.hearing import Hearing, hear_all
from appliance.model.states import FaxSign, HangUpCause
from appliance.sound.detectors.machines import SIGNS
from appliance.sound.detectors.progress import LEAST_DBM0, BurstJudge, ProgressTones, judged
from appliance.sound.frames import SILENCE, Frame
from appliance.sound.levels import power_of_dbm0

_LEAST_TONE = power_of_dbm0(LEAST_DBM0)


class Ear:
    """Holds what the last frame said; `digit`, `hang_up` and `machine` are there for one frame only."""

    def __init__(self, tones: ProgressTones, *, detect: bool, cancel: bool = False, level: bool = False) -> None:
        """Without `detect` only the level is measured; `cancel` and `level`: see hear_all."""
        self.hearing = Hearing(_LEAST_TONE, detect=detect, cancel=cancel, level=level)
        """For `hear_all`, which hears many at once; then `understand` is to be called for those that told something."""
        self._judge = BurstJudge(tones)
        self._hang_up: HangUpCause | None = None

    @property
    def power(self) -> float:
        """Mean square without the constant part."""
        return self.hearing.power

    @property
    def loud(self) -> bool:
        return self.hearing.loud

    @property
    def tone(self) -> bool:
        """A key, or a tone of the exchange, a fax or a modem sounds: what is loud is not speech."""
        return self.hearing.tone

    @property
    def digit(self) -> str:
        return self.hearing.digit

    @property
    def confidence_percent(self) -> int:
        """Of the last digit."""
        return round(100 * self.hearing.digits.purity) if self.hearing.digits is not None else 0

    @property
    def hang_up(self) -> HangUpCause | None:
        return self._hang_up if self.hearing.said != NOTHING else None

    @property
    def machine(self) -> FaxSign | None:
        return SIGNS.get(self.hearing.machine)

    def hear(self, frame: Frame) -> Frame:
        """One frame alone, when nothing was sent; returns what others hear of it."""
        (left,), _ = hear_all([self.hearing], [SILENCE], [frame])
        self.understand()
        return left

    def understand(self) -> None:
        """What the tone told in the last frame means here; harmless when there was none."""
        hearing = self.hearing
        if hearing.bursts is not None and hearing.said != NOTHING:
            self._hang_up = judged(self._judge, hearing.bursts, hearing.said)
