"""Each call seen from both sides, its times read off on one clock."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from appliance.drivers.station.notebook import Conversation
from appliance.model.records import CallRecord
from appliance.pretend.families import FAMILIES
from appliance.pretend.report import PretendOutcome, StepTimes
from appliance.sound import wav
from appliance.sound.frames import FRAME_MS
from benchmarks.live.marks import Heard, LineClock, Passage, heard_in, passage

SAME_RING_MS = 1_000
CAPTURE_MS = FRAME_MS
"""A frame is handed over when its last sample is spoken."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Times are CLOCK_MONOTONIC milliseconds. Sound is said at the mouth and heard at the ear, not before it can be."""

    outcome: PretendOutcome
    talk: Conversation
    clock: LineClock
    """Of the caller's mouth: when each sample of the line is spoken."""
    piece_ms: int
    """The modem gives and takes sound in such pieces; what it takes is heard from then on."""
    heard: Heard
    """By the caller."""

    def at_ear_ms(self, sample: int) -> float:
        return self.clock.at_ms(sample) + self.piece_ms

    @property
    def keys(self) -> list[StepTimes]:
        return [step for step in self.outcome.steps if step.do == "press"]


def matched(outcomes: list[PretendOutcome], records: list[CallRecord], talks: list[Conversation]) -> Iterator[Call]:
    """The calls in which somebody talked."""
    talk_of = {talk.call: talk for talk in talks}
    for outcome in outcomes:
        rang = outcome.first_ring_ms
        record = next(
            (
                each
                for each in records
                if rang is not None and each.line == outcome.line and abs(each.rang_ms - rang) < SAME_RING_MS
            ),
            None,
        )
        if record is not None and (talk := talk_of.get(record.call)) is not None and outcome.off_hook_ms is not None:
            yield _call(outcome, talk)


def _call(outcome: PretendOutcome, talk: Conversation) -> Call:
    number = int(outcome.line.removeprefix("line"))
    families = list(FAMILIES.values())
    return Call(
        outcome=outcome,
        talk=talk,
        clock=LineClock(_anchors(outcome), outcome.clock_ppm),
        piece_ms=families[(number - 1) % len(families)].piece_ms,
        heard=heard_in(wav.channels_from_bytes(Path(outcome.heard_wav).read_bytes())[:, 0]),
    )


def _anchors(outcome: PretendOutcome) -> Iterator[tuple[int, float]]:
    """Every step's end was noted when its last piece passed; the first began before any did."""
    for step in outcome.steps:
        if step.ended_sample:
            yield step.ended_sample, step.ended_ms


def ring_to_answer_ms(call: Call) -> float:
    return float((call.outcome.off_hook_ms or 0) - (call.outcome.first_ring_ms or 0))


def identity_to_answer_ms(call: Call) -> float | None:
    """None when the box did not wait for the caller id."""
    told, answered = call.outcome.identified_ms, call.outcome.off_hook_ms
    return float(answered - told) if told is not None and answered is not None and answered >= told else None


def keys_to_prompts_ms(call: Call) -> Iterator[float]:
    """From each key going down to the first sample of what it asked for in the caller's ear."""
    for key in call.keys:
        onset = next((each for each in call.heard.onsets if each >= key.began_sample), None)
        if key.detail == "2" and onset is not None:
            yield call.at_ear_ms(onset) - call.clock.at_ms(key.began_sample)


def accepted_to_agent_ear_ms(call: Call) -> float | None:
    onsets, accepted = call.talk.heard.onsets_ms, call.talk.accepted_ms
    return onsets[0] - accepted if onsets and accepted is not None else None


def accepted_to_caller_ear_ms(call: Call) -> float | None:
    accepted = call.talk.accepted_ms
    if accepted is None:
        return None
    heard = (call.at_ear_ms(onset) for onset in call.heard.onsets)
    first = next((each for each in heard if each >= accepted), None)
    return first - accepted if first is not None else None


def accepted_to_wire_ms(call: Call) -> float | None:
    """To the moment the box wrote the agent's first sample to the modem."""
    accepted = call.talk.accepted_ms
    if accepted is None:
        return None
    return next((float(each - accepted) for each in call.outcome.arrivals_ms if each >= accepted), None)


def caller_to_agent(call: Call, began_ms: float, ended_ms: float) -> Passage:
    """Bursts spoken in that time: from the caller's mouth to the agent's ear."""
    spoken = [call.clock.at_ms(step.began_sample) for step in call.outcome.steps if step.do == "tone"]
    return passage([each for each in spoken if began_ms <= each <= ended_ms], call.talk.heard.onsets_ms)


def agent_to_caller(call: Call, began_ms: float, ended_ms: float) -> Passage:
    spoken = [float(each - CAPTURE_MS) for each in call.talk.bursts_ms if began_ms <= each <= ended_ms]
    return passage(spoken, [call.at_ear_ms(onset) for onset in call.heard.onsets])


def agent_to_wire(call: Call, began_ms: float, ended_ms: float) -> Passage:
    """From the hand-over of each burst's first frame to that frame coming over the wire."""
    given = [float(each) for each in call.talk.bursts_ms if began_ms <= each <= ended_ms]
    return passage(given, call.outcome.arrivals_ms)


def holes_for_caller(call: Call, began_ms: float, ended_ms: float) -> int:
    """Silences too short to be meant, in what the caller heard in that time."""
    return sum(began_ms <= call.at_ear_ms(hole) <= ended_ms for hole in call.heard.holes)


def accepted_to_said_ms(call: Call) -> float | None:
    """To the agent's first frame, handed to the box."""
    accepted, said = call.talk.accepted_ms, call.talk.first_said_ms
    return float(said - accepted) if said is not None and accepted is not None else None
