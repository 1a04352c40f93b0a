"""Every country's file reads; what is wrong in one is told in a sentence."""

import re

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.tone_plans import TONES_DIR, load_tone_plan
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.tone_plan import ToneRule

US = (TONES_DIR / "us.toml").read_text()


@pytest.mark.parametrize("country", sorted(file.stem for file in TONES_DIR.glob("*.toml")))
def test_every_file_reads_and_can_be_listened_for(country):
    plan = load_tone_plan(country)
    assert plan.country
    assert "E.180" in plan.source
    assert plan.busy.cadence_ms
    ProgressTones(plan)


def test_the_numbers_arrive():
    assert load_tone_plan("uk").busy == ToneRule(hz=(400.0,), cadence_ms=(375, 375))
    assert load_tone_plan("us").dial == ToneRule(hz=(350.0, 440.0))


def test_an_unknown_country_names_the_nearest_or_all():
    with pytest.raises(DriverFault, match=r'country = "gb": no such file .*; there are at, br, ch'):
        load_tone_plan("gb")
    with pytest.raises(DriverFault, match='did you mean "etsi425"'):
        load_tone_plan("etsi-425")


def test_a_name_cannot_leave_the_folder():
    with pytest.raises(DriverFault, match="no such file of tones"):
        load_tone_plan("../tones/us")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("country =", "country ==", "cannot be read as tones"),
        ("[busy]", "[bussy]", "bussy"),
        ("hz = [350, 440]", 'hz = "350"', "cannot be read as tones"),
        ("hz = [350, 440]", "hz = []", r"\[dial\] hz = \[\]: expected one or two"),
        ("hz = [350, 440]", "hz = [350, 440, 480]", "expected one or two"),
        ("hz = [350, 440]", "hz = [35]", "from 200 to 2000"),
        ("[500, 500]", "[500]", r"\[busy\] cadence_ms = \[500\]: expected up to four pairs"),
        ("[500, 500]", "[50, 500]", "each 100 to 10000 ms"),
    ],
)
def test_faults_are_sentences_that_name_the_place(tmp_path, before, after, message):
    assert before in US
    (tmp_path / "us.toml").write_text(US.replace(before, after, 1))
    with pytest.raises(DriverFault, match=message) as told:
        load_tone_plan("us", tmp_path)
    assert re.search(r"us\.toml", str(told.value))


def test_rhythms_of_up_to_four_pairs_are_read(tmp_path):
    (tmp_path / "us.toml").write_text(US.replace("[500, 500]", "[200, 200, 200, 200, 200, 200, 200, 600]"))
    assert len(load_tone_plan("us", tmp_path).busy.cadence_ms) == 8
