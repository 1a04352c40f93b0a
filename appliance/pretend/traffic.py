"""Callers who ring at random: Poisson arrivals and a mix of kinds, the same for the same seed."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec
import numpy as np

from appliance.model.caller import Presentation
from appliance.pretend.kinds import with_steps
from appliance.pretend.script import KindChoices, PretendCall

MIX: Mapping[str, float] = MappingProxyType(
    {
        "served": 0.62,
        "abandoned": 0.11,
        "message": 0.11,
        "left_by_key": 0.05,
        "gives_up_ringing": 0.04,
        "silent_hang_up": 0.04,
        "vanishes": 0.03,
    }
)
"""Kind → share. Unplugging is left to scripts: no caller does that."""

_FIRST_NAMES = ("ANNA", "BEN", "CARLA", "DAVID", "EMMA", "FELIX", "GRACE", "HUGO", "IRIS", "JOHN")
_FAMILY_NAMES = ("ABEL", "BROWN", "COSTA", "DOE", "EVANS", "FISCHER", "GARCIA", "HILL", "ITO", "JONES")


def traffic(calls_per_hour: float, seed: int, choices: KindChoices) -> Iterator[PretendCall]:
    """Calls without end, in order of `at_ms`, which counts from the start of the traffic; any line."""
    chance = np.random.default_rng(seed)
    kinds, shares = list(MIX), np.array(list(MIX.values()))
    at_ms = 0.0
    while True:
        at_ms += chance.exponential(3_600_000 / calls_per_hour)
        kind = kinds[int(chance.choice(len(kinds), p=shares / shares.sum()))]
        varied = msgspec.structs.replace(
            choices,
            talk_ms=_around(chance, choices.talk_ms),
            patience_ms=_around(chance, choices.patience_ms),
            message_ms=_around(chance, choices.message_ms),
        )
        yield with_steps(_caller(chance, kind, int(at_ms)), varied)


def _around(chance: np.random.Generator, mean_ms: int) -> int:
    """Log-normal as talking times are, never shorter than a third of the mean nor longer than four times it."""
    factor = float(chance.lognormal(-0.125, 0.5))
    return int(mean_ms * min(max(factor, 1 / 3), 4.0))


def _caller(chance: np.random.Generator, kind: str, at_ms: int) -> PretendCall:
    number = f"555{int(chance.integers(0, 10_000_000)):07}"
    name = f"{_FAMILY_NAMES[int(chance.integers(10))]} {_FIRST_NAMES[int(chance.integers(10))]}"
    shown = float(chance.random())
    if shown < 0.08:
        return PretendCall(kind=kind, at_ms=at_ms, presentation=Presentation.WITHHELD)
    if shown < 0.12:
        return PretendCall(kind=kind, at_ms=at_ms, presentation=Presentation.OUT_OF_AREA)
    return PretendCall(kind=kind, at_ms=at_ms, number=number, name=name)
