"""G.711 against the decision and quantised values of the Recommendation, computed here from its segment end points."""

import bisect

import numpy as np
import pytest

from _fastroute import g711

ALL_SAMPLES = np.arange(-32768, 32768, dtype=np.int32).astype(np.int16)
ALL_CODES = bytes(range(256))


def ulaw_decisions() -> list[int]:
    """Column 6 of table 2a/G.711 without the virtual 8159: x1 … x127, 14-bit scale."""
    ends = [31, 95, 223, 479, 991, 2015, 4063, 8159]
    values = list(range(1, 32, 2))
    for segment in range(1, 8):
        start, end = ends[segment - 1], ends[segment]
        step = (end - start) // 16
        values += range(start + step, end + 1, step)
    return values[:-1]


def alaw_decisions() -> list[int]:
    """Column 6 of table 1a/G.711 without the virtual 4096: x1 … x127, 13-bit scale."""
    values = list(range(2, 65, 2))
    for start in (64, 128, 256, 512, 1024, 2048):
        step = start // 16
        values += range(start + step, 2 * start + 1, step)
    return values[:-1]


def ulaw_code(sample: int) -> int:
    interval = bisect.bisect_right(ulaw_decisions(), abs(sample) // 4)
    return (0xFF if sample >= 0 else 0x7F) - interval


def alaw_code(sample: int) -> int:
    interval = bisect.bisect_right(alaw_decisions(), min(abs(sample), 32767) // 8)
    return ((0x80 if sample >= 0 else 0) | interval) ^ 0x55


def ulaw_value(code: int) -> int:
    interval = 127 - (code & 0x7F)
    edges = [0, *ulaw_decisions(), 8159]
    value = 0 if interval == 0 else (edges[interval] + edges[interval + 1]) // 2
    return 4 * (value if code & 0x80 else -value)


def alaw_value(code: int) -> int:
    plain = code ^ 0x55
    edges = [0, *alaw_decisions(), 4096]
    value = (edges[plain & 0x7F] + edges[(plain & 0x7F) + 1]) // 2
    return 8 * (value if plain & 0x80 else -value)


def decoded(decode, codes: bytes) -> list[int]:
    samples = np.empty(len(codes), np.int16)
    decode(codes, samples)
    return samples.tolist()


def test_the_recommendation_has_127_decision_values_a_side():
    assert len(ulaw_decisions()) == len(alaw_decisions()) == 127
    assert ulaw_decisions()[-1] == 7903
    assert alaw_decisions()[-1] == 3968


def test_every_ulaw_code_has_its_quantised_value():
    assert decoded(g711.ulaw_decode, ALL_CODES) == [ulaw_value(code) for code in range(256)]


def test_every_alaw_code_has_its_quantised_value():
    assert decoded(g711.alaw_decode, ALL_CODES) == [alaw_value(code) for code in range(256)]


def test_known_values():
    assert decoded(g711.ulaw_decode, b"\x00\x7f\x80\xff") == [-32124, 0, 32124, 0]
    assert decoded(g711.alaw_decode, b"\xd5\x55\xaa\x2a") == [8, -8, 32256, -32256]


def test_every_sample_gets_the_ulaw_code_of_its_interval():
    positive = [ulaw_code(sample) for sample in range(32768)]
    negative = [ulaw_code(-min(sample, 32767)) for sample in range(32768, 0, -1)]
    assert list(g711.ulaw_encode(ALL_SAMPLES)) == negative + positive


def test_every_sample_gets_the_alaw_code_of_its_interval():
    positive = [alaw_code(sample) for sample in range(32768)]
    negative = [alaw_code(-sample) for sample in range(32768, 0, -1)]
    assert list(g711.alaw_encode(ALL_SAMPLES)) == negative + positive


@pytest.mark.parametrize(
    ("decode", "encode", "two_zeros"),
    [(g711.ulaw_decode, g711.ulaw_encode, True), (g711.alaw_decode, g711.alaw_encode, False)],
)
def test_a_code_survives_the_way_there_and_back(decode, encode, two_zeros):
    samples = np.empty(256, np.int16)
    decode(ALL_CODES, samples)
    expected = bytearray(ALL_CODES)
    if two_zeros:
        expected[0x7F] = 0xFF  # minus zero
    assert encode(samples) == bytes(expected)


@pytest.mark.parametrize("decode", [g711.ulaw_decode, g711.alaw_decode])
def test_lengths_are_checked_at_the_door(decode):
    with pytest.raises(ValueError, match="3 codes need as many samples, not 2"):
        decode(b"abc", np.zeros(2, np.int16))
    decode(b"", np.zeros(0, np.int16))


@pytest.mark.parametrize("encode", [g711.ulaw_encode, g711.alaw_encode])
def test_only_contiguous_int16_comes_in(encode):
    assert encode(np.zeros(0, np.int16)) == b""
    with pytest.raises(ValueError, match="not C-contiguous"):
        encode(np.zeros(8, np.int16)[::2])
    with pytest.raises(ValueError, match="dtype mismatch"):
        encode(np.zeros(8, np.float32))
