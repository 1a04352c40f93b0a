"""One trace, every contender: first all must answer alike, then they take turns and are timed."""

from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np

from _fastroute.outcome import Ending, Outcome
from benchmarks.routing import ours
from benchmarks.routing.clock import Play, Timed, take_turns
from benchmarks.routing.driver import Operation, Recorder, Router, Script, ask, ask_nobody, play, script
from benchmarks.routing.heaps import Heaps
from benchmarks.routing.numpy_scan import NumpyScan
from benchmarks.routing.plain_python import PlainPython
from benchmarks.routing.reference import BEST, SCAN, Prepared, Reference, Replayed
from benchmarks.routing.traces import House, Trace, draw

C_SCAN, C_BEST, TRAFFIC, SETTING_UP = "C scan", "best C", "traffic", "setting up"
HEAPS, PLAIN, NUMPY, OURS, NOBODY = "heaps", "plain Python", "numpy", "ours", "nobody"
"""Asked one operation after the other, by the list of operations; the loop that does so is timed too, and taken off."""
PLAIN_WHOLE, OURS_WHOLE = "plain Python, whole", "ours, whole"
"""With the driver's heap of what happens next."""


class Contest(msgspec.Struct, frozen=True, kw_only=True):
    """Nanoseconds per decision: an arrival, the end of a call or a signing in."""

    agents: int
    needs: int
    skill_sets: int
    load: float
    decisions: int
    waited: float
    """Share of the callers who found nobody ready."""
    ns: dict[str, float]
    to_best_c: float
    """Traffic, by the best C."""
    heaps_per_call: float
    """Plain Python with heaps, by ours, each asked one operation after the other."""
    index_per_call: float
    """The faster plain Python, by ours, likewise."""
    whole: float
    """The latter with the driver's work in both."""


class Differ(AssertionError):
    """Two contenders did not answer alike: nothing is timed."""


def contest(reference: Reference, shop: House, load: float, *, calls: int, rounds: int) -> Contest:
    """Raises Differ."""
    trace = draw(shop, load, calls)
    prepared, whole = reference.prepared(trace), script(trace)
    expected = prepared.result(BEST)
    operations = _agreed(trace, prepared, expected, whole)
    timed = take_turns(_contenders(trace, prepared, operations, whole), rounds, again=(TRAFFIC, SETTING_UP))
    for who, part in ((TRAFFIC, SETTING_UP), *((each, NOBODY) for each in (HEAPS, PLAIN, NUMPY, OURS))):
        timed = without(timed, who, part)
    return Contest(
        agents=len(shop.levels),
        needs=len(shop.least),
        skill_sets=len(shop.skill_sets[0]),
        load=load,
        decisions=expected.decisions,
        waited=float(np.mean(expected.answered != trace.arrival)),
        ns={name: timed.seconds(name) / expected.decisions * 1e9 for name in timed.rounds},
        to_best_c=timed.ratio(TRAFFIC, C_BEST),
        heaps_per_call=timed.ratio(HEAPS, OURS),
        index_per_call=timed.ratio(PLAIN, OURS),
        whole=timed.ratio(PLAIN_WHOLE, OURS_WHOLE),
    )


def _agreed(trace: Trace, prepared: Prepared, expected: Replayed, whole: Script) -> list[Operation]:
    """What a router is asked in this trace. Raises Differ."""
    shop, calls = trace.house, len(trace.arrival)
    recorder = Recorder(PlainPython(shop, calls))
    answers = {
        C_SCAN: prepared.result(SCAN).agent_of,
        PLAIN: np.array(play(recorder, whole)),
        HEAPS: np.array(play(Heaps(shop, calls), whole)),
        NUMPY: np.array(play(NumpyScan(shop, calls), whole)),
        OURS: np.array(play(ours.router(shop), whole)),
        TRAFFIC: assigned(ours.rehearsal(trace)(), expected),
    }
    for name, answer in answers.items():
        _expect_alike(name, answer, expected.agent_of)
    return recorder.operations


def assigned(outcome: Outcome, expected: Replayed) -> np.ndarray:
    """Who answered each ticket, -1 where nobody did. Raises Differ when anything else is not as in the reference."""
    answered = outcome.ending == Ending.ANSWERED
    both = {
        "times": (np.where(answered, outcome.answered, -1), expected.answered),
        "endings": (outcome.ending, expected.ending),
        "ends": (outcome.ended, expected.ended),
        "waits": (outcome.waited, expected.waited),
        "talk of agents": (outcome.talk, expected.talked),
        "ready agents": (outcome.ready, expected.idle),
        "shifts of agents": (outcome.signed_in, expected.there),
    }
    for what, (ours_are, theirs) in both.items():
        _expect_alike(f"{TRAFFIC}, {what}", ours_are, theirs)
    return np.where(answered, outcome.agent, -1)


def without(timed: Timed, who: str, part: str) -> Timed:
    """What one took, less what the other took in the same round."""
    less = [whole - some for whole, some in zip(timed.rounds[who], timed.rounds[part], strict=True)]
    return Timed({**timed.rounds, who: less})


def _expect_alike(name: str, answer: np.ndarray, expected: np.ndarray) -> None:
    wrong = np.flatnonzero(answer != expected)
    if len(wrong):
        first = int(wrong[0])
        raise Differ(
            f"{name}: {len(wrong)} of {len(answer)}; number {first} has {answer[first]}, not {expected[first]}"
        )


def _contenders(trace: Trace, prepared: Prepared, operations: list[Operation], whole: Script) -> dict[str, Play]:
    """Each sets up anew, untimed; `traffic` sets up inside, which is timed by itself and taken off."""
    shop, calls = trace.house, len(trace.arrival)
    full, empty = ours.rehearsal(trace), ours.rehearsal(trace.without_calls())

    def asked(make: Callable[[], Router]) -> Play:
        return lambda: partial(ask, make(), operations)

    def played(make: Callable[[], Router]) -> Play:
        return lambda: partial(play, make(), whole)

    return {
        C_SCAN: lambda: partial(prepared.play, SCAN),
        C_BEST: lambda: partial(prepared.play, BEST),
        TRAFFIC: lambda: full,
        SETTING_UP: lambda: empty,
        HEAPS: asked(lambda: Heaps(shop, calls)),
        PLAIN: asked(lambda: PlainPython(shop, calls)),
        NUMPY: asked(lambda: NumpyScan(shop, calls)),
        OURS: asked(lambda: ours.router(shop)),
        NOBODY: lambda: partial(ask_nobody, operations),
        PLAIN_WHOLE: played(lambda: PlainPython(shop, calls)),
        OURS_WHOLE: played(lambda: ours.router(shop)),
    }
