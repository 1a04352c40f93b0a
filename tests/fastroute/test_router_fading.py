"""Least occupied: its key orders agents as the exact sums of faded busy time do, and rests while they are idle."""

from decimal import Decimal, getcontext
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from _fastroute.router import FADES, Router
from tests.oracle.fading import FADES as ROUNDED_ONCE
from tests.oracle.fading import FadingTime

getcontext().prec = 60
HOUR = 3200
SLICE = HOUR // 32
SPANS = st.lists(st.tuples(st.integers(0, 40 * HOUR), st.integers(1, 3 * HOUR)), max_size=8)


def exact(spans: list[tuple[int, int]]) -> Decimal:
    """As it would count in slice 0: a span counts in the slice in which it ends."""
    halvings = [Decimal((begin + length) // SLICE) / 32 for begin, length in spans]
    return sum((length * 2**halving for (_, length), halving in zip(spans, halvings, strict=True)), Decimal())


def kept(spans: list[tuple[int, int]]) -> FadingTime:
    time = FadingTime()
    for begin, length in sorted(spans, key=sum):
        time.add(begin, begin + length, HOUR)
    return time


@settings(max_examples=60, deadline=None)
@given(st.lists(SPANS, min_size=2, max_size=5))
def test_its_order_is_that_of_the_exact_sums(agents: list[list[tuple[int, int]]]) -> None:
    for one, other in combinations(agents, 2):
        if exact(one) > exact(other) * (1 + Decimal("1e-9")):
            assert kept(one).key() > kept(other).key()


def test_what_is_an_hour_ago_counts_half() -> None:
    long_ago, just_now = FadingTime(), FadingTime()
    long_ago.add(0, 1000, HOUR)
    just_now.add(HOUR + 500, HOUR + 1000, HOUR)
    assert long_ago.key() == just_now.key()


def test_the_factors_are_the_rounded_ones() -> None:
    assert FADES == ROUNDED_ONCE


def test_who_was_busy_less_lately_comes_first() -> None:
    router = Router("least_occupied", fading=HOUR)
    for agent in (1, 2):
        router.add_agent(agent, {})
        router.sign_in(agent, 0)
    assert router.offer_ticket(1, {}, 0, 0, 0) == 1
    router.free(1, 600)  # 600 at once, which is long ago at the end
    router.sign_out(1, 600)
    assert router.offer_ticket(2, {}, 0, 0, 5 * HOUR) == 2
    router.free(2, 5 * HOUR + 500)
    router.sign_in(1, 5 * HOUR + 900)
    assert router.offer_ticket(3, {}, 0, 0, 6 * HOUR) == 1
