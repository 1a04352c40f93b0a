"""The figures of design page 5, of a rehearsal: each with its formula.

A answered, B abandoned; At and Bt of them within the threshold; Bs abandoned within the short threshold. The threshold
itself is within. A figure whose denominator is 0 is not a number: nan.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from _fastroute.outcome import Ending, Outcome
from _fastroute.trace import Trace

NAN = float("nan")
SHARES = (0.5, 0.8, 0.9, 0.95, 0.99)
"""Of the percentiles told."""


class AnsweredInTime(NamedTuple):
    """Shares, 0 to 1. negative ≤ ignore ≤ positive and ignore ≤ answered, always."""

    negative: float
    """At / (A + B): who hung up counts against it. Ours where nothing is said."""
    ignore: float
    """At / (A + B − Bt)"""
    positive: float
    """(At + Bt) / (A + B)"""
    answered: float
    """At / A"""
    short_credit: float
    """(At + Bs) / (A + B)"""
    short_ignored: float
    """At / (A + B − Bs)"""


class Counts(NamedTuple):
    answered: int
    abandoned: int
    answered_within: int
    abandoned_within: int
    short_abandoned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    came: int
    """All that arrived before the end; each of them asked for a person."""
    counts: Counts
    overflowed: int
    unserved: int
    """Still waited, or rang, at the end."""
    service_levels: AnsweredInTime
    abandonment: float
    """B / came"""
    speed_of_answer: float
    """ASA: Σ wait of answered / A; the wait includes ringing."""
    time_to_abandon: float
    """Σ wait of abandoned / B"""
    mean_wait: float
    """Σ wait / came, however it ended."""
    longest_wait: int
    waits_of_answered: dict[float, int]
    """Share → the least wait that this share of the answered did not exceed; see SHARES. Empty when A is 0."""
    waits_of_all: dict[float, int]
    """The same of all that came."""
    handling_time: float
    """AHT: Σ (talk + wrap-up) of answered / A. There is no hold in a rehearsal."""
    occupancy: NDArray[np.float64]
    """Per agent, of all tickets: (talk + wrap-up) / (talk + wrap-up + ready). For who does several things at once the
    lengths of all of them add up, so it may be above 1."""


def service_levels(counts: Counts) -> AnsweredInTime:
    answered, abandoned, answered_within, abandoned_within, short = counts
    every = answered + abandoned
    return AnsweredInTime(
        negative=_share(answered_within, every),
        ignore=_share(answered_within, every - abandoned_within),
        positive=_share(answered_within + abandoned_within, every),
        answered=_share(answered_within, answered),
        short_credit=_share(answered_within + short, every),
        short_ignored=_share(answered_within, every - short),
    )


def figures(
    outcome: Outcome, trace: Trace, threshold: int, short: int, *, chosen: NDArray[np.bool_] | None = None
) -> Figures:
    """Of all tickets, or of the chosen: True where a ticket counts, as those of one queue or of one half hour."""
    came = outcome.ending != Ending.NOT_COME
    if chosen is not None:
        came &= chosen
    ending, waited = outcome.ending[came], outcome.waited[came]
    answered, abandoned = waited[ending == Ending.ANSWERED], waited[ending == Ending.ABANDONED]
    counts = Counts(
        answered=len(answered),
        abandoned=len(abandoned),
        answered_within=int(np.count_nonzero(answered <= threshold)),
        abandoned_within=int(np.count_nonzero(abandoned <= threshold)),
        short_abandoned=int(np.count_nonzero(abandoned <= short)),
    )
    worked = _worked(outcome, trace, came)
    return Figures(
        came=len(waited),
        counts=counts,
        overflowed=int(np.count_nonzero(ending == Ending.OVERFLOWED)),
        unserved=int(np.count_nonzero(ending == Ending.UNSERVED)),
        service_levels=service_levels(counts),
        abandonment=_share(len(abandoned), len(waited)),
        speed_of_answer=_mean(answered),
        time_to_abandon=_mean(abandoned),
        mean_wait=_mean(waited),
        longest_wait=int(waited.max(initial=0)),
        waits_of_answered=percentiles(answered),
        waits_of_all=percentiles(waited),
        handling_time=_mean(worked),
        occupancy=occupancy(outcome),
    )


def occupancy(outcome: Outcome) -> NDArray[np.float64]:
    """Per agent; nan for who was never there, or only rang."""
    busy = outcome.talk + outcome.wrap
    there = busy + outcome.ready
    shares = np.full(len(there), NAN)
    np.divide(busy, there, out=shares, where=there > 0)
    return shares


def percentiles(lengths: NDArray[np.int64]) -> dict[float, int]:
    """Nearest rank: the least of them that the share of all does not exceed."""
    if not len(lengths):
        return {}
    found = np.quantile(lengths, SHARES, method="inverted_cdf")
    return {share: int(length) for share, length in zip(SHARES, found, strict=True)}


def _worked(outcome: Outcome, trace: Trace, came: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Talk and wrap-up of each answered."""
    answered = came & (outcome.ending == Ending.ANSWERED)
    wrap = np.broadcast_to(np.asarray(trace.wrap, np.int64), answered.shape)
    worked: NDArray[np.int64] = outcome.ended[answered] - outcome.answered[answered] + wrap[answered]
    return worked


def _mean(lengths: NDArray[np.int64]) -> float:
    return float(lengths.mean()) if len(lengths) else NAN


def _share(part: int, whole: int) -> float:
    return part / whole if whole else NAN
