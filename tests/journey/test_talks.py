"""Who hears whom, the whole box: each speaks a tone of their own, and what reaches the others is measured.

A caller, somebody outside and three agents; one consults, confers and leaves, another listens, whispers and barges in.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from appliance import cli
from appliance.control.agent_words import HangUpAgent
from appliance.model.records import RecordingRecord
from appliance.model.snapshot import Snapshot
from appliance.model.states import AgentActivity, CallState, Outcome
from appliance.model.talk_states import RecordingState
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.script import HangUp, PretendCall, Tone, WaitRelease, WaitTone
from appliance.runtime import replay
from appliance.sound.frames import RATE, Samples
from appliance.sound.wav import channels_from_bytes, from_bytes
from appliance.store.reader import StoreReader
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running, clock_ms

pytestmark = pytest.mark.journey

CALLER, OUTSIDE = 1_000, 1_500
ANNA, BEN, CARLA = 600, 700, 800
TONES = {"caller": CALLER, "outside": OUTSIDE, "anna": ANNA, "ben": BEN, "carla": CARLA}
PHASE_S = 1.2
SETTLES_MS = 500
"""After a command: buffers on both ways."""
STAYS = (Tone(hz=CALLER, ms=300_000), WaitRelease(within_ms=300_000))
OUTBOUND = """
[outbound]
enabled = true
country_code = "49"
allow = ["0"]
"""
PIECE = 400
AUDIBLE = 150.0
"""Amplitude; the tones have thousands, and what leaks through an echo canceller or a codec tens."""


class Floor(House, frozen=True, kw_only=True):
    """Callers are for anna; all speak without a pause."""

    def write(self) -> None:
        super().write()
        site = self.site / "house.toml"
        text = site.read_text().replace(', speaks = "3 s", pauses = "1 min"', f', heard = "{self.heard}"')
        text = text.replace("\nring_gap", "\ndials_out = true\nring_gap")
        for name in ("ben", "carla"):
            text = text.replace(f'name = "{name}"\nskills = {{ sales = 1 }}', f'name = "{name}"\nskills = {{}}')
        watches = 'name = "carla"\nwatches = ["listen", "whisper", "barge"]'
        site.write_text(text.replace('name = "carla"', watches) + OUTBOUND)
        flows = self.site / "flows.toml"
        flows.write_text(flows.read_text() + 'record_notice = ["beep"]\nrecord_beep_every = "5 s"\n')

    @property
    def heard(self) -> Path:
        return self.folder / "heard"


class Tour:
    """One command after the other, each with the time from when its effect is heard."""

    def __init__(self, house: Floor, box: Box, said: pytest.CaptureFixture[str]) -> None:
        self.house = house
        self.box = box
        self.said = said
        self.phases: dict[str, tuple[int, int]] = {}

    def do(self, *words: str) -> str:
        """As typed at a terminal."""
        code = cli.main([*words, "--config", str(self.house.config)])
        printed = self.said.readouterr()
        assert code == 0, (words, printed, self.box.said)
        return printed.out

    def lasts(self, phase: str) -> None:
        began = clock_ms() + SETTLES_MS
        assert not self.box.ends_within(PHASE_S)
        self.phases[phase] = began, clock_ms()

    def until(self, state: CallState) -> None:
        self.box.wait_for(lambda view: any(call.state is state for call in view.calls), state.value, 60)


def heard(sound: Samples, began_ms: float, phase: tuple[int, int]) -> set[str]:
    """Whose tones are in at least half of the pieces of that time."""
    first, last = (max(int((at - began_ms) * RATE / 1_000), 0) for at in phase)
    pieces = sound[first:last]
    pieces = pieces[: len(pieces) // PIECE * PIECE].reshape(-1, PIECE)
    assert len(pieces) > 5, (first, last, len(sound))
    return {name for name, hz in TONES.items() if float(np.median(_amplitudes(pieces, hz))) > AUDIBLE}


def _amplitudes(pieces: Samples, hz: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.abs(pieces @ np.exp(-2j * np.pi * hz * np.arange(PIECE) / RATE)) * 2 / PIECE


def anna_talks(view: Snapshot) -> bool:
    talks = any(agent.name == "anna" and agent.activity is AgentActivity.TALKING for agent in view.agents)
    return talks and any(call.recording is RecordingState.RECORDED for call in view.calls)


def walk(tour: Tour) -> None:
    """Through all there is, as agents and supervisor order it."""
    assert "carla listens" in tour.do("listen", "carla", "anna")
    tour.lasts("listen")
    tour.do("whisper", "carla", "anna")
    tour.lasts("whisper")
    tour.do("barge", "carla", "anna")
    tour.lasts("barge")
    tour.do("barge", "carla", "--stop")
    tour.do("mute", "anna")
    tour.do("recording", "anna", "pause")
    tour.lasts("mute")
    tour.do("recording", "anna", "resume")
    tour.do("mute", "anna", "--off")
    tour.do("consult", "anna", "ben")
    tour.until(CallState.CONSULTING)
    tour.lasts("consult")
    tour.do("consult", "anna", "--join")
    tour.lasts("three")
    assert '"call":1' in tour.do("conference", "anna", "--number", "0301", "--json")
    tour.until(CallState.INVITING)
    tour.until(CallState.CONFERRING)
    tour.lasts("four")
    tour.do("conference", "anna", "--leave")
    tour.lasts("without anna")
    with tour.box.client() as client:
        client.ask(HangUpAgent("ben"))
    tour.until(CallState.LINKED)
    tour.lasts("linked")


WANTED = {
    "listen": {"caller": {"anna"}, "anna": {"caller"}, "carla": {"caller", "anna"}},
    "whisper": {"caller": {"anna"}, "anna": {"caller", "carla"}, "carla": {"caller", "anna"}},
    "barge": {"caller": {"anna", "carla"}, "anna": {"caller", "carla"}, "carla": {"caller", "anna"}},
    "mute": {"caller": set(), "anna": {"caller"}},
    "consult": {"anna": {"ben"}, "ben": {"anna"}},
    "three": {"caller": {"anna", "ben"}, "anna": {"caller", "ben"}, "ben": {"caller", "anna"}},
    "four": {
        "caller": {"anna", "ben", "outside"},
        "anna": {"caller", "ben", "outside"},
        "ben": {"caller", "anna", "outside"},
        "outside": {"caller", "anna", "ben"},
    },
    "without anna": {"caller": {"ben", "outside"}, "ben": {"caller", "outside"}, "outside": {"caller", "ben"}},
    "linked": {"caller": {"outside"}, "outside": {"caller"}},
}


def sounds(house: Floor, exchange: Exchange) -> dict[str, list[tuple[Samples, float]]]:
    """What each heard, and when on the clock it begins."""
    found: dict[str, list[tuple[Samples, float]]] = {}
    for outcome in exchange.outcomes():
        assert outcome.off_hook_ms is not None
        outside = outcome.kind == "dialled"  # the track begins when the box goes off-hook, which is before the answer
        began, name = (outcome.began_ms, "outside") if outside else (outcome.off_hook_ms, "caller")
        found.setdefault(name, []).append((from_bytes(Path(outcome.heard_wav).read_bytes()), began))
    for file in house.heard.glob("*.wav"):
        _, _, name, began_ms = file.stem.split("-")
        found.setdefault(name, []).append((from_bytes(file.read_bytes()), float(began_ms)))
    return found


def judged(house: Floor, exchange: Exchange, tour: Tour) -> dict[str, dict[str, set[str]]]:
    found = sounds(house, exchange)
    result: dict[str, dict[str, set[str]]] = {}
    for phase, wanted in WANTED.items():
        span = tour.phases[phase]
        for name in wanted:
            sound, began = max((each for each in found[name] if each[1] <= span[0]), key=lambda each: each[1])
            result.setdefault(phase, {})[name] = heard(sound, began, span)
    return result


def pauses_are_silent(house: Floor, record: RecordingRecord) -> None:
    """But for the mark at their beginning; the caller stands left, and neither channel has the other's tone."""
    both = channels_from_bytes((house.state / record.file).read_bytes())
    for pause in record.pauses:
        inside = both[(pause.at_ms + 240) * 8 : (pause.at_ms + pause.length_ms) * 8]
        assert not inside.any(), pause
    pieces = both[: len(both) // PIECE * PIECE].reshape(-1, PIECE, 2)
    left, right = pieces[:, :, 0], pieces[:, :, 1]
    assert _amplitudes(left, CALLER).max() > 1_000
    assert _amplitudes(right, ANNA).max() > 1_000
    assert _amplitudes(left, ANNA).max() < 200
    assert _amplitudes(right, CALLER).max() < 200


def test_who_hears_whom_in_every_kind_of_conversation(
    tmp_path: Path, keep: Callable[[Running], Running], capsys: pytest.CaptureFixture[str]
) -> None:
    house = Floor(folder=tmp_path, drain="0 s")
    house.write()
    caller = PretendCall(line="line1", number="5550100", steps=(WaitTone(hz=ANNA, within_ms=120_000), *STAYS))
    far_end = FarEnd(number="0301", answers_after_ms=500, steps=(Tone(hz=OUTSIDE, ms=300_000), HangUp()))
    exchange = Exchange(house, (caller,), "--heard", str(tmp_path / "lines"), far_ends=(far_end,))
    box = Box(house)
    keep(exchange)
    keep(box)
    box.ready()
    tour = Tour(house, box, capsys)
    box.wait_for(anna_talks, "anna talks and is recorded", 60)
    walk(tour)
    assert box.asked_to_stop(60) == 0, box.said
    exchange.asked_to_stop()
    assert judged(house, exchange, tour) == WANTED
    with StoreReader(house.database) as store:
        calls = {call.call: call for call in store.calls()}
        first, *others = sorted(store.recordings(call=1), key=lambda each: each.file)
        notes = [note.text for note in store.timeline(1)]
    assert [call.outcome for call in calls.values()].count(Outcome.ANSWERED) == 1, calls
    assert len(first.pauses) == 2, first  # the card, and the consultation
    assert len(others) == 1  # again after who joined from outside had heard the notice
    pauses_are_silent(house, first)
    assert "carla speaks in the conversation" in notes
    assert "The caller and 0301 go on without an agent" in notes
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME
