"""The codec table: every codec carries a tone there and back with the noise its bits allow."""

import numpy as np
import pytest

from appliance.sound.codecs import BYTES_PER_SAMPLE, CODECS

TONE = (10_000 * np.sin(2 * np.pi * 1004 * np.arange(8_000) / 8_000)).astype(np.int16)
LEAST_SNR_DB = {"ulaw": 37, "alaw": 37, "u8": 35, "s8": 35, "s16": 200}


@pytest.mark.parametrize("name", CODECS)
def test_a_tone_survives(name):
    decode, encode = CODECS[name]
    coded = encode(TONE)
    heard = decode(coded)
    noise = heard.astype(float) - TONE
    assert len(coded) == BYTES_PER_SAMPLE[name] * TONE.size
    assert heard.dtype == np.int16
    assert 10 * np.log10(np.mean(TONE.astype(float) ** 2) / (np.mean(noise**2) + 1e-20)) > LEAST_SNR_DB[name]


@pytest.mark.parametrize("name", CODECS)
def test_nothing_becomes_nothing(name):
    decode, encode = CODECS[name]
    assert decode(b"").size == 0
    assert encode(np.zeros(0, np.int16)) == b""


def test_an_odd_byte_is_refused():
    with pytest.raises(ValueError, match="multiple"):
        CODECS["s16"][0](b"\x00\x01\x02")
