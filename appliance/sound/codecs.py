"""Bytes on a wire to samples and back: the codecs modems offer, by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from _fastroute import g711, pcm
from appliance.sound.frames import Samples

Decode: TypeAlias = Callable[[bytes], Samples]
Encode: TypeAlias = Callable[[Samples], bytes]


def ulaw_decode(coded: bytes) -> Samples:
    """G.711 mu-law, one byte per sample. A full-scale sine is +3.17 dBm0."""
    samples = np.empty(len(coded), np.int16)
    g711.ulaw_decode(coded, samples)
    return samples


def ulaw_encode(samples: Samples) -> bytes:
    return g711.ulaw_encode(samples)


def alaw_decode(coded: bytes) -> Samples:
    """G.711 A-law with even bits inverted, one byte per sample."""
    samples = np.empty(len(coded), np.int16)
    g711.alaw_decode(coded, samples)
    return samples


def alaw_encode(samples: Samples) -> bytes:
    return g711.alaw_encode(samples)


def u8_decode(coded: bytes) -> Samples:
    """8-bit unsigned linear: 0x80 is silence."""
    samples = np.empty(len(coded), np.int16)
    pcm.u8_decode(coded, samples)
    return samples


def u8_encode(samples: Samples) -> bytes:
    return pcm.u8_encode(samples)


def s8_decode(coded: bytes) -> Samples:
    """8-bit signed linear: 0x00 is silence."""
    samples = np.empty(len(coded), np.int16)
    pcm.s8_decode(coded, samples)
    return samples


def s8_encode(samples: Samples) -> bytes:
    return pcm.s8_encode(samples)


def s16_decode(coded: bytes) -> Samples:
    """16-bit signed linear, low byte first; 14-bit left-justified is the same. Raises ValueError on an odd byte."""
    return np.frombuffer(coded, "<i2").astype(np.int16)


def s16_encode(samples: Samples) -> bytes:
    return samples.astype("<i2").tobytes()


CODECS: Mapping[str, tuple[Decode, Encode]] = MappingProxyType(
    {
        "ulaw": (ulaw_decode, ulaw_encode),
        "alaw": (alaw_decode, alaw_encode),
        "u8": (u8_decode, u8_encode),
        "s8": (s8_decode, s8_encode),
        "s16": (s16_decode, s16_encode),
    }
)
"""Codec name → (decode, encode)."""

BYTES_PER_SAMPLE: Mapping[str, int] = MappingProxyType({"ulaw": 1, "alaw": 1, "u8": 1, "s8": 1, "s16": 2})
