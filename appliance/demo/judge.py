"""The judge: whether a call ended as its script says, and whether the sound that crossed the wires was right."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from appliance.demo.calls import CALLER_DBM0, CALLER_HZ, KINDS, TALK_MS, Expected
from appliance.demo.site import AGENT_HZ, AGENT_LEVEL_DBM0, Place
from appliance.model.records import CallRecord
from appliance.model.words import Ms, Value
from appliance.pretend.report import Ended, PretendOutcome
from appliance.sound import measure, wav
from appliance.sound.frames import FRAME_MS, RATE, Samples
from appliance.sound.levels import FULL_SCALE_SINE_DBM0
from appliance.sound.loudness import SPEECH_LUFS

LEAST_LIKENESS = 0.95
"""Of the prompt on the wire and the prompt file, after mu-law and back."""

LEVEL_WITHIN_DB = 1.0
FREQUENCY_WITHIN_HZ = 3.0
LONGEST_GAP_MS = FRAME_MS + 2
"""One frame, and what measuring blurs."""

MESSAGE_DBM0 = SPEECH_LUFS + 3.01 + FULL_SCALE_SINE_DBM0
"""A message is brought to the level of prompts; the caller's tone is near 997 Hz, whose full scale is -3.01 LUFS (ITU-R
BS.1770)."""

SHORTEST_SHARE = 0.4
"""Of the time a caller talks, that must have been heard when the modem is unplugged half way; otherwise 0.9 of it."""


class HeardByAgent(Value, frozen=True):
    agent: str
    wav: Path


class Evidence(Value, frozen=True, kw_only=True):
    """All that is known of one call, from both sides."""

    outcome: PretendOutcome
    record: CallRecord | None
    by_agent: HeardByAgent | None = None
    recordings: tuple[Path, ...] = ()
    messages: tuple[Path, ...] = ()
    late_ms: Ms = 0
    """How late the exchange was at most while this call was up, or what the machine stood still at once if that is
    more."""


class ToneFigures(Value, frozen=True):
    """A marked tone, as it arrived."""

    hz: float
    dbm0: float
    longest_gap_ms: float
    length_ms: Ms


STOOD_STILL_MS = 25
"""The exchange runs before everything else and needs a quarter of a core, the witness of each core needs nothing: if
one was later than that, the machine stood still, and what was heard meanwhile says nothing about the box."""


class Verdict(Value, frozen=True, kw_only=True):
    evidence: Evidence
    likeness: float | None = None
    caller_to_agent: ToneFigures | None = None
    agent_to_caller: ToneFigures | None = None
    faults: tuple[str, ...] = ()
    sound_only: bool = False
    """The call ended as it should; all faults are in its sound."""

    @property
    def spoiled(self) -> bool:
        """Wrong by the machine's doing: to be played again."""
        return self.sound_only and self.evidence.late_ms > STOOD_STILL_MS


def judge(evidence: Evidence, greeting: Samples) -> Verdict:
    mobile = Place.is_mobile(evidence.outcome.line)
    expected = KINDS[evidence.outcome.kind].expected_on(mobile=mobile)
    record = evidence.record
    if record is None:
        return Verdict(evidence=evidence, faults=("is not in the record",))
    wrong = tuple(_wrong_record(record, evidence.outcome, expected))
    verdict = Verdict(evidence=evidence, faults=wrong)
    if expected.prompt_heard:
        verdict = _with_prompt(verdict, greeting)
    if expected.talks:
        verdict = _with_talk(verdict, record)
    if expected.leaves_message:
        verdict = _with_message(verdict)
    return msgspec.structs.replace(verdict, sound_only=bool(verdict.faults) and not wrong)


def _wrong_record(record: CallRecord, outcome: PretendOutcome, expected: Expected) -> Iterator[str]:
    if record.outcome not in expected.outcomes:
        wanted = " or ".join(each.value for each in expected.outcomes)
        yield f"ended as {record.outcome.value if record.outcome else 'open'}, not {wanted}"
    if record.caller.number != outcome.number:
        yield f"caller {record.caller.number or 'unknown'}, not {outcome.number or 'unknown'}"
    if record.misses < expected.misses:
        yield f"{record.misses} unanswered offers, not {expected.misses}"
    if expected.cause is not None and record.cause is not expected.cause:
        yield f"end told by {record.cause.value if record.cause else 'nothing'}, not {expected.cause.value}"
    if outcome.ended is Ended.NOT_HEARD:
        yield outcome.failure


def _with_prompt(verdict: Verdict, greeting: Samples) -> Verdict:
    outcome = verdict.evidence.outcome
    if not outcome.heard_wav:
        return _with_faults(verdict, ["nothing was heard of the greeting"])
    start = outcome.stream_open_sample or 0
    heard = _read(Path(outcome.heard_wav))[start : start + greeting.size + RATE]
    score = measure.likeness(heard, greeting).score
    faults = [] if score >= LEAST_LIKENESS else [f"greeting only {score:.3f} like its file"]
    return _with_faults(msgspec.structs.replace(verdict, likeness=score), faults)


def _with_talk(verdict: Verdict, record: CallRecord) -> Verdict:
    evidence = verdict.evidence
    agent = evidence.by_agent
    if agent is None or record.agent is None:
        return _with_faults(verdict, ["no agent has heard the caller"])
    agent_hz = AGENT_HZ[record.agent]
    share = SHORTEST_SHARE if evidence.outcome.ended is Ended.UNPLUGGED else 0.9
    to_agent = _figures(_read(agent.wav), CALLER_HZ)
    to_caller = _figures(_since_joined(evidence.outcome, record), agent_hz)
    faults = [
        *_wrong_tone("the agent heard", to_agent, CALLER_HZ, CALLER_DBM0, TALK_MS * share),
        *_wrong_tone("the caller heard", to_caller, agent_hz, AGENT_LEVEL_DBM0, TALK_MS * share),
        *_wrong_recording(evidence.recordings, agent_hz, TALK_MS * share),
    ]
    return _with_faults(msgspec.structs.replace(verdict, caller_to_agent=to_agent, agent_to_caller=to_caller), faults)


def _with_message(verdict: Verdict) -> Verdict:
    messages = verdict.evidence.messages
    if len(messages) != 1:
        return _with_faults(verdict, [f"{len(messages)} messages are kept, not 1"])
    figures = _figures(_read(messages[0]), CALLER_HZ)
    faults = list(_wrong_tone("the message has", figures, CALLER_HZ, MESSAGE_DBM0, TALK_MS * 0.9))
    return _with_faults(msgspec.structs.replace(verdict, caller_to_agent=figures), faults)


def _since_joined(outcome: PretendOutcome, record: CallRecord) -> Samples:
    """What the caller heard from the moment the agent answered; the music before it has tones of its own."""
    talk_began = record.rang_ms + (record.talk_began_ms or 0)
    opened = outcome.stream_open_ms or outcome.began_ms
    first = (outcome.stream_open_sample or 0) + (talk_began - opened) * RATE // 1_000
    return _read(Path(outcome.heard_wav))[max(first, 0) :]


def _figures(samples: Samples, hz: float) -> ToneFigures:
    span = measure.span_of_tone(samples, hz)
    if span.size < RATE // 10:
        return ToneFigures(0.0, -99.0, 0.0, 0)
    inner = span[80:-80]  # the edges of the span are where the tone fades into the measuring window
    return ToneFigures(
        measure.dominant_hz(inner),
        measure.level_dbm0(inner),
        measure.longest_gap_ms(span, hz),
        span.size * 1_000 // RATE,
    )


def _wrong_tone(who: str, heard: ToneFigures, hz: float, dbm0: float, least_ms: float) -> Iterator[str]:
    if abs(heard.hz - hz) > FREQUENCY_WITHIN_HZ:
        yield f"{who} {heard.hz:.0f} Hz, not {hz:.0f}"
    elif abs(heard.dbm0 - dbm0) > LEVEL_WITHIN_DB:
        yield f"{who} {heard.dbm0:.1f} dBm0, not {dbm0:.1f}"
    if heard.longest_gap_ms > LONGEST_GAP_MS:
        yield f"{who} a gap of {heard.longest_gap_ms:.0f} ms"
    if heard.length_ms < least_ms:
        yield f"{who} only {heard.length_ms} ms of {least_ms:.0f}"


def _wrong_recording(files: tuple[Path, ...], agent_hz: float, least_ms: float) -> Iterator[str]:
    if len(files) != 1:
        yield f"{len(files)} recordings, not 1"
        return
    both = wav.channels_from_bytes(files[0].read_bytes())
    if both.shape[1] != 2:
        yield f"the recording {files[0].name} has not two channels"
        return
    left, right = (
        _figures(np.ascontiguousarray(both[:, channel]), hz) for channel, hz in ((0, CALLER_HZ), (1, agent_hz))
    )
    yield from _wrong_tone("the recording has on the left", left, CALLER_HZ, CALLER_DBM0, least_ms)
    yield from _wrong_tone("the recording has on the right", right, agent_hz, AGENT_LEVEL_DBM0, least_ms)


def _read(file: Path) -> Samples:
    return wav.from_bytes(file.read_bytes())


def _with_faults(verdict: Verdict, faults: list[str]) -> Verdict:
    return msgspec.structs.replace(verdict, faults=(*verdict.faults, *faults))
