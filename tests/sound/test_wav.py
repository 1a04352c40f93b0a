"""WAV: what we write, what we read, what we refuse and how we say it."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.adpcm import AdpcmTrack
from appliance.sound import measure, wav
from appliance.sound.codecs import alaw_encode, ulaw_encode
from appliance.sound.tones import sine

TONE = sine(1_000, 500)


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def made(data: bytes, *, codec=1, channels=1, rate=8_000, bits=16, extra=b"", between=b"", block=0) -> bytes:
    frame_bytes = block or channels * bits // 8
    form = struct.pack("<HHIIHH", codec, channels, rate, rate * frame_bytes, frame_bytes, bits) + extra
    body = b"WAVE" + chunk(b"fmt ", form) + between + chunk(b"data", data)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tone_at(rate: int, hz: float = 1_000.0, seconds: float = 0.5) -> np.ndarray:
    return 8_000 * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)


def test_what_is_written_is_read_again():
    assert np.array_equal(wav.from_bytes(wav.to_bytes(TONE)), TONE)
    assert np.array_equal(wav.channels_from_bytes(wav.to_bytes(TONE)), TONE[:, np.newaxis])


def test_two_channels_stay_apart():
    stereo = np.stack([TONE, TONE // 3], axis=1)
    assert np.array_equal(wav.channels_from_bytes(wav.to_bytes(stereo)), stereo)


def test_a_recording_of_unknown_length_is_put_right_at_its_end():
    data = TONE.tobytes()
    unfinished = wav.header(1) + data
    assert np.array_equal(wav.from_bytes(unfinished), TONE)
    assert wav.header(1, len(data)) + unfinished[wav.HEADER_BYTES :] == wav.to_bytes(TONE)
    assert len(wav.header(2)) == wav.HEADER_BYTES


@pytest.mark.parametrize("rate", [4_000, 7_200, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 44_099, 96_000])
def test_every_rate_comes_to_8_khz_with_its_tone_unharmed(rate):
    sound = wav.from_bytes(made(tone_at(rate).astype("<i2").tobytes(), rate=rate))
    assert sound.size == pytest.approx(4_000, abs=1)
    middle = sound[400:3_600]
    assert measure.dominant_hz(middle) == pytest.approx(1_000, abs=0.3)
    expected = tone_at(8_000)[400:3_600]
    assert np.abs(middle - expected).max() < 80  # -40 dB


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("hz", [4_400, 5_000, 6_000, 7_500])
def test_what_lies_above_the_telephone_band_does_not_fold_into_it(rate, hz):
    sound = wav.from_bytes(made(tone_at(rate, hz).astype("<i2").tobytes(), rate=rate))
    assert measure.level_dbm0(sound[400:3_600]) < measure.level_dbm0(tone_at(8_000).astype(np.int16)) - 55


@pytest.mark.parametrize("hz", [100, 300, 2_000, 3_400])
def test_the_telephone_band_is_flat(hz):
    sound = wav.from_bytes(made(tone_at(22_050, hz).astype("<i2").tobytes(), rate=22_050))
    wanted = measure.level_dbm0(tone_at(8_000, hz).astype(np.int16))
    assert measure.level_dbm0(sound[400:3_600]) == pytest.approx(wanted, abs=0.15)


def test_stereo_becomes_the_mean():
    stereo = np.stack([TONE, -TONE // 2], axis=1)
    content = made(stereo.astype("<i2").tobytes(), channels=2)
    assert np.abs(wav.from_bytes(content).astype(int) - (TONE - TONE // 2) // 2).max() <= 1


@pytest.mark.parametrize(("bits", "codec", "encode"), [(8, 7, ulaw_encode), (8, 6, alaw_encode)])
def test_g711_files_are_read(bits, codec, encode):
    sound = wav.from_bytes(made(encode(TONE), codec=codec, bits=bits))
    assert measure.likeness(sound, TONE[:3_000]).score > 0.999


def ima_blocks(samples: np.ndarray, block: int) -> bytes:
    """One channel; the last block is as long as is left, whole groups of 8."""
    count = 2 * (block - 4) + 1
    track, blocks = AdpcmTrack(), []
    for start in range(0, samples.size, count):
        first, rest = samples[start], samples[start + 1 : start + count]
        track.sample = first
        blocks.append(struct.pack("<hBx", first, track.index) + track.encode(rest[: rest.size // 8 * 8]))
    return b"".join(blocks)


def test_ima_adpcm_files_are_read():
    sound = wav.from_bytes(made(ima_blocks(TONE, 256), codec=17, bits=4, block=256, extra=b"\2\0\xf9\1"))
    assert TONE.size - 8 < sound.size <= TONE.size
    assert measure.likeness(sound, TONE[:3_000]).score > 0.995


def test_8_bit_files_are_read():
    data = (TONE // 256 + 128).astype(np.uint8).tobytes()
    assert np.abs(wav.from_bytes(made(data, bits=8)).astype(int) - TONE).max() <= 256


@pytest.mark.parametrize(
    ("bits", "codec", "data"),
    [
        (24, 1, b"".join((int(value) << 8 & 0xFFFFFF).to_bytes(3, "little") for value in TONE)),
        (32, 1, (TONE.astype("<i4") * 65_536).tobytes()),
        (32, 3, (TONE / 32_768).astype("<f4").tobytes()),
        (64, 3, (TONE / 32_768).astype("<f8").tobytes()),
    ],
)
def test_every_width_is_read_to_the_bit(bits, codec, data):
    assert np.array_equal(wav.from_bytes(made(data, codec=codec, bits=bits)), TONE)


def test_floating_point_beyond_full_scale_or_broken_is_held():
    data = np.array([2.0, -2.0, np.nan, np.inf, -np.inf, 0.5], "<f4").tobytes()
    assert wav.from_bytes(made(data, codec=3, bits=32)).tolist() == [32_767, -32_768, 0, 32_767, -32_768, 16_384]


def test_six_channels_become_their_mean():
    six = np.repeat(TONE[:, np.newaxis], 6, axis=1)
    assert np.array_equal(wav.from_bytes(made(six.tobytes(), channels=6)), TONE)


def test_extensible_files_and_foreign_chunks_are_read():
    extra = struct.pack("<HHIH", 22, 16, 0, 1) + b"\0" * 14
    content = made(TONE.tobytes(), codec=0xFFFE, extra=extra, between=chunk(b"LIST", b"odd"))
    assert np.array_equal(wav.from_bytes(content), TONE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", 'does not begin with "RIFF"'),
        (b"ID3\x04" + b"\0" * 60, "no WAV file"),
        (made(b"\0" * 64)[:30], "no fmt chunk"),
        (made(b"\0" * 64)[:38], "no data chunk"),
        (made(b"\0" * 64)[:-1], "64 bytes of sound announced, 63 there"),
        (made(b""), "no sound in it"),
        (made(b"\0" * 64, codec=3, bits=16), "floating point is not understood"),
        (made(b"\0" * 64, codec=2, bits=4), "Microsoft ADPCM is not understood"),
        (made(b"\0" * 64, codec=17, bits=3, block=64), "IMA ADPCM is not understood"),
        (made(b"\0" * 64, codec=17, bits=4, block=6), "6 bytes a frame do not fit 1 × 4 bits"),
        (made(b"\0" * 64, codec=17, bits=4), "0 bytes a frame do not fit 1 × 4 bits"),
        (made(b"\0\0\x59\0" * 16, codec=17, bits=4, block=8), "a block of IMA ADPCM in it is damaged"),
        (made(b"\0" * 60, bits=20), "20-bit PCM is not understood"),
        (made(b"\0" * 64, codec=999), "format 999 is not understood"),
        (made(b"\0" * 64, channels=9), "9 channels; 1 to 8"),
        (made(b"\0" * 64, rate=1_000), "1000 samples a second"),
        (b"RIFF\0\0\0\0WAVE" + chunk(b"fmt ", b"\1\0\1\0"), "the fmt chunk has 4 bytes"),
        (b"RIFF\0\0\0\0WAVE" + chunk(b"data", b"\1\0\1\0"), "before the chunk that says what they are"),
        (made(b"\0" * 64).replace(b"\x02\x00\x10\x00data", b"\x09\x00\x10\x00data"), "9 bytes a frame do not fit"),
    ],
)
def test_faults_say_what_is_wrong(content, message):
    with pytest.raises(wav.WavFault, match=message):
        wav.from_bytes(content)


def test_an_hour_is_the_longest():
    with pytest.raises(wav.WavFault, match="more than 3600 s"):
        wav.from_bytes(made(b"\x80" * (4_000 * 3_600 + 1), bits=8, rate=4_000))
    with pytest.raises(wav.WavFault, match="more than 3600 s"):
        wav.from_bytes(made(bytes(1_008 * 7_200), codec=17, bits=4, rate=4_000, block=1_008))


def test_a_file_of_others_is_no_recording_of_ours():
    with pytest.raises(wav.WavFault, match="8 bits at 8000 Hz"):
        wav.channels_from_bytes(made(b"\x80" * 64, bits=8))


@given(st.binary(max_size=200), st.integers(0, 99), st.integers(0, 255))
def test_only_our_own_fault_comes_out_of_garbage(tail, place, value):
    content = bytearray(made(b"\1\2" * 20) + tail)
    content[place % len(content)] = value
    with contextlib.suppress(wav.WavFault):
        assert wav.from_bytes(bytes(content)).dtype == np.int16
