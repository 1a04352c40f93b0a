"""A row for each sound device: what the engine knows of it, beside what its card counts; and the row as text."""

from appliance.diagnosis.lines import sound_findings
from appliance.doctor.text import sound_lines, summary
from appliance.drivers.sound.ways import SoundCounts
from appliance.model.diagnosis import Diagnosis
from appliance.model.snapshot import LineView, Snapshot, SoundDeviceView
from appliance.model.states import LineState
from appliance.runtime.sound_health import sound_health

SNAPSHOT = Snapshot(
    now=10_000,
    utc_ms=0,
    lines=(
        LineView(name="gsm1", state=LineState.IDLE, since=4_000),
        LineView(name="front", state=LineState.IDLE, since=4_000),
    ),
    devices=(
        SoundDeviceView(name="loudspeaker", works=True, since=1_000, what="Device"),
        SoundDeviceView(name="line_in", works=False, since=9_000, fault="Codec: it is gone; plug it in"),
    ),
)
COUNTS = {"loudspeaker": SoundCounts(heard=500, missing=3, rough=2), "sound card of gsm1": SoundCounts(heard=7)}


def test_devices_of_the_house_and_cards_of_lines_have_a_row_each() -> None:
    speaker, line_in, card = sound_health(SNAPSHOT, COUNTS)
    assert (speaker.device, speaker.works, speaker.since_ms, speaker.heard, speaker.rough) == (
        "loudspeaker",
        True,
        9_000,
        500,
        2,
    )
    assert (line_in.works, line_in.heard, line_in.fault) == (False, 0, "Codec: it is gone; plug it in")
    assert (card.device, card.works, card.since_ms, card.heard) == ("sound card of gsm1", True, 6_000, 7)


def test_a_device_that_does_not_work_is_a_fault_that_the_doctor_counts() -> None:
    whole = Diagnosis(sound=sound_health(SNAPSHOT, COUNTS))
    assert summary(whole) == "1 fault"
    [finding] = [each for device in whole.sound for each in sound_findings(device)]
    assert (finding.says, finding.do) == ("line_in: Codec: it is gone", "plug it in")


def test_the_rows_as_text_tell_faults_and_lost_samples() -> None:
    told = list(sound_lines(sound_health(SNAPSHOT, COUNTS), 100))
    assert told == [
        "loudspeaker: works, Device",
        "  of 500 frames 3 not ready for it to say, 0 not fetched; 2 overruns and underruns",
        "line_in: does not work",
        "  Codec: it is gone; plug it in",
        "sound card of gsm1: works",
    ]
