"""One voice stream of a modem, from CONNECT to its end: samples both ways, events in between, what ends it."""

import numpy as np

from appliance.model.words import Ms, Value
from appliance.pretend.families import Family, SampleFormat
from appliance.pretend.hearing import OnsetWatch
from appliance.pretend.transmit_buffer import TransmitBuffer, shielded
from appliance.sound.codecs import BYTES_PER_SAMPLE, CODECS
from appliance.sound.frames import RATE, Samples

ETX, CAN, NUL = 0x03, 0x18, 0x00
LONGEST_EXIT = 4
UNLIMITED = 1 << 30
QUIET_PEAK = 330
"""Of int16: about -40 dBm0, what +VSD at nominal sensitivity takes for silence."""
DIGIT_REPEAT_MS = 70
"""IS-101: the digit between its marks is repeated so often."""
DIGIT_CERTAIN_MS = 40
"""ITU-T Q.24: shorter tones are none."""


class StreamCounts(Value, frozen=True, kw_only=True):
    """What went wrong with samples."""

    underruns: int = 0
    """Times the host's samples ran out in mid-stream."""
    missing_samples: int = 0
    """Samples of silence put in for them."""
    overruns: int = 0
    """Bytes lost for want of room, from the host and to it."""

    def __add__(self, other: "StreamCounts") -> "StreamCounts":
        return StreamCounts(
            underruns=self.underruns + other.underruns,
            missing_samples=self.missing_samples + other.missing_samples,
            overruns=self.overruns + other.overruns,
        )

    def since(self, before: "StreamCounts") -> "StreamCounts":
        return StreamCounts(
            underruns=self.underruns - before.underruns,
            missing_samples=self.missing_samples - before.missing_samples,
            overruns=self.overruns - before.overruns,
        )


class VoiceStream:
    """Pure: pieces in, pieces out. What it wants to tell the host between samples is in `events` until taken."""

    def __init__(self, family: Family, sample_format: SampleFormat, *, plays: bool, records: bool) -> None:
        self._decode, self._encode = CODECS[sample_format.codec]
        self._idle = sample_format.idle
        self._sample_bytes = BYTES_PER_SAMPLE[sample_format.codec]
        self._exits = _exits(family, plays=plays, records=records)
        self.plays, self.records = plays, records
        self.buffer = TransmitBuffer(family.transmit_buffer_bytes)
        self.streamed_ms: Ms = 0
        self._underruns = 0
        self._missing_samples = 0
        self.events: list[str] = []
        self.arrivals_ms: list[Ms] = []
        """When the first sample of each sound came from the host, told as it is played; until taken."""
        self._onsets = OnsetWatch()
        self._playing = False
        self._tail = b""
        """What the host sent last, as it came."""
        self.draining = False
        self.ended = False
        self._dropped_told = 0

    @property
    def counts(self) -> StreamCounts:
        return StreamCounts(
            underruns=self._underruns, missing_samples=self._missing_samples, overruns=self.buffer.dropped
        )

    def receive(self, data: bytes, now: Ms) -> int:
        """Takes bytes from the host up to the end of the stream; returns how many. Playing alone, back-pressure
        (RTS/CTS, or USB's) holds the host when the buffer is full; in duplex nothing does.
        """
        taken = 0
        while taken < len(data) and not self.ended and not self.draining:
            used, command = self.buffer.receive(data[taken:], now)
            self._tail = (self._tail + data[taken : taken + used])[-LONGEST_EXIT:]
            taken += used
            if command is not None:
                self._obey(command)
        if not self.plays:
            self.buffer.purge()
        elif self.buffer.dropped > self._dropped_told:
            self._dropped_told = self.buffer.dropped
            self.events.append("o")
        return taken

    @property
    def room(self) -> int:
        """Bytes the host may send now, as far as this stream cares."""
        return max(0, self.buffer.room - 1) if not self.records else UNLIMITED

    @property
    def playing(self) -> bool:
        """The host's samples are being played, none are missing."""
        return self._playing

    def silence(self, count: int) -> bytes:
        """So many samples of it, as they go to the host."""
        return shielded(self._idle * count)

    def _obey(self, command: int) -> None:
        if self._tail.endswith(self._exits):
            if command == ETX and self.plays and len(self.buffer):
                self.draining = True
            else:
                self.ended = True
        elif command == CAN:
            self.buffer.purge()

    def piece(self, said: Samples) -> tuple[bytes, Samples, Samples]:
        """One piece of the line's sound: (bytes for the host, what they decode to, what the host's samples say)."""
        self.streamed_ms += len(said) * 1_000 // RATE
        to_host, sent = b"", said
        if self.records:
            coded = self._encode(said)
            to_host, sent = shielded(coded), self._decode(coded)
        return to_host, sent, self._play(len(said)) if self.plays else np.zeros(len(said), np.int16)

    def _play(self, count: int) -> Samples:
        heard = self._decode(self._next_samples(count))
        if (onset := self._onsets.hear(heard)) is not None:
            self.arrivals_ms.append(self.buffer.arrived_ms(onset * self._sample_bytes))
        return heard

    def _next_samples(self, count: int) -> bytes:
        available = min(count, len(self.buffer) // self._sample_bytes)
        taken = self.buffer.take(available * self._sample_bytes)
        if self.draining and len(self.buffer) < self._sample_bytes:
            self.ended = True
        elif available < count:
            self._ran_dry(count - available)
        if available:
            self._playing = available == count
        return taken + self._idle * (count - available)

    def _ran_dry(self, missing: int) -> None:
        """Before the host's first sample nothing is missing; after it, every silence put in is counted."""
        if self._playing:
            self._underruns += 1
            self.events.append("u")
        if self._playing or self._underruns:
            self._missing_samples += missing
        self._playing = False


def _exits(family: Family, *, plays: bool, records: bool) -> tuple[bytes, ...]:
    if plays and records:
        return (family.duplex_exit,)
    return family.record_exits if records else (family.play_exit,)


class SilenceWatch:
    """+VSD: `s` when nothing was ever heard for so long, `q` when sound was heard before. Told once per silence."""

    def __init__(self, tenths: int) -> None:
        self._limit_ms = tenths * 100
        self._quiet_ms = 0
        self._heard_any = False

    def event(self, said: Samples) -> str:
        if not self._limit_ms:
            return ""
        if int(np.max(np.abs(said.astype(np.int32)))) > QUIET_PEAK:
            self._quiet_ms, self._heard_any = 0, True
            return ""
        before = self._quiet_ms
        self._quiet_ms += len(said) * 1_000 // RATE
        reached = before < self._limit_ms <= self._quiet_ms
        return ("q" if self._heard_any else "s") if reached else ""


class DigitWatch:
    """The modem's own DTMF detector: told which key sounds, says what the modem tells the host about it."""

    def __init__(self, *, between_marks: bool) -> None:
        self._between_marks = between_marks
        self._key = ""
        self._sounded_ms = 0

    def events(self, key: str, piece_ms: Ms) -> str:
        """One piece with `key` sounding, or "" for none; returns the codes to send, each behind a DLE."""
        codes = ""
        if key != self._key:
            if self._between_marks and self._sounded_ms >= DIGIT_CERTAIN_MS:
                codes = "~"
            self._key, self._sounded_ms = key, 0
        if not key:
            return codes
        before = self._sounded_ms
        self._sounded_ms += piece_ms
        if before < DIGIT_CERTAIN_MS <= self._sounded_ms:
            return codes + ("/" if self._between_marks else "") + key
        since, now = before - DIGIT_CERTAIN_MS, self._sounded_ms - DIGIT_CERTAIN_MS
        repeats = self._between_marks and since >= 0 and since // DIGIT_REPEAT_MS != now // DIGIT_REPEAT_MS
        return codes + (key if repeats else "")
