"""The way of a modem's sound, a port or a card: a frame out each beat while its door is open, one of the host's in."""

import numpy as np

from appliance.model.words import Ms
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Form, told
from appliance.pretend.gsm.calls import Calls
from appliance.pretend.gsm.family_parts import SoundDoor
from appliance.pretend.gsm.mobile_call_machine import MobileCallState
from appliance.pretend.gsm.settings import Settings
from appliance.pretend.hearing import OnsetWatch
from appliance.pretend.host_output import HostOutput
from appliance.pretend.misbehaviour import Habits
from appliance.pretend.voice_stream import StreamCounts
from appliance.sound.frames import Samples

QUEUE_FRAMES = 4
"""Of the host's samples: dongles keep two to three frames; what is over is lost."""
BYTES_PER_SAMPLE = 2
_THAT_WEAR = frozenset({SoundDoor.DDSETEX, SoundDoor.CPCMREG, SoundDoor.QPCMV})
_QPCMV_WAYS = {SoundDoor.QPCMV: "1,0", SoundDoor.UAC: "1,2"}


class SoundPort:
    """s16le, 8 kHz; +CPCMFRM=1 makes it 16 kHz. Bytes of the host that come while the door is shut go nowhere."""

    def __init__(self, door: SoundDoor, frame_ms: Ms, habits: Habits, calls: Calls, settings: Settings) -> None:
        self._door = door
        self._samples = frame_ms * 8
        self._habits = habits
        self._calls = calls
        self._settings = settings
        self._output = HostOutput()
        self.answers = {
            "^DDSETEX": self._ddsetex,
            "+CPCMREG": self._cpcmreg,
            "+QPCMV": self._qpcmv,
        }
        self._onsets = OnsetWatch()
        self.arrivals_ms: list[Ms] = []
        """When each sound that was played since the last look had come; until taken."""
        self._underruns = self._missing = self._overruns = 0
        self.power_on()

    def power_on(self) -> None:
        self._open = self._door is SoundDoor.CARD
        self._wide = False
        self.worn = False
        """The misbehaviour sound_half_dies after its first call: only a restart of the module cures it."""
        self._refused_once = False
        self._ended_call()
        self._output.clear()

    def _ended_call(self) -> None:
        self._input = bytearray()
        self._arrived: Ms = 0
        self._flowing = False

    # The port

    @property
    def room(self) -> int:
        return 4_096

    def receive(self, data: bytes, now: Ms) -> None:
        if not self._running:
            return
        most = QUEUE_FRAMES * self._frame_bytes
        room = max(0, most - len(self._input))
        if not self._input:
            self._arrived = now
        self._input += data[:room]
        self._overruns += max(0, len(data) - room)

    def take_output(self, now: Ms) -> bytes:
        return self._output.take(now)

    def give_back(self, rest: bytes, due: Ms) -> None:
        self._output.give_back(rest, due)

    def next_wake(self) -> Ms | None:
        return self._output.next_due()

    def work(self, now: Ms) -> None:
        """Nothing waits here."""

    @property
    def counts(self) -> StreamCounts:
        return StreamCounts(
            underruns=self._underruns, missing_samples=self._missing, overruns=self._overruns + self._output.dropped
        )

    # Frames

    @property
    def _running(self) -> bool:
        flowing = self._calls.those(MobileCallState.ACTIVE, MobileCallState.ALERTING)
        return self._open and bool(len(self._calls) if self.rings_too else flowing)

    @property
    def rings_too(self) -> bool:
        """Samples flow before a call is answered."""
        return self._door is SoundDoor.CARD

    @property
    def open(self) -> bool:
        return self._open

    @property
    def _frame_bytes(self) -> int:
        return self._samples * BYTES_PER_SAMPLE * (2 if self._wide else 1)

    def frame(self, said: Samples, now: Ms) -> Samples:
        """One beat of the call: what the far end says goes out, what the host has sent comes back, silence for what
        it has not. An odd byte waits for its other half.
        """
        if not self._running:
            return np.zeros(len(said), np.int16)
        wire = np.repeat(said, 2) if self._wide else said
        if not self._output.put(wire.astype("<i2", copy=False).tobytes(), now):
            self._overruns += 1
        whole = min(len(self._input), self._frame_bytes) & ~1
        taken = bytes(self._input[:whole])
        del self._input[:whole]
        if self.worn:
            return np.zeros(len(said), np.int16)
        return self._played(taken, len(said))

    def _played(self, taken: bytes, count: int) -> Samples:
        samples = np.frombuffer(taken, "<i2").astype(np.int16)
        samples = samples[::2] if self._wide else samples
        if len(samples) < count:
            self._underruns += self._flowing
            self._missing += (count - len(samples)) if self._flowing or self._underruns else 0
        self._flowing = len(samples) == count
        heard = np.concatenate((samples, np.zeros(count - len(samples), np.int16)))
        if self._onsets.hear(heard) is not None:
            self.arrivals_ms.append(self._arrived)
        return heard

    def call_over(self) -> None:
        """The last call is: ^DDSETEX goes with it, the others stay as they were set."""
        if self._door is SoundDoor.DDSETEX:
            self._open = False
        if self._door in _THAT_WEAR:
            self.worn = self._habits.sound_half_dies
        self._ended_call()

    # Doors

    def _ddsetex(self, one: Asked, _: Ms) -> Answer:
        if self._door is not SoundDoor.DDSETEX:
            return Answer(result="unsupported")
        if one.form is not Form.SET or one.value not in ("0", "1", "2") or not len(self._calls):
            return ERROR
        self._open = True
        return OK

    def _cpcmreg(self, one: Asked, _: Ms) -> Answer:
        """SIM7500/7600 application note: 1 in a call only; 0, or 0,1 at once."""
        if self._door is not SoundDoor.CPCMREG:
            return Answer(result="unsupported")
        if one.form is Form.READ:
            return told(f"+CPCMREG: {int(self._open)}")
        if one.form is Form.TEST:
            return told("+CPCMREG: (0-1)")
        if one.value in ("0", "0,1"):
            self._open = False
            return OK
        if one.value != "1" or not self._calls.talking or self._refuses_while_worn():
            return ERROR
        self._open, self._wide = True, self._settings.number("+CPCMFRM") == 1
        return OK

    def _refuses_while_worn(self) -> bool:
        """The one honest symptom of an endpoint that half-died: it opens at the second try only (facts §3.3)."""
        first = self.worn and not self._refused_once
        self._refused_once = first
        return first

    def _qpcmv(self, one: Asked, _: Ms) -> Answer:
        """EC2x: 1,0 over the NMEA port, 1,2 as a sound card; accepted before the call only."""
        way = _QPCMV_WAYS.get(self._door)
        if way is None:
            return Answer(result="unsupported")
        if one.form is Form.READ:
            return told(f"+QPCMV: {way}" if self._open else "+QPCMV: 0")
        if one.form is Form.TEST:
            return told("+QPCMV: (0,1),(0,2)")
        if one.value == "0":
            self._open = False
            return OK
        if one.value != way or len(self._calls):
            return ERROR
        self._open = True
        return OK
