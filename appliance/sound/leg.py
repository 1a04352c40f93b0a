"""One leg of the desk: what it hears, what sounds on it, who it is joined with."""

from appliance.model.words import Ms
from appliance.sound.detectors.ear import Ear
from appliance.sound.echo import LineEcho
from appliance.sound.frames import FRAME_MS, SILENCE, Frame
from appliance.sound.players import Player
from appliance.sound.recorders import MessageRecorder
from appliance.sound.reports import DigitHeard, HangUpToneHeard, LegName, PlayingEnded, Report, SilenceHeard

OWN_KEYS_TICKS = 25
"""500 ms after keys of ours: a line's echo of them comes back through the modem's buffers, and is no press there."""


class Leg:
    """Changed by the desk only, between ticks and in them."""

    def __init__(self, name: LegName, ear: Ear, echo: LineEcho | None) -> None:
        """Without `echo` what comes in is taken as it is."""
        self.name = name
        self.ear = ear
        self.sent: Frame = SILENCE
        """What it was given in the last tick."""
        self._echo = echo
        self.player: Player | None = None
        self.keys: Player | None = None
        """Keys for the far end, which hears nothing else meanwhile: speech beside them is taken for other keys."""
        self.peer: Leg | None = None
        self.message: MessageRecorder | None = None
        self.frame: Frame = SILENCE
        """What it hears in this tick."""
        self.missed_frames = 0
        """Ticks in which nothing had come in time."""
        self._silent_ms: Ms = 0
        self._own_keys_ticks = 0
        """So long a key heard may be ours."""

    def join(self, peer: "Leg") -> None:
        self.peer = peer
        self._silent_ms = 0

    def hear(self, frame: Frame | None, thresholds_ms: tuple[Ms, ...], reports: list[Report]) -> None:
        if frame is None:
            self.missed_frames += 1
            frame = SILENCE
        if self._echo is not None:
            frame = self._echo.taken_out(self.sent, frame)
        self.frame = frame
        ear = self.ear
        ear.hear(frame)
        self._own_keys_ticks = max(self._own_keys_ticks - 1, 0)
        if ear.digit and not self._own_keys_ticks:
            reports.append(DigitHeard(self.name, ear.digit, ear.confidence_percent))
        if ear.hang_up is not None:
            reports.append(HangUpToneHeard(self.name, ear.hang_up))
        if self.message is not None:
            self._take_down(self.message)
        if self.peer is not None:
            self._watch_silence(thresholds_ms, reports)

    def sound(self, reports: list[Report]) -> Frame | None:
        """What the leg's own player says in this tick; None when nothing plays."""
        player = self.player
        if player is None:
            return None
        frame = player.next_frame()
        if player.over:
            self.player = None
            if player.token is not None:
                reports.append(PlayingEnded(self.name, player.token))
        return frame

    def key_sound(self) -> Frame | None:
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
        if self.ear.loud or (self.peer is not None and self.peer.ear.loud):
            self._silent_ms = 0  # while the other end speaks, this one listens
            return
        before = self._silent_ms
        self._silent_ms += FRAME_MS
        for threshold in thresholds_ms:
            if before < threshold <= self._silent_ms:
                reports.append(SilenceHeard(self.name, threshold))
