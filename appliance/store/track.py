"""One sound file's queue between the loop, which must not wait, and the disk, which may stall."""

from collections import deque
from collections.abc import Callable, Iterator

from appliance.model.caller import Caller
from appliance.model.records import Pause
from appliance.model.words import CallId, Ms, Value
from appliance.sound.frames import RATE, Samples
from appliance.store.sound_kind import SoundKind
from appliance.store.wav_file import SAMPLE_BYTES, WavFile

QUEUE_S = 60
"""Of sound a file may wait for the disk: six times the longest stall to be lived through; 2 MB for a recording."""


MOST_PAUSES = 200
"""Of one recording; an agent pauses by hand. More stand in the timeline only, and have their mark in the sound."""


class Keep(Value, frozen=True, kw_only=True):
    """What is known of a message when it is kept."""

    box: str
    caller: Caller
    taken_utc_ms: int
    urgent: bool = False


class Track:
    """Sound goes in with `put` and comes out with `take`; the attributes belong to SoundFiles."""

    def __init__(self, kind: SoundKind, call: CallId) -> None:
        self.kind = kind
        self.call = call
        self.file: WavFile | None = None
        self.synced_at = 0.0
        self.keep: Keep | None = None
        self.then: Callable[[str], None] = lambda _: None
        self.hear: Callable[[Samples], None] | None = None
        self.unwanted = False
        self.fault = ""
        self.silenced_bytes = 0
        self.pauses: list[Pause] = []
        self._put_bytes = 0
        self._paused_at: Ms | None = None
        self._pieces: deque[bytes | int] = deque()
        self._bytes = 0
        self._most = QUEUE_S * self.bytes_per_s

    @property
    def bytes_per_s(self) -> int:
        return RATE * SAMPLE_BYTES * self.kind.channels

    @property
    def waiting_bytes(self) -> int:
        return self._bytes

    def to_hear(self) -> Callable[[Samples], None] | None:
        """Who wants to hear it, once."""
        then, self.hear = self.hear, None
        return then

    def put(self, data: bytes, room: int) -> None:
        """Beyond QUEUE_S, or `room` bytes, sound becomes silence of the same length, so that times stay right."""
        self._put_bytes += len(data)
        if self._bytes + len(data) <= self._most and len(data) <= room:
            self._pieces.append(data)
            self._bytes += len(data)
            return
        self.silenced_bytes += len(data)
        if self._pieces and isinstance(self._pieces[-1], int):
            self._pieces[-1] += len(data)
        else:
            self._pieces.append(len(data))

    def pause(self) -> None:
        """What comes from here on until resume() has nothing said in it."""
        if self._paused_at is None and len(self.pauses) < MOST_PAUSES:
            self._paused_at = self._at_ms

    def resume(self) -> None:
        """Harmless when it is not paused; what is never resumed is so at its end."""
        if self._paused_at is not None:
            self.pauses.append(Pause(self._paused_at, self._at_ms - self._paused_at))
            self._paused_at = None

    @property
    def _at_ms(self) -> Ms:
        return self._put_bytes * 1_000 // self.bytes_per_s

    def take(self) -> list[bytes | int]:
        """All that waits, in order: sound, and counts of silent bytes."""
        pieces = list(_joined(self._pieces))
        self._pieces.clear()
        self._bytes = 0
        return pieces


def _joined(pieces: deque[bytes | int]) -> Iterator[bytes | int]:
    """Sound in as few pieces as there are silences."""
    run: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, int):
            yield b"".join(run)
            yield piece
            run = []
        else:
            run.append(piece)
    yield b"".join(run)
