"""What a pretend agent says: a tone without a step, or bursts of it."""

import numpy as np

from appliance.drivers.station.mouth import Mouth


def test_without_bursts_it_never_stops() -> None:
    mouth = Mouth(1_000, -10)
    said = np.concatenate([mouth.say() for _ in range(120)])
    assert np.array_equal(said[:8_000], said[8_000:16_000])
    assert np.abs(said.reshape(-1, 20).astype(int)).max(axis=1).min() > 5_000


def test_bursts_are_marked_where_they_begin() -> None:
    mouth = Mouth(1_000, -10, speaks_ms=60, pauses_ms=40)
    began, loud = [], []
    for _ in range(11):
        frame = mouth.say()
        began.append(mouth.began)
        loud.append(bool(frame.any()))
    assert began == [True, False, False, False, False, True, False, False, False, False, True]
    assert loud == [True, True, True, False, False, True, True, True, False, False, True]
