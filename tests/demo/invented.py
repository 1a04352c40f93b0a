"""An invented call of the demonstration, with all its sound; each part can be spoiled before it is judged."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from appliance.demo.calls import CALLER_DBM0, CALLER_HZ, KINDS, TALK_MS
from appliance.demo.judge import MESSAGE_DBM0, Evidence, HeardByAgent
from appliance.demo.site import AGENT_HZ, AGENT_LEVEL_DBM0, Place
from appliance.model.caller import Caller, Presentation
from appliance.model.records import CallRecord
from appliance.model.words import Ms
from appliance.pretend.report import Ended, PretendOutcome
from appliance.pretend.sines import sines
from appliance.sound import wav
from appliance.sound.frames import RATE, Samples

AGENT = "anna"
NUMBER = "5550001"
GREETING = np.random.default_rng(1).integers(-4_000, 4_000, RATE // 2).astype(np.int16)
TALK = TALK_MS * RATE // 1_000


def tone(hz: float, dbm0: float, count: int = TALK) -> Samples:
    return sines((float(hz),), count, dbm0).copy()


def silence(ms: Ms) -> Samples:
    return np.zeros(ms * RATE // 1_000, np.int16)


def with_gap(samples: Samples, ms: Ms) -> Samples:
    """The middle is missing."""
    spoilt = samples.copy()
    middle = samples.size // 2
    spoilt[middle : middle + ms * RATE // 1_000] = 0
    return spoilt


@dataclass
class Scene:
    """A call of this kind that is right in everything; the box answered 1 s after the ring, the agent 3 s after it."""

    kind: str = "served"
    line: str = "line1"
    greeting_heard: Samples = field(default_factory=GREETING.copy)
    caller_heard: Samples = field(default_factory=lambda: tone(AGENT_HZ[AGENT], AGENT_LEVEL_DBM0))
    agent_heard: Samples | None = field(default_factory=lambda: tone(CALLER_HZ, CALLER_DBM0))
    left: Samples = field(default_factory=lambda: tone(CALLER_HZ, CALLER_DBM0))
    right: Samples = field(default_factory=lambda: tone(AGENT_HZ[AGENT], AGENT_LEVEL_DBM0))
    recordings: int = 1
    stereo: bool = True
    messages: list[Samples] = field(default_factory=lambda: [tone(CALLER_HZ, MESSAGE_DBM0)])
    changed_record: dict[str, object] = field(default_factory=dict)
    changed_outcome: dict[str, object] = field(default_factory=dict)
    late_ms: Ms = 0

    def record(self) -> CallRecord:
        expected = KINDS[self.kind].expected_on(mobile=Place.is_mobile(self.line))
        record = CallRecord(
            call=1,
            line=self.line,
            caller=Caller(NUMBER, "", Presentation.GIVEN),
            rang_ms=10_000,
            rang_utc_ms=0,
            answered_ms=1_000,
            asked_person_ms=2_000,
            talk_began_ms=3_000,
            talk_ended_ms=6_000,
            ended_ms=6_000,
            agent=AGENT,
            misses=expected.misses,
            outcome=expected.outcomes[0],
            cause=expected.cause,
        )
        return msgspec.structs.replace(record, **self.changed_record)

    def outcome(self, folder: Path) -> PretendOutcome:
        heard = np.concatenate([silence(100), self.greeting_heard, silence(1_500), self.caller_heard, silence(300)])
        (folder / "heard.wav").write_bytes(wav.to_bytes(heard))
        outcome = PretendOutcome(
            call=1,
            line=self.line,
            kind=self.kind,
            number=NUMBER,
            name="",
            presentation=Presentation.GIVEN,
            began_ms=10_000,
            first_ring_ms=10_000,
            off_hook_ms=10_900,
            stream_open_ms=11_000,
            stream_open_sample=800,
            released_ms=16_000,
            ended=Ended.SCRIPT_DONE,
            heard_wav=str(folder / "heard.wav"),
        )
        return msgspec.structs.replace(outcome, **self.changed_outcome)

    def evidence(self, folder: Path) -> Evidence:
        """With all its sound in files below `folder`."""
        by_agent = None
        if self.agent_heard is not None:
            by_agent = HeardByAgent(AGENT, _written(folder / "agent.wav", self.agent_heard))
        length = max(self.left.size, self.right.size)
        both = np.stack([np.pad(side, (0, length - side.size)) for side in (self.left, self.right)], axis=1)
        recording = both if self.stereo else both[:, 0]
        return Evidence(
            outcome=self.outcome(folder),
            record=self.record(),
            by_agent=by_agent,
            recordings=tuple(_written(folder / f"recording-{n}.wav", recording) for n in range(self.recordings)),
            messages=tuple(_written(folder / f"message-{n}.wav", sound) for n, sound in enumerate(self.messages)),
            late_ms=self.late_ms,
        )


def _written(file: Path, samples: Samples) -> Path:
    file.write_bytes(wav.to_bytes(samples))
    return file
