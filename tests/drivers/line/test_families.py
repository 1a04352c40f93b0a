"""Modem families: those we ship are sound, and a file that is wrong says where and what was meant."""

from pathlib import Path

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.families import (
    GENERIC,
    QuirkName,
    choose_family,
    dle_bytes,
    families_folder,
    family_named,
    load_families,
)
from appliance.drivers.line.modem.preparing import _title
from appliance.sound.codecs import BYTES_PER_SAMPLE

SOUND = (families_folder() / "generic.toml").read_text()


def fault_of(tmp_path: Path, text: str, name: str = "generic.toml") -> str:
    (tmp_path / name).write_text(text)
    with pytest.raises(DriverFault) as caught:
        load_families(tmp_path)
    return str(caught.value)


def test_what_we_ship_loads_and_every_exception_has_its_reason() -> None:
    families = load_families()
    assert {"usr5637", "cx930xx", GENERIC} <= set(families)
    for family in families.values():
        steps = (*family.init, *family.caller_id, *family.enter_voice, *family.hang_up, *family.leave_voice)
        assert all(step.why for step in steps if step.may_fail)
        assert all(step.send.startswith("AT") for step in (*steps, family.answer, family.stream))
        assert any("{number}" in step.send for step in family.enter_voice)
        assert family.source
        assert all(BYTES_PER_SAMPLE[each.codec] == 1 for each in family.codecs)
        assert all(quirk.why and quirk.source for quirk in family.quirks)


def test_exits_are_tried_in_the_familys_order() -> None:
    assert [each.data for each in load_families()["cx930xx"].exits()] == [b"\x10^", b"\x10\x03", b"\x10!"]
    assert load_families()["usr5637"].exits()[0].data == b"\x10\x03"


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ("U.S. Robotics 56K FAX USB V1.2.23", "usr5637"),
        ("Manufacturer\nUSR5637", "usr5637"),
        ("CX93001-EIS_V0.2013-V92", "cx930xx"),
        ("cx93010", "cx930xx"),
        ("56000", GENERIC),
        ("", GENERIC),
    ],
)
def test_a_family_is_found_by_what_the_modem_says(identity: str, name: str) -> None:
    assert choose_family(load_families(), identity) == name


def test_quirks_are_known_by_name() -> None:
    assert load_families()["usr5637"].has(QuirkName.DIAL_TONE_WHILE_PLAYING)
    assert not load_families()["cx930xx"].has(QuirkName.DIAL_TONE_WHILE_PLAYING)


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("hang_up = [", "hang_upp = [", 'generic.toml: hang_upp: no such option; did you mean "hang_up"?'),
        ("title = ", "zzz = 1\ntitle = ", 'generic.toml: zzz: no such option; there is "title", "says", '),
        (
            '{ send = "ATH" }',
            '{ sent = "ATH" }',
            'generic.toml: hang_up[1]: sent: no such option; did you mean "send"?',
        ),
        ('title = "voice modem"', "", "generic.toml: title is missing; generic.toml shows every option"),
        ("wait_ms = 500", 'wait_ms = "500"', "Expected `int`, got `str`"),
        ('codec = "alaw"', 'codec = "along"', "Invalid enum value 'along'"),
        ('"DLE ^"', '"DEL ^"', "'DEL ^' is no sequence of DLE, ETX"),
        ("hang_up = [", "hang_up = = [", "generic.toml: not TOML: "),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, was: str, becomes: str, sentence: str) -> None:
    assert sentence in fault_of(tmp_path, SOUND.replace(was, becomes))


def test_a_folder_without_generic_is_refused(tmp_path: Path) -> None:
    assert "has no generic.toml; expected one for unknown modems" in fault_of(tmp_path, SOUND, "other.toml")


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(DriverFault, match='line 1: family = "cx930": no such modem family; did you mean "cx930xx"'):
        family_named(load_families(), "cx930", "line 1")


@pytest.mark.parametrize("text", ["", "DLE NUL", "ETXX"])
def test_codes_without_a_name_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no sequence of DLE"):
        dle_bytes(text)


def test_a_generic_modem_that_says_nothing_still_has_a_title() -> None:
    assert _title(GENERIC, load_families()[GENERIC], ("56000", "")) == "voice modem"
