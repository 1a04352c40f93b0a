"""The voices of espeak-ng: its own list read, and which names it takes."""

import shutil

import pytest

from appliance.drivers.errors import DriverFault, MissingLibrary
from appliance.drivers.sound.voices import installed_voices, speaks, voices_in

LISTING = """\
Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  cmn             --/M      Chinese_(Mandarin,_latin_as_English) sit/cmn              (zh-cmn 5)(zh 5)
 5  de              --/M      German             gmw/de
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
"""
VOICES = voices_in(LISTING)


def test_languages_names_and_other_languages_are_names() -> None:
    known = {"cmn", "zh-cmn", "zh", "de", "german", "en-us", "en"}
    assert {name for name in VOICES if "(" not in name} == known


@pytest.mark.parametrize("name", ["de", "DE", "German", "de-at", "en-us", "en-us-x-west", "en+f3", "zh"])
def test_what_espeak_ng_takes(name: str) -> None:
    assert speaks(VOICES, name)


@pytest.mark.parametrize("name", ["xx", "german2", "us", "", "+f3", "-de", "../de", "d e", "--help"])
def test_what_it_does_not_take(name: str) -> None:
    assert not speaks(VOICES, name)


@pytest.mark.parametrize("listing", ["", "Error: no data", "5 de"])
def test_a_list_that_is_none_has_no_voices(listing: str) -> None:
    assert voices_in(listing) == frozenset()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")
def test_the_real_one_has_the_usual_languages() -> None:
    assert {"en", "en-us", "de", "fr", "es", "it", "pt", "ru", "zh"} <= installed_voices()


def test_a_program_that_is_missing_or_fails_is_a_sentence() -> None:
    with pytest.raises(MissingLibrary, match="apt install espeak-ng"):
        installed_voices("no-such-program")
    with pytest.raises(DriverFault, match=r"could not tell its voices: .*; try espeak-ng --voices"):
        installed_voices("false")
