"""Recordings and messages as files: written by a thread of their own, bounded queues, durable before their rows."""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from appliance.model.records import MessageRecord, RecordingRecord
from appliance.model.words import CallId
from appliance.sound.frames import RATE, SILENCE, Samples
from appliance.store.intake import Deliver, Tell, Then
from appliance.store.message_level import levelled
from appliance.store.sound_kind import SoundKind, free_path
from appliance.store.track import Keep, Track
from appliance.store.wav_file import WavFile
from appliance.store.writer import StoreWriter

TOTAL_BYTES = 32 * 1024 * 1024
"""Of sound that may wait for the disk in all: 60 s of 17 talks, 30 s of 34; it must leave room for the calls."""

DRAIN_S = 0.5
"""Queues are written so often: 25 frames in one write, and two wake-ups a second however many lines talk."""

HEARD_S = 300
"""Who left a message hears the first five minutes of it: 5 MB in memory."""

Hear = Callable[[Samples], None]

SYNC_S = 2.0
"""A power cut takes at most so much of a recording."""


class SoundFiles:
    """Thread-safe; no method waits for the disk, but for `close`."""

    def __init__(
        self,
        state_dir: Path,
        writer: StoreWriter,
        *,
        deliver: Deliver = lambda call: call(),
        tell: Tell = lambda _: None,
    ) -> None:
        """`deliver` and `tell`: see StoreWriter.open. What a killed run left was finished when the writer opened."""
        self._state_dir = state_dir
        self._writer = writer
        self._deliver = deliver
        self._tell = tell
        self._changed = threading.Condition()
        self._tracks: dict[tuple[SoundKind, CallId], Track] = {}
        self._over: deque[Track] = deque()  # ended; their sound counts towards TOTAL_BYTES
        self._room = TOTAL_BYTES
        self._closing = False
        self._hearing = False
        self._thread = threading.Thread(target=self._work, name="sound files", daemon=True)
        self._thread.start()

    def begin(self, kind: SoundKind, call: CallId) -> None:
        """A file for the call, empty as yet. One that is still open for the call is ended first."""
        self.end(kind, call)
        with self._changed:
            self._tracks[kind, call] = Track(kind, call)
            self._changed.notify()

    def write(self, kind: SoundKind, call: CallId, samples: npt.NDArray[np.int16]) -> None:
        """Samples of shape (n, 2) for a recording (caller left), (n,) for a message. Without a file: nothing."""
        with self._changed:
            track = self._tracks.get((kind, call))
            if track is not None:
                before = track.waiting_bytes
                track.put(samples.astype("<i2", copy=False).tobytes(), self._room)
                self._room -= track.waiting_bytes - before

    def pause(self, call: CallId, *, paused: bool) -> None:
        """The recording of the call has, or no longer has, nothing said in it: its row tells where."""
        with self._changed:
            track = self._tracks.get((SoundKind.RECORDING, call))
            if track is not None and paused:
                track.pause()
            elif track is not None:
                track.resume()

    def end(self, kind: SoundKind, call: CallId) -> None:
        """The recording is over: its file becomes whole, then its row is written. A message waits for keep or drop."""
        if kind is SoundKind.RECORDING:
            self._finish((kind, call))

    def keep_message(self, call: CallId, keep: Keep, then: Then) -> None:
        """`then("")` when file and row are durable, or a sentence why the message is lost."""
        with self._changed:
            track = self._tracks.get((SoundKind.MESSAGE, call))
            if track is not None:
                track.keep, track.then = keep, then
        if track is None:
            self._answer(
                then, f"store: there is no message of call {call} to keep; it was not recorded or was dropped before"
            )
        self._finish((SoundKind.MESSAGE, call))

    def hear_message(self, call: CallId, then: Hear) -> None:
        """`then` gets what is recorded of it so far, at most HEARD_S; nothing when there is none or the disk fails."""
        with self._changed:
            track = self._tracks.get((SoundKind.MESSAGE, call))
            if track is not None:
                track.hear = then
                self._hearing = True
                self._changed.notify()
        if track is None:
            self._hand(then, SILENCE[:0])

    def drop_message(self, call: CallId) -> None:
        """The message's file goes."""
        with self._changed:
            track = self._tracks.get((SoundKind.MESSAGE, call))
            if track is not None:
                track.unwanted = True
        self._finish((SoundKind.MESSAGE, call))

    def close(self, limit_s: float = 10.0) -> bool:
        """Ends recordings and waits until all is on the disk; before the writer is closed. False: it is not.

        A message neither kept nor dropped stays as a .part file, which the next start finishes.
        """
        for kind, call in tuple(self._tracks):
            self.end(kind, call)
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    def _finish(self, key: tuple[SoundKind, CallId]) -> None:
        with self._changed:
            track = self._tracks.pop(key, None)
            if track is not None:
                track.resume()
                self._over.append(track)
                self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._tracks or self._over or self._closing)
                self._changed.wait_for(lambda: self._over or self._closing or self._hearing, DRAIN_S)
                self._hearing = False
                closing, growing, over = self._closing, list(self._tracks.values()), list(self._over)
                self._over.clear()
                wanted = [(track, then) for track in growing if (then := track.to_hear()) is not None]
            for track in growing:
                self._attempt(track, self._grow)
            for track, then in wanted:  # asked before it grew: nothing written until then is missing
                self._hand(then, self._heard(track))
            for track in over:
                self._attempt(track, self._complete)
                if track.fault:
                    self._answer(track.then, track.fault)
            if closing:
                self._let_go(growing)
                return

    def _attempt(self, track: Track, act: Callable[[Track], object]) -> None:
        """A file that fails is left as it is, told once; the next start makes of it what can be made."""
        if track.fault:
            self._taken(track)
            return
        try:
            act(track)
        except OSError as error:
            where = self._state_dir / track.kind.value
            track.fault = (
                f"{where}: the {track.kind.name.lower()} of call {track.call} stops ({error.strerror}); check the disk"
            )
            self._answer(self._tell, track.fault)
            if track.file is not None:
                track.file.close()

    def _grow(self, track: Track) -> WavFile:
        if track.file is None:
            track.file = WavFile(free_path(self._state_dir, track.kind, track.call), track.kind.channels)
            track.synced_at = time.monotonic()
        for piece in self._taken(track):
            if isinstance(piece, int):
                track.file.append_silence(piece)
            else:
                track.file.append(piece)
        if time.monotonic() - track.synced_at >= SYNC_S:
            track.file.sync()
            track.synced_at = time.monotonic()
        return track.file

    def _heard(self, track: Track) -> Samples:
        if track.file is None or track.fault:
            return SILENCE[:0]
        try:
            content = track.file.read(0, min(track.file.samples, HEARD_S * RATE))
        except OSError:
            return SILENCE[:0]
        return np.frombuffer(content, "<i2").astype(np.int16)

    def _hand(self, then: Hear, sound: Samples) -> None:
        with suppress(RuntimeError):  # as in _answer
            self._deliver(lambda: then(sound))

    def _taken(self, track: Track) -> list[bytes | int]:
        with self._changed:
            self._room += track.waiting_bytes
            return track.take()

    def _complete(self, track: Track) -> None:
        file = self._grow(track)
        if track.unwanted or not file.length_ms:
            file.discard()
            if track.keep is not None:
                self._answer(track.then, f"store: the message of call {track.call} is empty; nothing was recorded")
            return
        file.finish(None if track.keep is None else levelled(file))
        self._put_row(track, file)
        if track.silenced_bytes:
            ms = track.silenced_bytes * 1000 // track.bytes_per_s
            self._answer(self._tell, f"{file.path}: {ms} ms are silence, the disk was too slow; check it")

    def _put_row(self, track: Track, file: WavFile) -> None:
        name = str(file.path.relative_to(self._state_dir))
        if track.keep is None:
            pauses = tuple(track.pauses)
            self._writer.put(RecordingRecord(call=track.call, file=name, length_ms=file.length_ms, pauses=pauses))
            return
        keep = track.keep
        row = MessageRecord(
            call=track.call,
            box=keep.box,
            caller=keep.caller,
            taken_utc_ms=keep.taken_utc_ms,
            file=name,
            length_ms=file.length_ms,
            urgent=keep.urgent,
        )
        self._writer.put(row, then=track.then)

    def _let_go(self, growing: list[Track]) -> None:
        for track in growing:
            if track.file is not None and not track.fault:
                with suppress(OSError):
                    track.file.sync()
                track.file.close()

    def _answer(self, then: Then, text: str) -> None:
        with suppress(RuntimeError):  # the loop that waited is closed: nobody is left to be told
            self._deliver(lambda: then(text))
