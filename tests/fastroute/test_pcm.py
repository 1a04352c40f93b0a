"""8-bit linear, the saturating sum and the power of a frame, against numpy in wider integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from _fastroute import pcm

ALL_SAMPLES = np.arange(-32768, 32768, dtype=np.int32).astype(np.int16)
INT16 = st.integers(-32768, 32767)
FRAMES = arrays(np.int16, 160, elements=INT16)


def test_unsigned_bytes_idle_at_0x80():
    samples = np.empty(4, np.int16)
    pcm.u8_decode(b"\x80\x00\xff\x7f", samples)
    assert samples.tolist() == [0, -32768, 32512, -256]


def test_signed_bytes_idle_at_zero():
    samples = np.empty(4, np.int16)
    pcm.s8_decode(b"\x00\x80\x7f\xff", samples)
    assert samples.tolist() == [0, -32768, 32512, -256]


def test_samples_become_the_nearest_byte():
    nearest = np.clip(np.floor(ALL_SAMPLES.astype(float) / 256 + 0.5), -128, 127).astype(int)
    assert list(pcm.u8_encode(ALL_SAMPLES)) == (nearest + 128).tolist()
    assert list(pcm.s8_encode(ALL_SAMPLES)) == (nearest & 0xFF).tolist()


@given(FRAMES, FRAMES)
def test_the_sum_is_held_to_int16(left, right):
    total = np.empty(160, np.int16)
    pcm.mix(left, right, total)
    assert total.tolist() == np.clip(left.astype(int) + right, -32768, 32767).tolist()


@given(FRAMES)
def test_power_is_the_variance(frame):
    assert pcm.power(frame) == pytest.approx(np.var(frame.astype(float)), abs=1e-3)


def test_power_of_the_loudest_and_of_nothing():
    assert pcm.power(np.full(160, -32768, np.int16)) == 0.0
    assert pcm.power(np.tile(np.array([-32768, 32767], np.int16), 80)) == pytest.approx(32767.5**2)
    assert pcm.power(np.zeros(0, np.int16)) == 0.0


@pytest.mark.parametrize("decode", [pcm.u8_decode, pcm.s8_decode])
def test_lengths_are_checked_at_the_door(decode):
    with pytest.raises(ValueError, match="3 codes need as many samples, not 2"):
        decode(b"abc", np.zeros(2, np.int16))


def test_a_sum_of_unequal_lengths_is_refused():
    with pytest.raises(ValueError, match="lengths differ: 3 and 2 into 3"):
        pcm.mix(np.zeros(3, np.int16), np.zeros(2, np.int16), np.zeros(3, np.int16))


def test_many_are_added_up_and_held_once_at_the_end():
    parts = [np.full(160, value, np.int16) for value in (30_000, 30_000, -32_768, 9)]
    total = np.empty(160, np.int16)
    pcm.mix_all(parts, total)
    assert set(total) == {27_241}, "not 32767 - 32768 + 9: only the sum of all is held"
    pcm.mix_all(parts[:2], total)
    assert set(total) == {32_767}
    pcm.mix_all([], total)
    assert not total.any()


def test_many_agree_with_plain_numpy():
    parts = np.random.default_rng(3).integers(-32_768, 32_768, (7, 160)).astype(np.int16)
    total = np.empty(160, np.int16)
    pcm.mix_all(list(parts), total)
    assert np.array_equal(total, np.clip(parts.astype(int).sum(axis=0), -32_768, 32_767))


def test_two_lie_side_by_side():
    left, right = np.arange(160, dtype=np.int16), -np.arange(160, dtype=np.int16)
    pairs = np.empty((2, 160, 2), np.int16)
    pcm.pair_all([left, right], [right, right], pairs)
    assert np.array_equal(pairs[0], np.stack([left, right], axis=1))
    assert np.array_equal(pairs[1], np.stack([right, right], axis=1))
    pcm.pair_all([], [], np.empty((0, 160, 2), np.int16))


def test_lengths_that_differ_are_refused_by_the_sums_of_many():
    frame, short, long = np.zeros(160, np.int16), np.zeros(80, np.int16), np.zeros(1_025, np.int16)
    with pytest.raises(ValueError, match="80 into 160"):
        pcm.mix_all([frame, short], frame.copy())
    with pytest.raises(ValueError, match="1024"):
        pcm.mix_all([long], long.copy())
    with pytest.raises(ValueError, match="160 and 80 samples do not fit into 160"):
        pcm.pair_all([frame], [short], np.empty((1, 160, 2), np.int16))
    with pytest.raises(ValueError, match="1 and 2 frames do not fit into 1 x 2"):
        pcm.pair_all([frame], [frame, frame], np.empty((1, 160, 2), np.int16))
