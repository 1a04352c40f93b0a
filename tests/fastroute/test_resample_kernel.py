"""The polyphase filter beside plain numpy, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.resample import filtered


@given(
    phases=st.integers(1, 9),
    taps=st.integers(1, 40),
    step=st.integers(1, 25),
    count=st.integers(1, 60),
    spare=st.integers(0, 3),
    seed=st.integers(0, 2**32 - 1),
)
def test_it_is_each_window_times_its_row(phases: int, taps: int, step: int, count: int, spare: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    places = np.arange(count) * step
    filters = dice.normal(size=(phases, taps))
    samples = dice.normal(size=places[-1] // phases + taps + spare)
    out = np.empty(count)
    filtered(samples, filters, step, out)
    wanted = [filters[place % phases] @ samples[place // phases :][:taps] for place in places]
    assert np.allclose(out, wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize("missing", [1, 2, 50])
def test_a_window_beyond_the_end_is_refused(missing: int) -> None:
    filters, out = np.ones((3, 8)), np.empty(40)
    needed = 39 * 7 // 3 + 8
    filtered(np.ones(needed), filters, 7, out)
    assert np.allclose(out, 8.0)
    with pytest.raises(ValueError, match="need more than"):
        filtered(np.ones(needed - missing), filters, 7, out)


def test_nothing_is_filtered_into_nothing_and_steps_go_forward() -> None:
    filtered(np.empty(0), np.ones((1, 1)), 1, np.empty(0))
    with pytest.raises(ValueError, match="each is 1 at least"):
        filtered(np.ones(9), np.ones((1, 1)), 0, np.empty(1))
    with pytest.raises(ValueError, match="each is 1 at least"):
        filtered(np.ones(9), np.ones((1, 0)), 1, np.empty(1))
