"""One leg of the desk: what it hears, what sounds on it, who it is joined with."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from _fastroute import pcm
from appliance.model.words import Ms, Token
from appliance.sound.detectors.ear import Ear
from appliance.sound.echo import LineEcho
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.leveller import Leveller
from appliance.sound.players import Player
from appliance.sound.recorders import MessageRecorder
from appliance.sound.reports import DigitHeard, HangUpToneHeard, LegName, PlayingEnded, Report, SilenceHeard

OWN_KEYS_TICKS = 25
"""500 ms after keys of ours: a line's echo of them comes back through the modem's buffers, and is no press there."""


class Leg:
    """Changed by the desk only, between ticks and in them."""

    def __init__(self, name: LegName, ear: Ear, echo: LineEcho | None, leveller: Leveller | None) -> None:
        """Without `echo` and `leveller` what comes in is taken as it is."""
        self.name = name
        self.ear = ear
        self.sent: Frame = SILENCE
        """What it said in the last tick."""
        self._echo = echo
        self._leveller = leveller
        self._player: Player | None = None
        self._in_hand: deque[Frame] = deque()
        """Handed out before their time: what it says in the ticks to come, whatever is asked meanwhile. Never more than
        `say` was allowed."""
        self._ended: Token | None = None
        """Of a player that is over, as soon as the last that is in hand was said."""
        self.keys: Player | None = None
        """Keys for the far end, which hears nothing else meanwhile: speech beside them is taken for other keys."""
        self.hears: tuple[Leg, ...] = ()
        """Whose frames sound on it."""
        self.others: tuple[Leg, ...] = ()
        """Those of them it is in conversation with."""
        self.beep: Frame | None = None
        """Sounds beside all else in this tick: somebody is recorded."""
        self.message: MessageRecorder | None = None
        self.frame: Frame = SILENCE
        """What others hear of it in this tick, and what is recorded."""
        self.missed_frames = 0
        """Ticks in which nothing had come in time."""
        self.muted = False
        """Nobody hears it, and it is not recorded."""
        self._silent_ms: Ms = 0
        self._own_keys_ticks = 0
        """So long a key heard may be ours."""

    def bridge(self, hears: tuple["Leg", ...], others: tuple["Leg", ...]) -> None:
        """From now on."""
        if others != self.others:
            self._silent_ms = 0
        self.hears, self.others = hears, others

    def hear(self, frame: Frame | None, thresholds_ms: tuple[Ms, ...], reports: list[Report]) -> None:
        if frame is None:
            self.missed_frames += 1
            frame = SILENCE
        if self._echo is not None:
            frame = self._echo.taken_out(self.sent, frame)
        ear = self.ear
        ear.hear(frame)
        if self._leveller is not None:
            frame = self._leveller.levelled(frame, ear.power, loud=ear.loud, tone=ear.tone)
        self.frame = SILENCE if self.muted else frame
        self._own_keys_ticks = max(self._own_keys_ticks - 1, 0)
        if ear.digit and not self._own_keys_ticks:
            reports.append(DigitHeard(self.name, ear.digit, ear.confidence_percent))
        if ear.hang_up is not None:
            reports.append(HangUpToneHeard(self.name, ear.hang_up))
        if self.message is not None:
            self._take_down(self.message)
        if self.others:
            self._watch_silence(thresholds_ms, reports)

    @property
    def heard_loud(self) -> bool:
        """Others hear more than silence of it."""
        return self.ear.loud and not self.muted

    def play(self, player: Player | None) -> None:
        """Instead of what plays, which does not end any more."""
        self._player, self._ended = player, None

    def say(self, ahead: int, reports: list[Report]) -> Iterator[tuple[Frame, int]]:
        """What is handed out in this tick, each frame with the ticks it is early by; at most `ahead`."""
        if self._in_hand:
            self.sent = self._in_hand.popleft()
        else:
            keys = self._key_sound()
            self.sent = mixed(self._all_that_sounds(self._next_played())) if keys is None else keys
            yield self.sent, 0
        if self._ended is not None and not self._in_hand:
            reports.append(PlayingEnded(self.name, self._ended))
            self._ended = None
        while len(self._in_hand) < ahead and self._known and (frame := self._next_played()) is not None:
            self._in_hand.append(frame)
            yield frame, len(self._in_hand)

    @property
    def _known(self) -> bool:
        """What it says next does not depend on what is heard, nor on what may be asked in a hurry."""
        alone = not self.hears and self.keys is None and self.beep is None
        return alone and self._player is not None and self._player.known

    def _all_that_sounds(self, played: Frame | None) -> list[Frame]:
        return [*(leg.frame for leg in self.hears), *(frame for frame in (played, self.beep) if frame is not None)]

    def _next_played(self) -> Frame | None:
        """None when nothing plays."""
        player = self._player
        if player is None:
            return None
        frame = player.next_frame()
        if player.over:
            self._player, self._ended = None, player.token
        return frame

    def _key_sound(self) -> Frame | None:
        """The keys' sound in this tick; None when none is pressed."""
        keys = self.keys
        if keys is None:
            return None
        frame = keys.next_frame()
        self._own_keys_ticks = OWN_KEYS_TICKS
        if keys.over:
            self.keys = None
        return frame

    def _take_down(self, message: MessageRecorder) -> None:
        if self.ear.digit or self.ear.hang_up is not None:
            message.hear(self.frame, loud=True, tone=True)
            message.end()
        else:
            message.hear(self.frame, loud=self.ear.loud, tone=self.ear.tone)

    def _watch_silence(self, thresholds_ms: tuple[Ms, ...], reports: list[Report]) -> None:
        if self.heard_loud or any(other.heard_loud for other in self.others):
            self._silent_ms = 0  # while another speaks, this one listens
            return
        before = self._silent_ms
        self._silent_ms += FRAME_MS
        for threshold in thresholds_ms:
            if before < threshold <= self._silent_ms:
                reports.append(SilenceHeard(self.name, threshold))


def mixed(parts: list[Frame]) -> Frame:
    """Their sum, held to int16; silence of none."""
    match parts:
        case []:
            return SILENCE
        case [frame]:
            return frame
        case [one, other]:
            total = np.empty(FRAME_SAMPLES, np.int16)
            pcm.mix(one, other, total)
            return total
    total_of_many: Frame = np.clip(np.sum(parts, axis=0, dtype=np.int32), -32_768, 32_767).astype(np.int16)
    return total_of_many
