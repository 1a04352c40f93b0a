"""Settings of outgoing calls that make no sense say so, each in one sentence."""

from pathlib import Path

import pytest

from appliance.config.errors import SettingsFault
from appliance.config.loading import load

SITE = """
[[line]]
name = "front"
flow = "main"
dials_out = {dials_out}
{more}

[[flow]]
name = "main"
start = "bye"

[flow.steps.bye]
step = "hang_up"

[outbound]
enabled = true
{outbound}
"""


def faults(folder: Path, outbound: str, *, dials_out: bool = True, more: str = "") -> tuple[str, ...]:
    (folder / "appliance.toml").write_text(SITE.format(outbound=outbound, dials_out=str(dials_out).lower(), more=more))
    try:
        load(folder / "appliance.toml")
    except SettingsFault as fault:
        return fault.faults
    return ()


GOOD = 'country_code = "49"\nallow = ["0"]\n'


def test_what_makes_sense_is_taken(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == ()
    assert faults(tmp_path, 'country_code = "999"\nallow = ["0"]\ndeny = ["09"]') == ()


@pytest.mark.parametrize(
    ("outbound", "said"),
    [
        ('allow = ["0"]', "country_code"),
        ('country_code = "49"', "allows no number"),
        ('country_code = "999"\nallow = ["0"]', "premium numbers of this country are not known"),
        ('country_code = "049"\nallow = ["0"]', 'such as "49"'),
        ('country_code = "49"\nallow = ["O30"]', "the first digits of numbers"),
        (GOOD + "calls = { per_hour = 50, per_day = 20 }", "in an hour than in a day"),
        (GOOD + "calls = { per_day = 301 }", "expected 1 to 300"),
        (GOOD + "premium = true", "no such option"),
    ],
)
def test_what_does_not_is_one_sentence(tmp_path: Path, outbound: str, said: str) -> None:
    (told,) = faults(tmp_path, outbound)
    assert said in told
    assert told.startswith("appliance.toml: [outbound]")


def test_a_line_to_call_with_is_wanted(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, GOOD, dials_out=False)
    assert told == "appliance.toml: [outbound]: has no line to call or write with; say dials_out = true in a [[line]]"


def test_a_box_that_only_writes_texts_needs_none(tmp_path: Path) -> None:
    gsm = 'driver = "gsm_modem"\noptions = { port = "/dev/ttyUSB0" }'
    assert faults(tmp_path, GOOD, dials_out=False, more=gsm) == ()
