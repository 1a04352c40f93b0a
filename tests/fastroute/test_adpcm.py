"""IMA ADPCM against its definition in plain Python, and against ffmpeg's and libspandsp's where they are installed."""

import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.adpcm import AdpcmTrack, decode_blocks, frames_in
from appliance.sound import wav
from appliance.sound.tones import sine
from benchmarks.digits.detectors import Spandsp
from tests.oracle import adpcm as oracle

SAMPLES = st.lists(st.integers(-32_768, 32_767), max_size=60).map(lambda values: values[: len(values) // 2 * 2])
STATES = st.tuples(st.integers(-32_768, 32_767), st.integers(0, 88))


def growing() -> np.ndarray:
    """Noise from silence to full scale, 4 s: all the steps there are."""
    noise = np.random.default_rng(1).normal(0, 1, 32_000) * np.geomspace(1, 12_000, 32_000)
    return np.clip(noise, -32_768, 32_767).astype(np.int16)


def heard(track: AdpcmTrack, data: bytes) -> list[int]:
    samples = np.empty(2 * len(data), np.int16)
    track.decode(data, samples)
    return samples.tolist()


@given(SAMPLES, STATES)
def test_samples_become_the_codes_of_the_definition(samples, state):
    ours, plain = AdpcmTrack(*state), oracle.Track(*state)
    assert ours.encode(np.array(samples, np.int16)) == oracle.encoded(plain, samples)
    assert (ours.sample, ours.index) == (plain.sample, plain.index)


@given(st.binary(max_size=40), STATES)
def test_codes_become_the_samples_of_the_definition(data, state):
    ours, plain = AdpcmTrack(*state), oracle.Track(*state)
    assert heard(ours, data) == oracle.decoded(plain, data)
    assert (ours.sample, ours.index) == (plain.sample, plain.index)


def test_all_steps_in_a_row_agree():
    sound = growing()
    data = AdpcmTrack().encode(sound)
    assert data == oracle.encoded(oracle.Track(), sound.tolist())
    assert heard(AdpcmTrack(), data) == oracle.decoded(oracle.Track(), data)


def test_what_one_frame_led_to_is_where_the_next_begins():
    sound = growing()
    coder, decoder = AdpcmTrack(), AdpcmTrack()
    pieces = [coder.encode(frame) for frame in sound.reshape(-1, 160)]
    assert b"".join(pieces) == AdpcmTrack().encode(sound)
    assert [sample for piece in pieces for sample in heard(decoder, piece)] == heard(AdpcmTrack(), b"".join(pieces))
    assert (coder.sample, coder.index) == (decoder.sample, decoder.index)


def test_the_first_sample_is_in_the_low_half():
    assert heard(AdpcmTrack(), b"\x07") == [11, 13]
    assert heard(AdpcmTrack(), b"\x70") == [0, 11]


@given(st.integers(1, 8), st.integers(0, 6), st.data())
def test_blocks_of_all_channels_agree(channels, groups, draw):
    block_bytes = 4 * channels * (groups + 1)
    rest = 4 * channels * draw.draw(st.integers(0, groups))
    data = bytearray(draw.draw(st.binary(min_size=2 * block_bytes + rest, max_size=2 * block_bytes + rest)))
    for at in range(2, len(data), 4):
        data[at] %= 89
    samples = np.empty((frames_in(len(data), block_bytes, channels), channels), np.int16)
    decode_blocks(bytes(data), samples, block_bytes)
    blocks = [bytes(data[at : at + block_bytes]) for at in range(0, len(data), block_bytes)]
    assert samples.tolist() == [list(row) for each in blocks for row in zip(*oracle.block(each, channels), strict=True)]


def test_an_index_beyond_the_last_is_refused():
    samples = np.empty((1, 1), np.int16)
    decode_blocks(b"\x01\x80\x58\x00", samples, 4)
    assert samples.tolist() == [[-32_767]]
    with pytest.raises(ValueError, match="index beyond 88"):
        decode_blocks(b"\0\0\x59\0", samples, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: AdpcmTrack().decode(b"ab", np.zeros(3, np.int16)), "2 bytes need twice as many samples, not 3"),
        (lambda: AdpcmTrack().encode(np.zeros(3, np.int16)), "3 samples; expected an even number"),
        (lambda: AdpcmTrack(32_768), "sample 32768; expected -32768 to 32767"),
        (lambda: AdpcmTrack(0, 89), "index 89; expected 0 to 88"),
        (lambda: frames_in(8, 8, 9), "9 channels; expected 1 to 8"),
        (lambda: frames_in(8, 6, 1), "6 bytes a block"),
        (lambda: frames_in(8, 0, 1), "0 bytes a block"),
        (lambda: frames_in(6, 8, 1), "6 bytes; expected 4 for each channel"),
        (lambda: decode_blocks(bytes(8), np.empty((8, 1), np.int16), 8), "8 bytes need 9 frames, not 8"),
    ],
)
def test_the_door_checks_what_comes_in(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_nothing_is_nothing():
    assert AdpcmTrack().encode(np.zeros(0, np.int16)) == b""
    decode_blocks(b"", np.empty((0, 2), np.int16), 8)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs Debian's ffmpeg")
@pytest.mark.parametrize("channels", [1, 2])
def test_ffmpegs_files_are_read(tmp_path, channels):
    """It rounds a distance whole, not its parts: the two drift apart, 110 of 65,536 here, until the next block."""
    sound = np.repeat(growing()[:, np.newaxis], channels, axis=1)
    sound[:, 0] = np.resize(sine(1_000, 1_000), sound.shape[0])
    plain, coded, back = tmp_path / "plain.wav", tmp_path / "coded.wav", tmp_path / "back.wav"
    plain.write_bytes(wav.to_bytes(sound))
    for source, codec, target in ((plain, "adpcm_ima_wav", coded), (coded, "pcm_s16le", back)):
        subprocess.run(["ffmpeg", "-loglevel", "error", "-i", source, "-c:a", codec, target], check=True)
    ours, rate = wav.mono_from_bytes(coded.read_bytes())
    theirs = wav.channels_from_bytes(back.read_bytes()).mean(axis=1)
    assert rate == 8_000
    assert ours.size == theirs.size
    assert np.abs(ours - theirs).max() <= 200


def test_libspandsp_hears_the_same_to_the_bit():
    try:
        spandsp = Spandsp()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("libspandsp-dev or a C compiler is not installed")
    sound = growing()
    assert heard(AdpcmTrack(), AdpcmTrack().encode(sound)) == spandsp.through_ima(sound).tolist()
