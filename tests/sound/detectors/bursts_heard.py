"""Bursts as the finder would tell them."""

from appliance.sound.detectors.bursts import Burst

HZ = 425.0


def burst(began_ms: float, length_ms: float, *hz: float, **other: float) -> Burst:
    """One of 425 Hz, unless `hz` are given."""
    low, high = (*hz, 0.0)[:2] if hz else (HZ, 0.0)
    values = {"centre": sum(hz) / len(hz) if hz else HZ, "power": 1e6, "unevenness": 1.1, "drift_hz": 1.0} | other
    return Burst(tones=max(len(hz), 1), low=low, high=high, began_ms=began_ms, length_ms=length_ms, **values)  # type: ignore[arg-type]


def played(cadence_ms: tuple[float, ...], count: int, start: int = 0, *hz: float, **other: float) -> list[Burst]:
    """So many bursts of a cadence, from the burst `start` of a round on."""
    bursts, now = [], 5_000.0
    for each in range(count):
        on, off = ((cadence_ms * 20)[2 * (start + each) :])[:2]
        bursts.append(burst(now, on, *hz, **other))
        now += on + off
    return bursts
