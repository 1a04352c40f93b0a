"""IMA ADPCM in plain Python, slow and from the definition: what `_fastroute.adpcm` has to agree with, code by code."""

from typing import Final

_STEPS: Final = """
    7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37
    41 45 50 55 60 66 73 80 88 97 107 118 130 143 157 173 190 209
    230 253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166
    1282 1411 1552 1707 1878 2066 2272 2499 2749 3024 3327 3660 4026 4428 4871 5358 5894 6484
    7132 7845 8630 9493 10442 11487 12635 13899 15289 16818 18500 20350 22385 24623 27086 29794 32767
"""
STEPS: Final = tuple(int(step) for step in _STEPS.split())


class Track:
    def __init__(self, sample: int = 0, index: int = 0) -> None:
        self.sample = sample
        self.index = index

    def heard(self, code: int) -> int:
        """The sample that one code, 0 to 15, leads to."""
        step, size = STEPS[self.index], code % 8
        distance = self._parts(size) + step // 8
        self.sample = sorted((-32_768, self.sample + (distance if code < 8 else -distance), 32_767))[1]
        self.index = sorted((0, self.index + (-1 if size < 4 else 2 * (size - 3)), 88))[1]
        return self.sample

    def code(self, sample: int) -> int:
        """The largest size that does not go beyond the sample; half a quarter step is always added to it."""
        distance = sample - self.sample
        size = max(size for size in range(8) if self._parts(size) <= abs(distance))
        return size + (8 if distance < 0 else 0)

    def _parts(self, size: int) -> int:
        step = STEPS[self.index]
        return sum(step // part for bit, part in ((4, 1), (2, 2), (1, 4)) if size & bit)


def decoded(track: Track, data: bytes) -> list[int]:
    """The low half of a byte comes first."""
    return [track.heard(code) for byte in data for code in (byte % 16, byte // 16)]


def encoded(track: Track, samples: list[int]) -> bytes:
    codes = []
    for sample in samples:
        codes.append(track.code(sample))
        track.heard(codes[-1])
    return bytes(low + 16 * high for low, high in zip(codes[::2], codes[1::2], strict=True))


def block(data: bytes, channels: int) -> list[list[int]]:
    """A block of a WAV file: the samples of each channel."""
    heads = [data[4 * i : 4 * i + 4] for i in range(channels)]
    tracks = [Track(int.from_bytes(head[:2], "little", signed=True), head[2]) for head in heads]
    heard = [[track.sample] for track in tracks]
    for at in range(4 * channels, len(data), 4):
        channel = at // 4 % channels
        heard[channel] += decoded(tracks[channel], data[at : at + 4])
    return heard
