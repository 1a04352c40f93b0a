"""The exchange's tones on one leg: busy, congestion and dial tone say that the far end is gone."""

from collections.abc import Sequence

from _fastroute.bursts import ENDED, NOTHING, BurstFinder
from appliance.model.states import HangUpCause
from appliance.model.words import Ms
from appliance.sound.detectors.bursts import Burst, Pitch
from appliance.sound.detectors.cadence import LONGEST_BURSTS, Rhythm
from appliance.sound.detectors.repeated import could_be_exchange, is_repeated
from appliance.sound.frames import Frame
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tone_plan import TonePlan

LEAST_DBM0 = -38.0
"""E.180 has tones at -5 to -15 dBm0 at the exchange; lines and adapters lose up to 20 dB."""

STEADY_MS: Ms = 3_000
"""A tone of the plan without pauses counts after so long: longer than any country's phone rings at a time (2 s), and a
held note or a whistle wavers before."""

UNKNOWN_STEADY_MS: Ms = 4_000
"""The same for one that the plan does not name. Fax and data tones are higher than any of an exchange."""

FORGET_MS: Ms = 3_000
"""A pause longer than any rhythm has: what comes next is a new tone."""


class ProgressTones:
    """A country's plan made ready, once for all legs."""

    def __init__(self, plan: TonePlan) -> None:
        kinds = (
            (plan.busy, HangUpCause.BUSY_TONE),
            (plan.congestion, HangUpCause.CONGESTION_TONE),
            (plan.dial, HangUpCause.DIAL_TONE),
            (plan.unobtainable, HangUpCause.UNOBTAINABLE_TONE),
        )
        rules = [(rule, Pitch(rule.hz), cause) for several, cause in kinds for rule in several]
        self._rhythms = tuple(
            (Rhythm(pitch, rule.cadence_ms), cause) for rule, pitch, cause in rules if rule.cadence_ms
        )
        self._steady = tuple((pitch, cause) for rule, pitch, cause in rules if not rule.cadence_ms)

    def rhythm_of(self, bursts: Sequence[Burst]) -> HangUpCause | None:
        """What the last bursts are, the last one last."""
        known = next((cause for rhythm, cause in self._rhythms if rhythm.matches(bursts)), None)
        if known is None and is_repeated(bursts):
            return HangUpCause.REPEATED_TONE
        return known

    def steady_of(self, burst: Burst, steady_ms: Ms) -> HangUpCause | None:
        """What a burst is that has not changed for so long."""
        if steady_ms < STEADY_MS:
            return None
        known = next((cause for pitch, cause in self._steady if pitch.fits(burst)), None)
        if known is None and steady_ms >= UNKNOWN_STEADY_MS and could_be_exchange(burst):
            return HangUpCause.STEADY_TONE
        return known


class BurstJudge:
    """What the bursts of one leg mean in a country."""

    def __init__(self, tones: ProgressTones) -> None:
        self._tones = tones
        self._bursts: list[Burst] = []
        """The last LONGEST_BURSTS."""
        self._told = False

    @property
    def kept_bursts(self) -> int:
        return len(self._bursts)

    def ended(self, burst: Burst) -> HangUpCause | None:
        """What ended the call, told once per tone."""
        self._forget(burst)
        self._bursts = [*self._bursts[1 - LONGEST_BURSTS :], burst]
        return self._tell(self._tones.rhythm_of(self._bursts))

    def lasts(self, burst: Burst, steady_ms: Ms) -> HangUpCause | None:
        """The same of a burst that goes on and has not changed for so long."""
        self._forget(burst)
        return self._tell(self._tones.steady_of(burst, steady_ms))

    def _forget(self, burst: Burst) -> None:
        if self._bursts and burst.began_ms - self._bursts[-1].ended_ms >= FORGET_MS:
            self._bursts = []
            self._told = False

    def _tell(self, cause: HangUpCause | None) -> HangUpCause | None:
        if cause is None or self._told:
            return None
        self._told = True
        return cause


class ProgressDetector:
    """Listens on one leg."""

    def __init__(self, tones: ProgressTones) -> None:
        self._finder = BurstFinder(power_of_dbm0(LEAST_DBM0))
        self._judge = BurstJudge(tones)

    @property
    def sounding(self) -> bool:
        """Some tone sounds in this frame, and has for 60 ms."""
        return self._finder.sounding

    @property
    def kept_bursts(self) -> int:
        return self._judge.kept_bursts

    def hear(self, frame: Frame) -> HangUpCause | None:
        """What ended the call, told once per tone."""
        said = self._finder.hear(frame)
        return judged(self._judge, self._finder, said) if said != NOTHING else None


def judged(judge: BurstJudge, finder: BurstFinder, said: int) -> HangUpCause | None:
    """What a burst means that the finder has just told of, by ENDED or LASTS."""
    burst = burst_of(finder)
    return judge.ended(burst) if said == ENDED else judge.lasts(burst, finder.steady_ms)


def burst_of(finder: BurstFinder) -> Burst:
    """The one that ended last, or that lasts."""
    return Burst(
        finder.tones,
        finder.low,
        finder.high,
        finder.centre,
        finder.began_ms,
        finder.length_ms,
        finder.power,
        finder.unevenness,
        finder.drift_hz,
    )
