"""What is heard of a call that we make: dial tone, ringback, busy and its kin, a voice, the end of ringing."""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import Final

from _fastroute import pcm
from _fastroute.bursts import ENDED, NOTHING, BurstFinder
from appliance.model.words import Ms
from appliance.sound.detectors.bursts import Burst, Pitch
from appliance.sound.detectors.cadence import LONGEST_BURSTS, MOST_STRETCH, Rhythm
from appliance.sound.detectors.information import COMMON, InformationWatch
from appliance.sound.detectors.progress import LEAST_DBM0, STEADY_MS, UNKNOWN_STEADY_MS, burst_of
from appliance.sound.detectors.repeated import could_be_exchange, is_repeated
from appliance.sound.detectors.voice import VoiceWatch
from appliance.sound.frames import FRAME_MS, Frame
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tone_plan import TonePlan, ToneRule

DIAL_STEADY_MS: Final[Ms] = 1_000
"""Before the number is out a steady tone of the plan's pitch counts so soon: nothing else sounds there for so long."""
UNKNOWN_DIAL_MS: Final[Ms] = 2_000
"""The same for one that the plan does not name, as private exchanges have."""
LONG_PAUSE_MS: Final[Ms] = 800
"""Ringing has such a pause in each of its rounds (the shortest: 1 s, Egypt)."""
RINGS_AFTER_MS: Final[Ms] = 1_300
"""A burst as long as a ring's and so long a pause after it: no busy tone pauses for more than 1 s."""
RING_MS: Final = (350.0, 2_600.0)
"""Lengths of a ring that the plan does not name."""
RING_PAUSE_MS: Final = (RINGS_AFTER_MS, 10_000.0)
ENDED_MARGIN_MS: Final[Ms] = 1_000
"""Ringing is over when the next ring is late by so much more than an exchange may be slow."""
USUAL_PAUSE_MS: Final[Ms] = 4_000
"""Of ringing that only the modem heard."""
OWN_ECHO_MS: Final[Ms] = 300
"""After we said something, what is heard may be our own echo."""

_BLUR_MS: Final = 20.0
_BLUR_SHARE: Final = MOST_STRETCH + 0.04
_ALIKE: Final = 0.1


class Heard(Enum):
    DIAL_TONE = "dial tone"
    RINGBACK = "ringback"
    BUSY = "busy tone"
    CONGESTION = "congestion tone"
    UNOBTAINABLE = "number-unobtainable tone"
    REPEATED = "a tone in a steady rhythm, of no kind that the country has"
    STEADY = "a steady tone, of no kind that the country has"
    INFORMATION = "special information tones"
    VOICE = "voice"
    RINGBACK_ENDED = "ringback ended"


class CallTones:
    """A country's plan made ready, once for all lines."""

    def __init__(self, plan: TonePlan) -> None:
        kinds = (
            (plan.dial, Heard.DIAL_TONE),
            (plan.busy, Heard.BUSY),
            (plan.congestion, Heard.CONGESTION),
            (plan.unobtainable, Heard.UNOBTAINABLE),
        )
        rules = [(rule, Pitch(rule.hz), kind) for several, kind in kinds for rule in several]
        self._rhythms = tuple((Rhythm(pitch, rule.cadence_ms), kind) for rule, pitch, kind in rules if rule.cadence_ms)
        self._steady = tuple((pitch, kind) for rule, pitch, kind in rules if not rule.cadence_ms)
        self._rings = tuple((Pitch(rule.hz), ring) for rule in plan.ringing for ring in _rings(rule))
        self.information = tuple(dict.fromkeys((plan.information or COMMON, COMMON)))
        """The country's own, and Q.35's: calls end in other countries too."""

    def rhythm_of(self, bursts: Sequence[Burst]) -> Heard | None:
        """What the last bursts are, the last one last."""
        known = next((kind for rhythm, kind in self._rhythms if rhythm.matches(bursts)), None)
        return Heard.REPEATED if known is None and is_repeated(bursts) else known

    def steady_of(self, burst: Burst) -> Heard | None:
        return next((kind for pitch, kind in self._steady if pitch.fits(burst)), None)

    def pause_after(self, burst: Burst) -> Ms | None:
        """The longest that may follow a burst if it is a ring; None when it is none."""
        fitting = (off for pitch, (on, off) in self._rings if _as_long(burst, on) and pitch.fits(burst))
        return max(fitting, default=None)


class CallProgress:
    """Listens on one line from off-hook on; each sign is told once, in the order they come."""

    def __init__(self, tones: CallTones) -> None:
        self._tones = tones
        self._finder = BurstFinder(power_of_dbm0(LEAST_DBM0))
        self._information = [InformationWatch(tone) for tone in tones.information]
        self._voice = VoiceWatch()
        self._told: set[Heard] = set()
        self._begin()

    def _begin(self) -> None:
        self._now: Ms = 0
        self._bursts: list[Burst] = []
        """The last LONGEST_BURSTS."""
        self._pause: Ms | None = None
        """The longest in the ringing that is heard; None before."""
        self._tone_at: float = 0.0
        """A tone of the exchange was last heard."""
        self._number_out = False
        self._own_until: Ms = 0

    @property
    def listened_ms(self) -> Ms:
        """Since it began, or since the number was out."""
        return self._now

    @property
    def kept_bursts(self) -> int:
        return len(self._bursts)

    @property
    def sounding(self) -> bool:
        """Some tone of an exchange sounds now."""
        return self._finder.sounding

    def listen_anew(self) -> None:
        """What was heard before is forgotten: another dial tone is to come."""
        self._finder.reset()
        self._information = [InformationWatch(tone) for tone in self._tones.information]
        self._voice = VoiceWatch()
        self._told.clear()
        self._begin()

    def number_out(self) -> None:
        """As listen_anew; dial tone counts later from now on, and ringing and voices do."""
        self.listen_anew()
        self._number_out = True

    def rang(self) -> Heard | None:
        """The modem heard ringback."""
        self._tone_at = float(self._now)
        if self._pause is None:
            self._pause = USUAL_PAUSE_MS
        return self._tell(Heard.RINGBACK)

    def spoke(self) -> None:
        """We have just said something that is no silence."""
        self._own_until = self._now + OWN_ECHO_MS

    def hear(self, frame: Frame) -> Heard | None:
        said = self._finder.hear(frame)
        self._now += FRAME_MS
        sign = None
        if said != NOTHING:
            burst = burst_of(self._finder)
            sign = self._ended(burst) if said == ENDED else self._lasts(burst, self._finder.steady_ms)
        if self._finder.sounding:
            self._tone_at = float(self._now)
        informed = sum(watch.hear(frame) for watch in self._information) > 0
        narrow = any(watch.sounding for watch in self._information)
        tone = self._finder.sounding or narrow or self._now < self._own_until
        self._voice.hear(pcm.power(frame), tone=tone)
        if sign is None and informed:
            sign = Heard.INFORMATION
        return self._tell(sign or self._after_the_number() if self._number_out else sign)

    def _tell(self, sign: Heard | None) -> Heard | None:
        if sign is None or sign in self._told:
            return None
        self._told.add(sign)
        return sign

    def _ended(self, burst: Burst) -> Heard | None:
        self._bursts = [*self._bursts[1 - LONGEST_BURSTS :], burst]
        self._tone_at = max(self._tone_at, burst.ended_ms)
        return self._tones.rhythm_of(self._bursts)

    def _lasts(self, burst: Burst, steady_ms: Ms) -> Heard | None:
        known = self._tones.steady_of(burst)
        if known is not None:
            early = known is Heard.DIAL_TONE and not self._number_out
            return known if steady_ms >= (DIAL_STEADY_MS if early else STEADY_MS) else None
        if not could_be_exchange(burst):
            return None
        if not self._number_out:
            return Heard.DIAL_TONE if steady_ms >= UNKNOWN_DIAL_MS else None
        return Heard.STEADY if steady_ms >= UNKNOWN_STEADY_MS else None

    def _after_the_number(self) -> Heard | None:
        quiet_ms = self._now - self._tone_at
        pause = self._ring_pause(quiet_ms) if self._bursts and not self._finder.sounding else None
        if pause is not None:
            self._pause = max(pause, self._pause or 0)
            if Heard.RINGBACK not in self._told:
                return Heard.RINGBACK
        if self._voice.speaks(rang=self._pause is not None):
            return Heard.VOICE
        over = self._pause is not None and quiet_ms >= self._pause * (1 + MOST_STRETCH) + ENDED_MARGIN_MS
        return Heard.RINGBACK_ENDED if over else None

    def _ring_pause(self, quiet_ms: float) -> Ms | None:
        """The longest pause of the ringing that the last bursts are; None when they are none."""
        last = self._bursts[-1]
        known = self._tones.pause_after(last)
        if known is not None:
            return known if quiet_ms >= min(RINGS_AFTER_MS, 0.8 * known) else None
        return _unknown_pause(self._bursts) if quiet_ms >= RINGS_AFTER_MS else None


def _rings(rule: ToneRule) -> list[tuple[Ms, Ms]]:
    """Each sound of a round that is followed by a long pause, with that pause."""
    pairs = zip(rule.cadence_ms[::2], rule.cadence_ms[1::2], strict=True)
    longest = max(rule.cadence_ms[1::2], default=0)
    return [(on, longest) for on, off in pairs if off >= LONG_PAUSE_MS]


def _as_long(burst: Burst, due_ms: Ms) -> bool:
    return abs(burst.length_ms - due_ms) <= _BLUR_MS + _BLUR_SHARE * due_ms


def _unknown_pause(bursts: Sequence[Burst]) -> Ms | None:
    """The pause between two rings alike, the last burst one of them."""
    last = bursts[-1]
    if not (could_be_exchange(last) and RING_MS[0] <= last.length_ms <= RING_MS[1]):
        return None
    for earlier, later in pairwise(bursts):
        pause = later.began_ms - earlier.ended_ms
        if RING_PAUSE_MS[0] <= pause <= RING_PAUSE_MS[1] and _alike(earlier, last):
            return round(pause)
    return None


def _alike(one: Burst, other: Burst) -> bool:
    near = abs(one.length_ms - other.length_ms) <= _BLUR_MS + _ALIKE * other.length_ms
    return near and abs(one.centre - other.centre) <= _BLUR_MS
