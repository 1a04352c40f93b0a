"""The record of a call while it goes on."""

from appliance.model.words import Digit, LineName, Ms
from appliance.pretend.report import Ended, HungUpBy, PretendOutcome, StepTimes
from appliance.pretend.script import PretendCall
from appliance.pretend.voice_stream import StreamCounts

MOST_ARRIVALS = 4_000
"""An hour of one a second; those that come later are not written down."""

MOST_KEYS = 1_000
"""Of one call; those that come later are not written down."""


class RecordDraft:
    """Filled in as things happen; outcome() freezes it."""

    def __init__(self, number: int, call: PretendCall, now: Ms, wall_offset_ms: Ms = 0) -> None:
        self.number = number
        self.call = call
        self.began_ms = now
        self.wall_offset_ms = wall_offset_ms
        self.first_ring_ms: Ms | None = None
        self.rings = 0
        self.identified_ms: Ms | None = None
        self.off_hook_ms: Ms | None = None
        self.stream_open_ms: Ms | None = None
        self.stream_open_sample: int | None = None
        self.hung_up_ms: Ms | None = None
        self.hung_up_by = HungUpBy.NOBODY
        self.released_ms: Ms | None = None
        self.ended: Ended | None = None
        self.failure = ""
        self.arrivals_ms: list[Ms] = []
        self.steps: tuple[StepTimes, ...] = ()
        self.heard_wav = self.said_wav = ""
        self.samples = 0
        self.latest_piece_ms: Ms = 0
        self.clock_ppm = self.clock_slips = 0
        self.counts = StreamCounts()
        self.keys = ""
        self.cause = 0

    def ring(self, now: Ms) -> None:
        self.rings += 1
        if self.first_ring_ms is None:
            self.first_ring_ms = now

    def stream_opened(self, now: Ms, sample: int) -> None:
        """The first of a call counts."""
        if self.stream_open_ms is None:
            self.stream_open_ms, self.stream_open_sample = now, sample

    def sound_arrived(self, when: Ms) -> None:
        if len(self.arrivals_ms) < MOST_ARRIVALS:
            self.arrivals_ms.append(when)

    def key_sent(self, key: Digit) -> None:
        if len(self.keys) < MOST_KEYS:
            self.keys += key

    def hang_up(self, by: HungUpBy, now: Ms) -> None:
        self.hung_up_by, self.hung_up_ms = by, now

    def outcome(self, line: LineName, otherwise: Ended) -> PretendOutcome:
        return PretendOutcome(
            call=self.number,
            line=line,
            kind=self.call.kind,
            number=self.call.number,
            name=self.call.name,
            presentation=self.call.presentation,
            steps=self.steps,
            began_ms=self.began_ms,
            first_ring_ms=self.first_ring_ms,
            rings=self.rings,
            identified_ms=self.identified_ms,
            off_hook_ms=self.off_hook_ms,
            stream_open_ms=self.stream_open_ms,
            stream_open_sample=self.stream_open_sample,
            hung_up_ms=self.hung_up_ms,
            hung_up_by=self.hung_up_by,
            released_ms=self.released_ms,
            ended=self.ended or otherwise,
            failure=self.failure,
            arrivals_ms=tuple(self.arrivals_ms),
            heard_wav=self.heard_wav,
            said_wav=self.said_wav,
            samples=self.samples,
            latest_piece_ms=self.latest_piece_ms,
            clock_ppm=self.clock_ppm,
            clock_slips=self.clock_slips,
            underruns=self.counts.underruns,
            missing_samples=self.counts.missing_samples,
            overruns=self.counts.overruns,
            keys=self.keys,
            cause=self.cause,
            wall_offset_ms=self.wall_offset_ms,
        )
