"""Every country's file reads; all that is wrong in one is told, a sentence each; the README's table is of today."""

import re

import pytest

from appliance.drivers.sound.tone_plans import TONES_DIR, TonePlanFault, load_tone_plan, tone_plan_names
from appliance.drivers.sound.tone_table import with_table
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.tone_plan import InformationTone, ToneRule

US = (TONES_DIR / "us.toml").read_text()
COUNTRIES = tone_plan_names()


def test_the_most_used_plans_are_there():
    assert len(COUNTRIES) >= 40


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_file_reads_and_can_be_listened_for(country):
    plan = load_tone_plan(country)
    assert plan.country
    assert "E.180" in plan.source or "trade" in plan.source
    assert plan.dial
    assert all(rule.cadence_ms for rule in (*plan.busy, *plan.congestion, *plan.ringing))
    ProgressTones(plan)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_country_rings_as_it_is_busy(country):
    plan = load_tone_plan(country)
    ending = {(rule.hz, rule.cadence_ms) for rule in (*plan.dial, *plan.busy, *plan.congestion, *plan.unobtainable)}
    assert not ending & {(rule.hz, rule.cadence_ms) for rule in plan.ringing}


def test_the_numbers_arrive():
    assert load_tone_plan("uk").busy == (ToneRule(hz=(400.0,), cadence_ms=(375, 375)),)
    assert load_tone_plan("us").dial == (ToneRule(hz=(350.0, 440.0)),)
    assert load_tone_plan("us").information == InformationTone(hz=(950.0, 1_400.0, 1_800.0), sound_ms=330)
    assert [rule.cadence_ms for rule in load_tone_plan("ch").busy] == [(500, 500), (250, 250), (500, 500)]
    assert load_tone_plan("ru").busy[0].source == "trade"


def test_the_table_in_the_readme_is_that_of_the_files():
    readme = (TONES_DIR / "README.md").read_text()
    assert with_table(readme) == readme, "python -m appliance.drivers.sound.tone_table writes it anew"


def test_an_unknown_country_names_the_nearest_or_all():
    with pytest.raises(TonePlanFault, match=r'country = "xx": no such file .*; there are ae, ar, at'):
        load_tone_plan("xx")
    with pytest.raises(TonePlanFault, match='did you mean "etsi425"'):
        load_tone_plan("etsi-425")


def test_a_name_cannot_leave_the_folder():
    with pytest.raises(TonePlanFault, match="no such file of tones"):
        load_tone_plan("../tones/us")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("country =", "country ==", "cannot be read as tones"),
        ('country = "United States"', "country = 1", "country = 1: expected words in quotes"),
        ("[busy]", "[bussy]", 'bussy: no such option; did you mean "busy"'),
        ("[busy]", "[bussy]", '"busy" is missing'),
        ("[busy]", "[[busy]]\nhz = [1]\n[[busy]]", r"\[\[busy\]\] 1 hz = \[1\]: expected one to three frequencies"),
        ("[dial]", "dial = 3\n[information2]", r"dial = 3: expected a table \[dial\], or several"),
        ("hz = [350, 440]", 'hz = "350"', "hz = 350: expected one to three"),
        ("hz = [350, 440]", "", r"\[dial\] hz = None: expected one to three"),
        ("hz = [350, 440]", "hz = []", r"\[dial\] hz = \[\]: expected one to three"),
        ("hz = [350, 440]", "hz = [350, 440, 480, 620]", "expected one to three"),
        ("hz = [350, 440]", "hz = [300]", "from 330 to 640"),
        ("hz = [350, 440]", "hz = [true]", "from 330 to 640"),
        ("hz = [440, 480]", "hz = [2440]", r"\[\[ringing\]\] 1 hz = \[2440\]: expected .* from 200 to 2000"),
        (
            "hz = [350, 440]",
            "hz = [350, 440]\ncadense_ms = []",
            'cadense_ms: no such option; did you mean "cadence_ms"',
        ),
        ("[500, 500]", "[500]", r"\[busy\] cadence_ms = \[500\]: expected up to four pairs"),
        ("[500, 500]", "[50, 500]", "each 100 to 10000 ms"),
        ("hz = [950, 1400, 1800]", "hz = [950, 1400]", "expected three frequencies from 800 to 2000"),
        ("[information]", "[[information]]", "expected a table"),
    ],
)
def test_faults_are_sentences_that_name_the_place(tmp_path, before, after, message):
    assert before in US
    (tmp_path / "us.toml").write_text(US.replace(before, after, 1))
    with pytest.raises(TonePlanFault, match=message) as told:
        load_tone_plan("us", tmp_path)
    assert re.search(r"us\.toml", str(told.value))


def test_all_faults_are_told_at_once(tmp_path):
    wrong = US.replace("hz = [350, 440]", "hz = [35]").replace("[500, 500]", "[500]").replace("country =", "land =")
    (tmp_path / "us.toml").write_text(wrong)
    with pytest.raises(TonePlanFault) as told:
        load_tone_plan("us", tmp_path)
    assert len(told.value.faults) == 4
    assert all(fault.startswith(f"{tmp_path}/us.toml: ") for fault in told.value.faults)


def test_rhythms_of_up_to_four_pairs_are_read(tmp_path):
    (tmp_path / "us.toml").write_text(US.replace("[500, 500]", "[200, 200, 200, 200, 200, 200, 200, 600]"))
    assert len(load_tone_plan("us", tmp_path).busy[0].cadence_ms) == 8
