"""WAV files as bytes: a header that can be put right later, and a reader that takes what people have."""

import struct

import msgspec
import numpy as np
import numpy.typing as npt

from _fastroute import adpcm, g711
from appliance.sound.frames import RATE, Samples
from appliance.sound.resample import to_8k

HEADER_BYTES = 44
LONGEST_SECONDS = 3_600
"""A prompt of an hour is a mistake, and would be 58 MB of samples in memory."""

MOST_CHANNELS = 8

_PCM, _FLOAT, _ALAW, _ULAW, _IMA, _EXTENSIBLE = 1, 3, 6, 7, 17, 0xFFFE
_NAMES = {2: "Microsoft ADPCM", 3: "floating point", _IMA: "IMA ADPCM", 49: "GSM", 80: "MPEG", 85: "MP3"}
_UNDERSTOOD = {
    (_PCM, 8),
    (_PCM, 16),
    (_PCM, 24),
    (_PCM, 32),
    (_FLOAT, 32),
    (_FLOAT, 64),
    (_ALAW, 8),
    (_ULAW, 8),
    (_IMA, 4),
}
_UNKNOWN_LENGTHS = (0, 0x7FFFF000, 0xFFFFFFFF)
"""What programs write that stream to a pipe and do not know yet how long it will be."""
_LOUDEST = 16.0
"""Times full scale: floating point may go beyond it, what is broken shall not."""


class WavFault(Exception):
    """The bytes are no WAV file we can play; the text says why and what to do."""


def header(channels: int, data_bytes: int = 0) -> bytes:
    """The 44 bytes before 16-bit samples at 8 kHz. A recording starts with 0 and gets a new header at its end."""
    frame_bytes = 2 * channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", HEADER_BYTES - 8 + data_bytes, b"WAVE",
        b"fmt ", 16, _PCM, channels, RATE, RATE * frame_bytes, frame_bytes, 16,
        b"data", data_bytes,
    )  # fmt: skip


def to_bytes(samples: npt.NDArray[np.int16]) -> bytes:
    """A whole file from shape (n,) or (n, channels)."""
    data = samples.astype("<i2").tobytes()
    return header(1 if samples.ndim == 1 else samples.shape[1], len(data)) + data


def from_bytes(content: bytes) -> Samples:
    """Mono at 8 kHz from PCM of any width, floating point, G.711 or IMA ADPCM, at 4 to 192 kHz. Raises WavFault."""
    plain, rate = mono_from_bytes(content)
    return to_int16(to_8k(plain, rate))


def mono_from_bytes(content: bytes, longest_s: int = LONGEST_SECONDS) -> tuple[npt.NDArray[np.float64], int]:
    """The mean of the channels on int16's scale, shape (n,), and its rate. Raises WavFault."""
    form, data = _chunks(content)
    if form.frames(data) > form.rate * longest_s:
        raise WavFault(f"sound of more than {longest_s} s; cut it")
    return _decoded(form, data), form.rate


def channels_from_bytes(content: bytes) -> npt.NDArray[np.int16]:
    """A file of ours as it was written, shape (n, channels): 16-bit at 8 kHz. Raises WavFault."""
    form, data = _chunks(content)
    if (form.codec, form.bits, form.rate) != (_PCM, 16, RATE):
        raise WavFault(f"{form.bits} bits at {form.rate} Hz; a recording of the box has 16 bits at 8000 Hz")
    return np.frombuffer(data, "<i2").astype(np.int16).reshape(-1, form.channels)


def to_int16(samples: npt.NDArray[np.float64]) -> Samples:
    """Rounded and held to int16."""
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)


class _Form(msgspec.Struct, frozen=True):
    codec: int
    channels: int
    rate: int
    bits: int
    block_bytes: int
    """Of one frame; of IMA ADPCM a block of many."""

    @property
    def frame_bytes(self) -> int:
        """What the sound may be cut to: a frame; of IMA ADPCM 8 samples of each channel."""
        return self.channels * (4 if self.codec == _IMA else self.bits // 8)

    def frames(self, data: bytes) -> int:
        """Samples of each channel."""
        if self.codec == _IMA:
            return adpcm.frames_in(len(data), self.block_bytes, self.channels)
        return len(data) // self.frame_bytes


def _chunks(content: bytes) -> tuple[_Form, bytes]:
    """What the fmt chunk says and the bytes of the data chunk, whole frames of it."""
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise WavFault('no WAV file: it does not begin with "RIFF" and "WAVE"; save the sound as WAV, 8 kHz, mono')
    form: _Form | None = None
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        at += 8
        if name == b"data":
            if form is None:
                raise WavFault("the samples come before the chunk that says what they are; save the sound anew")
            return form, _data(content[at:], length, form)
        if at + length > len(content):
            break
        if name == b"fmt ":
            form = _form(content[at : at + length])
        at += length + length % 2
    raise WavFault(f"no {'fmt' if form is None else 'data'} chunk: the file was cut short, copy it again")


def _form(chunk: bytes) -> _Form:
    if len(chunk) < 16:
        raise WavFault(f"the fmt chunk has {len(chunk)} bytes instead of 16 or more; save the sound anew")
    codec, channels, rate, _, block_bytes, bits = struct.unpack_from("<HHIIHH", chunk)
    if codec == _EXTENSIBLE and len(chunk) >= 26:
        (codec,) = struct.unpack_from("<H", chunk, 24)
    form = _Form(codec, channels, rate, bits, block_bytes)
    if (codec, bits) not in _UNDERSTOOD:
        kind = f"{bits}-bit PCM" if codec == _PCM else _NAMES.get(codec, f"format {codec}")
        raise WavFault(f"{kind} is not understood; save the sound as 16-bit PCM")
    if not 1 <= channels <= MOST_CHANNELS:
        raise WavFault(f"{channels} channels; 1 to {MOST_CHANNELS} are understood")
    if not 4_000 <= rate <= 192_000:
        raise WavFault(f"{rate} samples a second; 4000 to 192000 are understood")
    fits = block_bytes and block_bytes % form.frame_bytes == 0 if codec == _IMA else block_bytes == form.frame_bytes
    if not fits:
        raise WavFault(f"{block_bytes} bytes a frame do not fit {channels} × {bits} bits; save the sound anew")
    return form


def _data(rest: bytes, length: int, form: _Form) -> bytes:
    if length not in _UNKNOWN_LENGTHS:
        if length > len(rest):
            raise WavFault(f"{length} bytes of sound announced, {len(rest)} there: cut short, copy it again")
        rest = rest[:length]
    if len(rest) < form.frame_bytes:
        raise WavFault("no sound in it")
    return rest[: len(rest) - len(rest) % form.frame_bytes]


def _decoded(form: _Form, data: bytes) -> npt.NDArray[np.float64]:
    """One channel: the mean of all."""
    if form.codec == _PCM:
        samples = _linear(data, form.bits)
    elif form.codec == _FLOAT:
        full_scale = np.frombuffer(data, f"<f{form.bits // 8}").astype(np.float64)
        samples = np.clip(np.nan_to_num(full_scale), -_LOUDEST, _LOUDEST) * 32_768
    elif form.codec == _IMA:
        samples = _ima(form, data).astype(np.float64)
    else:
        expanded = np.empty(len(data), np.int16)
        (g711.alaw_decode if form.codec == _ALAW else g711.ulaw_decode)(data, expanded)
        samples = expanded.astype(np.float64)
    mono: npt.NDArray[np.float64] = samples.reshape(-1, form.channels).mean(axis=1)
    return mono


def _ima(form: _Form, data: bytes) -> npt.NDArray[np.int16]:
    samples = np.empty((form.frames(data), form.channels), np.int16)
    try:
        adpcm.decode_blocks(data, samples, form.block_bytes)
    except ValueError as fault:
        raise WavFault(
            "a block of IMA ADPCM in it is damaged; copy it again, or save the sound as 16-bit PCM"
        ) from fault
    return samples


def _linear(data: bytes, bits: int) -> npt.NDArray[np.float64]:
    if bits == 16:
        return np.frombuffer(data, "<i2").astype(np.float64)
    if bits == 32:
        return np.frombuffer(data, "<i4").astype(np.float64) / 65_536
    if bits == 24:
        whole = np.zeros((len(data) // 3, 4), np.uint8)
        whole[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return whole.view("<i4").reshape(-1).astype(np.float64) / 65_536
    return (np.frombuffer(data, np.uint8).astype(np.float64) - 128) * 256
