"""The choice of a codec: by name, at 8000 Hz, eight bits, best first; whatever number the modem gives it."""

import pytest

from appliance.drivers.line.modem.families import GENERIC, read_families
from appliance.drivers.line.modem.voice_family import VoiceFamily
from appliance.drivers.line.modem.voice_formats import VoiceFormat, choose_format, read_format

FAMILY = read_families().sound[GENERIC]
assert isinstance(FAMILY, VoiceFamily)
CODECS = FAMILY.codecs


def form(number: int, name: str, *, eight_bit: bool = True, at_8000: bool = True) -> VoiceFormat:
    return VoiceFormat(number=number, name=name, eight_bit=eight_bit, at_8000=at_8000)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ('131,"Mu-Law",8,0,8000,0,0', form(131, "Mu-Law")),
        ('+VSM: 131,"8-BIT ULAW",(8000)', form(131, "8-BIT ULAW")),
        ('128,"8-BIT LINEAR",(7200,8000,11025)', form(128, "8-BIT LINEAR")),
        ('4,"ULAW",8,0,(7200-11025),(0),(0)', form(4, "ULAW")),
        ('4,"ULAW",8,0,(9600-11025),(0),(0)', form(4, "ULAW", at_8000=False)),
        ('133,"14 bit PCM",14,0,8000,0,0', form(133, "14 bit PCM", eight_bit=False)),
        ("OK", None),
        ("8,0,8000", None),
    ],
)
def test_a_line_of_the_list(line: str, read: VoiceFormat | None) -> None:
    assert read_format(line) == read


@pytest.mark.parametrize(
    ("lines", "number", "codec"),
    [
        (('130,"8-BIT ALAW",(8000)', '131,"8-BIT ULAW",(8000)'), 131, "ulaw"),
        (('131,"ULAW",8,0,8000,0,0', '132,"ALAW",8,0,8000,0,0'), 131, "ulaw"),
        (('131,"8-BIT ALAW",(8000)', '129,"16-BIT LINEAR",(8000)'), 131, "alaw"),
        (('0,"SIGNED PCM",8,0,8000,0,0', '1,"UNSIGNED PCM",8,0,8000,0,0'), 1, "u8"),
        (('0,"SIGNED PCM",8,0,8000,0,0', '1,"SIGNED PCM",16,0,8000,0,0'), 0, "s8"),
    ],
)
def test_the_best_codec_offered_is_chosen(lines: tuple[str, ...], number: int, codec: str) -> None:
    chosen = choose_format(lines, CODECS)
    assert chosen
    assert (chosen[0].number, chosen[1]) == (number, codec)


def test_nothing_that_fits_is_none() -> None:
    assert choose_format(('129,"IMA ADPCM",4,0,8000,0,0', '131,"Mu-Law",8,0,7200,0,0', "junk"), CODECS) is None
