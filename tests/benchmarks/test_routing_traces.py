"""The contenders of the routing benchmark answer alike: the C reference both ways, plain Python twice and numpy."""

import numpy as np
import pytest

from benchmarks.routing import reference
from benchmarks.routing.driver import Recorder, ask, play, script
from benchmarks.routing.heaps import Heaps
from benchmarks.routing.numpy_scan import NumpyScan
from benchmarks.routing.plain_python import PlainPython
from benchmarks.routing.traces import House, Size, Trace, draw, house
from tests.oracle.textbook import TextbookRule, textbook_day
from tests.oracle.traces import Call, SignIn, SignOut
from tests.oracle.traces import Trace as PlainTrace

CALLS = 2_000


@pytest.fixture(scope="module")
def compiled() -> reference.Reference:
    return reference.Reference()


def a_house(agents: int = 40, needs: int = 30) -> House:
    return house(Size(agents=agents, needs=needs, skills=6, agent_skills=4))


@pytest.mark.parametrize("load", [0.8, 1.3])
def test_all_contenders_answer_the_same(compiled: reference.Reference, load: float) -> None:
    shop = a_house()
    trace = draw(shop, load, CALLS)
    prepared = compiled.prepared(trace)
    scanned, best = prepared.result(reference.SCAN), prepared.result(reference.BEST)
    assert (scanned.agent_of == best.agent_of).all()
    assert (scanned.answered == best.answered).all()
    assert scanned.decisions == best.decisions
    for make in (PlainPython, Heaps, NumpyScan):
        assert play(make(shop, CALLS), script(trace)) == best.agent_of.tolist()


def test_the_reference_keeps_the_textbook_rule(compiled: reference.Reference) -> None:
    """At few instants, so that much happens at once."""
    fine = draw(a_house(agents=8, needs=12), 1.1, 300)
    coarse = coarsened(fine, 60_000)
    day = textbook_day(as_plain(coarse), TextbookRule.STRICT_PRIORITY)
    expected = np.full(300, -1)
    for assignment in day.assigned:
        expected[assignment.ticket] = assignment.agent
    assert compiled.prepared(coarse).result(reference.SCAN).agent_of.tolist() == expected.tolist()
    assert compiled.prepared(coarse).result(reference.BEST).agent_of.tolist() == expected.tolist()
    for make in (PlainPython, Heaps, NumpyScan):
        assert play(make(coarse.house, 300), script(coarse)) == expected.tolist()


def test_recorded_operations_ask_the_same_again() -> None:
    shop = a_house()
    trace = draw(shop, 1.3, CALLS)
    recorder = Recorder(PlainPython(shop, CALLS))
    play(recorder, script(trace))
    again = Recorder(PlainPython(shop, CALLS))
    ask(again, recorder.operations)
    assert again.operations == recorder.operations


def test_a_house_has_as_many_needs_as_asked_for_and_somebody_meets_each() -> None:
    shop = a_house()
    assert len(shop.needs) == 30
    assert shop.fits.any(axis=1).all()


def coarsened(trace: Trace, step: int) -> Trace:
    """All times and lengths in so large steps; arrivals still never meet a shift."""
    lengths = {name: getattr(trace, name) // step * step + step for name in ("talk", "patience")}
    return Trace(
        house=trace.house,
        arrival=trace.arrival // step * step,
        need=trace.need,
        priority=trace.priority,
        shifts=np.column_stack((trace.shifts[:, 0], trace.shifts[:, 1:] // step * step + step // 2)),
        **lengths,
    )


def as_plain(trace: Trace) -> PlainTrace:
    columns = (trace.arrival, trace.need, trace.priority, trace.talk, trace.patience)
    calls = [
        Call(at=at, ticket=ticket, need=need, priority=priority, busy=talk, patience=patience)
        for ticket, (at, need, priority, talk, patience) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]
    signings = [
        SignIn(at, agent) if comes else SignOut(at, agent)
        for at, agent, comes in zip(*(column.tolist() for column in trace.signings), strict=True)
    ]
    return PlainTrace(
        skills=tuple(trace.house.agents),
        needs=tuple(trace.house.needs),
        inputs=tuple(sorted([*calls, *signings], key=lambda each: each.at)),
    )
