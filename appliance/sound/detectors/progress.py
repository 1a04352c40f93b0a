"""The exchange's tones on one leg: busy, congestion and dial tone say that the far end is gone."""

from _fastroute.tones import ToneBank, ToneTable
from appliance.model.states import HangUpCause
from appliance.model.words import Ms
from appliance.sound.detectors.cadence import Pieces, Rhythm
from appliance.sound.frames import Frame
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tone_plan import TonePlan, ToneRule

LEAST_DBM0 = -38.0
"""E.180 has tones at -5 to -15 dBm0 at the exchange; lines and adapters lose up to 20 dB."""

STEADY_MS: Ms = 2_000
"""A tone without pauses counts as dial tone after so long; a held note or a whistle wavers before."""

STEADY_RATIO = 2.0
"""Loudest to softest 40 ms within STEADY_MS, in power: 3 dB."""

_RISE_MS: Ms = 60
"""Until then the bank's window of 40 ms is still filling with the tone."""

FORGET_MS: Ms = 3_000
"""A pause longer than any rhythm has: what comes next is a new tone."""


class ProgressTones:
    """A country's plan made ready, once for all legs."""

    def __init__(self, plan: TonePlan) -> None:
        rules = (plan.busy, plan.congestion, plan.dial, plan.ringing)
        self.kinds = tuple(dict.fromkeys(rule.hz for rule in rules))
        """What can sound: distinct sets of frequencies. Ringing is among them so that it is not taken for another."""
        self.table = ToneTable(tuple(dict.fromkeys(hz for kind in self.kinds for hz in kind)))
        self.rhythms = tuple(
            (self._rhythm(rule), cause)
            for rule, cause in (
                (plan.busy, HangUpCause.BUSY_TONE),
                (plan.congestion, HangUpCause.BUSY_TONE),
                (plan.dial, HangUpCause.DIAL_TONE),
            )
            if rule.cadence_ms
        )
        self.steady_kind = -1 if plan.dial.cadence_ms else self.kinds.index(plan.dial.hz)

    def _rhythm(self, rule: ToneRule) -> Rhythm:
        return Rhythm(self.kinds.index(rule.hz), rule.cadence_ms)


class ProgressDetector:
    """Listens on one leg."""

    def __init__(self, tones: ProgressTones) -> None:
        self._tones = tones
        self._bank = ToneBank(tones.table, tones.kinds, power_of_dbm0(LEAST_DBM0))
        self._pieces = Pieces()
        self._softest = self._loudest = 0.0
        self._told = False
        self.sounding = False
        """Some tone of the plan sounds in this frame."""

    def hear(self, frame: Frame) -> HangUpCause | None:
        """What ended the call, told once per tone."""
        kind = self._bank.hear(frame)
        self.sounding = kind >= 0
        pieces = self._pieces
        ended = pieces.hear(kind)
        if ended and pieces.kind < 0:
            return self._tell(self._rhythm_heard())
        if kind >= 0 and kind == self._tones.steady_kind:
            return self._tell(self._steady_heard())
        if pieces.kind < 0 and pieces.length_ms >= FORGET_MS:
            self._told = False
            pieces.forget()
        return None

    def _rhythm_heard(self) -> HangUpCause | None:
        backwards = self._pieces.backwards()
        return next((cause for rhythm, cause in self._tones.rhythms if rhythm.matches(backwards)), None)

    def _steady_heard(self) -> HangUpCause | None:
        power = self._bank.power
        if self._pieces.length_ms <= _RISE_MS:
            self._softest = self._loudest = power
        self._softest = min(self._softest, power)
        self._loudest = max(self._loudest, power)
        if self._pieces.length_ms < STEADY_MS or self._pieces.kind != self._tones.steady_kind:
            return None
        return HangUpCause.DIAL_TONE if self._loudest <= STEADY_RATIO * self._softest else None

    def _tell(self, cause: HangUpCause | None) -> HangUpCause | None:
        if cause is None or self._told:
            return None
        self._told = True
        return cause
