"""The formulas of Erlang give what design page 5 says, and the rehearsed router gives what the formulas say."""

from fractions import Fraction

import pytest

from benchmarks.erlang import CASES, Case, compare
from tests.oracle.erlang import Impatient, Patient, blocking, load_for, waiting

HALF_HOUR = 1800


def test_erlang_b_and_c_exactly() -> None:
    assert load_for(15, 0.01) == pytest.approx(8.108, abs=5e-4)
    assert (blocking(3, Fraction(2)), blocking(5, Fraction(3))) == (Fraction(4, 19), Fraction(81, 736))
    assert (waiting(3, Fraction(2)), waiting(2, Fraction(1))) == (Fraction(4, 9), Fraction(1, 3))


@pytest.mark.parametrize(
    ("agents", "waits", "level", "mean_wait"),
    [(11, 0.6821, 0.3896, 122.78), (13, 0.2853, 0.7956, 17.12), (14, 0.1741, 0.8884, 7.84), (15, 0.1020, 0.9415, 3.67)],
)
def test_erlang_c(agents: int, waits: float, level: float, mean_wait: float) -> None:
    patient = Patient(agents, 100 / HALF_HOUR, 1 / 180)
    assert (patient.waits, patient.answered_within(20)) == pytest.approx((waits, level), abs=5e-5)
    assert patient.mean_wait == pytest.approx(mean_wait, abs=5e-3)
    assert agents != 14 or patient.occupancy == pytest.approx(0.7143, abs=5e-5)


def test_erlang_a_with_fifty_agents() -> None:
    impatient = Impatient(50, 48 / 60, 1 / 60, 1 / 120)
    assert impatient.abandons == pytest.approx(0.03091, abs=5e-6)
    assert (impatient.mean_wait, impatient.mean_line) == pytest.approx((3.709, 2.97), abs=3e-3)
    assert impatient.wait_of(0.9) == pytest.approx(12.44, abs=5e-3)


def test_erlang_a_with_few_agents() -> None:
    fourteen, twelve = (Impatient(agents, 100 / HALF_HOUR, 1 / 180, 1 / 300) for agents in (14, 12))
    assert fourteen.waits == pytest.approx(0.14526, abs=5e-6)
    assert (fourteen.abandons, twelve.abandons) == pytest.approx((0.013984, 0.042711), abs=5e-7)
    levels = {"negative": 0.916792, "ignore": 0.923407, "positive": 0.923956, "answered": 0.929794}
    assert fourteen.service_levels(20) == pytest.approx(levels, abs=5e-7)
    assert twelve.mean_wait == pytest.approx(12.813, abs=5e-4)
    assert twelve.service_levels(20)["negative"] == pytest.approx(0.772279, abs=5e-7)


def test_the_tagged_caller_is_answered_or_gone_in_the_end() -> None:
    impatient = Impatient(12, 100 / HALF_HOUR, 1 / 180, 1 / 300)
    answered, abandoned = impatient.within(3000)
    assert (answered, abandoned) == pytest.approx((1 - impatient.abandons, impatient.abandons), abs=1e-9)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_router_keeps_to_the_formulas(case: Case) -> None:
    """A fixed seed and few calls; benchmarks/erlang.py does the same with millions."""
    outside = [each for each in compare(case, 200_000, seed=1) if not each.is_inside]
    assert not outside
