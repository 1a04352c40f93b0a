"""Tones that no plan has to name: a machine repeats to a few milliseconds what people and music do not."""

from collections.abc import Sequence

from appliance.model.words import Ms
from appliance.sound.detectors.bursts import Burst
from appliance.sound.detectors.cadence import pieces_of

MOST_BURSTS_A_ROUND = 3
"""Of rhythms whose bursts differ: dial tone of Italy and Greece, congestion of the United Kingdom and Spain."""

LEAST_BURSTS = 4
"""More than of a tone that the plan names: nothing is known of this one but that it repeats."""

LEAST_SPAN_MS: Ms = 2_000

LOWEST_HZ, HIGHEST_HZ = 330.0, 640.0
"""Where the tones of exchanges lie: E.180 recommends 400 to 450 Hz; the lowest in use is 350, the highest 620 Hz."""

SHORTEST_MS, LONGEST_MS = 90.0, 1_100.0
"""Of sound and of pause. Ringing and waiting tones have longer pauses, all of them."""

MOST_UNEVEN = 2.0
"""Loudest over softest 40 ms of a burst, and one burst over another, in power."""

MOST_DRIFT_HZ = 12.0
"""Within a burst; noise 15 dB below two tones looks like so much."""

MOST_OFF_HZ = 3.0
"""From burst to burst."""

_BLUR_MS = 14.0
_BLUR_SHARE = 0.01


def is_repeated(bursts: Sequence[Burst]) -> bool:
    """Some last bursts, the last one last, are a machine's: the same tone in the same rhythm, round after round."""
    return any(_repeats(bursts, a_round) for a_round in range(1, MOST_BURSTS_A_ROUND + 1))


def could_be_exchange(burst: Burst) -> bool:
    """As high and as even as an exchange's tone."""
    highest = burst.high or burst.centre
    return (
        burst.low >= LOWEST_HZ
        and highest <= HIGHEST_HZ
        and burst.unevenness <= MOST_UNEVEN
        and burst.drift_hz <= MOST_DRIFT_HZ
    )


def _repeats(bursts: Sequence[Burst], a_round: int) -> bool:
    count = max(2 * a_round + 1, LEAST_BURSTS)
    while count < len(bursts) and bursts[-1].ended_ms - bursts[-count].began_ms < LEAST_SPAN_MS:
        count += 1
    if len(bursts) < count:
        return False
    last = bursts[len(bursts) - count :]
    pieces = pieces_of(last)
    return (
        last[-1].ended_ms - last[0].began_ms >= LEAST_SPAN_MS
        and all(SHORTEST_MS <= piece <= LONGEST_MS for piece in pieces)
        and all(_alike(pieces[place :: 2 * a_round]) for place in range(2 * a_round))
        and all(_same_tone(burst, last[-1]) for burst in last)
    )


def _alike(lengths: Sequence[float]) -> bool:
    return max(lengths) - min(lengths) <= _BLUR_MS + _BLUR_SHARE * lengths[0]


def _same_tone(one: Burst, other: Burst) -> bool:
    return (
        could_be_exchange(one)
        and one.tones == other.tones
        and abs(one.centre - other.centre) <= MOST_OFF_HZ
        and one.power <= MOST_UNEVEN * other.power
        and other.power <= MOST_UNEVEN * one.power
    )
