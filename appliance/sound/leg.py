"""One leg of the desk: what it hears, what sounds on it, who it is joined with."""

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np

from _fastroute import pcm
from appliance.model.words import Ms, Token
from appliance.sound.detectors.ear import Ear
from appliance.sound.echo import LineEcho
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.players import Player
from appliance.sound.recorders import MessageRecorder
from appliance.sound.reports import (
    DigitHeard,
    HangUpToneHeard,
    LegName,
    MachineHeard,
    PlayingEnded,
    Report,
    SilenceHeard,
)

OWN_KEYS_TICKS = 25
"""500 ms after keys of ours: a line's echo of them comes back through the modem's buffers, and is no press there."""


class Leg:
    """Changed by the desk only, between ticks and in them."""

    def __init__(self, name: LegName, ear: Ear) -> None:
        """What comes in passes the ear's kernel before this leg is told of it."""
        self.name = name
        self.ear = ear
        self.echo = LineEcho(ear.hearing.canceller) if ear.hearing.canceller is not None else None
        self.sent: Frame = SILENCE
        """What it said in the last tick."""
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
        self._joined_frames = 0
        """Ticks since it is in conversation with whom it is."""
        self._until_silence = 0
        """Ticks in which no threshold of silence can be reached, even if none was broken meanwhile."""
        self._own_keys_ticks = 0
        """So long a key heard may be ours."""

    def bridge(self, hears: tuple["Leg", ...], others: tuple["Leg", ...]) -> None:
        """From now on."""
        if others != self.others:
            self._joined_frames = self._until_silence = 0
        self.hears, self.others = hears, others

    def mute(self, *, muted: bool) -> None:
        """Or let it be heard again."""
        self.muted = muted
        self._doubt_silence()
        for leg in self.others:
            leg._doubt_silence()  # noqa: SLF001 - another leg

    def _doubt_silence(self) -> None:
        self._until_silence = 0

    def report_heard(self, reports: list[Report]) -> None:
        """What the last frame told: keys and tones; to be called when it told any."""
        ear = self.ear
        ear.understand()
        if ear.digit and not self._own_keys_ticks:
            reports.append(DigitHeard(self.name, ear.digit, ear.confidence_percent))
        if ear.hang_up is not None:
            reports.append(HangUpToneHeard(self.name, ear.hang_up))
        if ear.machine is not None:
            reports.append(MachineHeard(self.name, ear.machine))

    def follow(self, frame: Frame, thresholds_ms: tuple[Ms, ...], reports: list[Report]) -> None:
        """One tick more is heard: what others hear of it."""
        self.frame = SILENCE if self.muted else frame
        if self._own_keys_ticks:
            self._own_keys_ticks -= 1
        if self.message is not None:
            self._take_down(self.message)
        if self.others:
            self._joined_frames += 1
            self._until_silence -= 1
            if self._until_silence <= 0 and thresholds_ms:
                self._watch_silence(thresholds_ms, reports)

    @property
    def quiet_frames(self) -> int:
        """Ticks since others heard more than silence of it; who is muted says nothing."""
        return self._joined_frames if self.muted else self.ear.hearing.quiet_frames

    def play(self, player: Player | None) -> None:
        """Instead of what plays, which does not end any more."""
        self._player, self._ended = player, None

    @property
    def player(self) -> Player | None:
        """What plays; None when nothing does."""
        return self._player

    def say(self, reports: list[Report]) -> Frame | None:
        """What is to be handed out in this tick; None when it was handed out before its time."""
        fresh = None
        if self._in_hand:
            self.sent = self._in_hand.popleft()
        else:
            fresh = self.sent = self._sound()
        if self._ended is not None and not self._in_hand:
            reports.append(PlayingEnded(self.name, self._ended))
            self._ended = None
        return fresh

    def say_ahead(self, most: int) -> Iterator[tuple[Frame, int]]:
        """Of what it says in the ticks to come as much as is known, each frame with the ticks it is early by."""
        while len(self._in_hand) < most and self._known and (frame := self._next_played()) is not None:
            self._in_hand.append(frame)
            yield frame, len(self._in_hand)

    def _sound(self) -> Frame:
        if self.keys is None and self._player is None and self.beep is None:
            return mixed(self.hears) if len(self.hears) != 1 else self.hears[0].frame
        keys = self._key_sound()
        if keys is not None:
            return keys
        own = (frame for frame in (self._next_played(), self.beep) if frame is not None)
        return sum_of([*(leg.frame for leg in self.hears), *own])

    @property
    def _known(self) -> bool:
        """What it says next does not depend on what is heard, nor on what may be asked in a hurry."""
        alone = not self.hears and self.keys is None and self.beep is None
        return alone and self._player is not None and self._player.known

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
        quiet = min(leg.quiet_frames for leg in (self, *self.others))  # while another speaks, this one listens
        silent_ms = min(quiet, self._joined_frames) * FRAME_MS
        for threshold in thresholds_ms:
            if silent_ms - FRAME_MS < threshold <= silent_ms:
                reports.append(SilenceHeard(self.name, threshold))
        # The next one of this silence, or the first of another that begins now.
        soonest_ms = min(
            [threshold - silent_ms for threshold in thresholds_ms if threshold > silent_ms] + [thresholds_ms[0]]
        )
        self._until_silence = soonest_ms // FRAME_MS


def mixed(legs: Sequence[Leg]) -> Frame:
    """What all of them say together."""
    return sum_of([leg.frame for leg in legs])


def sum_of(parts: list[Frame]) -> Frame:
    """Held to int16; silence of none."""
    if not parts:
        return SILENCE
    if len(parts) == 1:
        return parts[0]
    total = np.empty(FRAME_SAMPLES, np.int16)
    pcm.mix_all(parts, total)
    return total
