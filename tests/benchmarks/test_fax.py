"""The fax bench: every row is as its name says, and what is right is counted so."""

import subprocess

import numpy as np
import pytest

from benchmarks.fax import rows, table
from benchmarks.fax.detectors import Heard, Kind, Ours, Spandsp
from benchmarks.fax.machines import Manner, calling
from benchmarks.fax.rows import Row, Score, scored
from benchmarks.fax.talk_off import Taken


def test_told_as_something_else_or_as_that_too_is_not_right() -> None:
    class Told:
        name = "told"

        def __init__(self, *kinds: Kind) -> None:
            self._kinds = kinds

        def heard(self, _: object, __: Kind = Kind.FLAGS) -> list[Heard]:
            return [Heard(kind, "", 800) for kind in self._kinds]

    row = Row("a fax", lambda _: np.zeros(160, np.int16), Kind.CALLING_FAX)
    assert scored(Told(Kind.CALLING_FAX, Kind.CALLING_FAX), row, 2, 1) == Score(100, 100)
    for wrong in ((), (Kind.FLAGS,), (Kind.CALLING_FAX, Kind.FLAGS)):
        assert scored(Told(*wrong), row, 2, 1).percent == 0
    assert scored(Told(Kind.FLAGS), row._replace(wanted=None), 2, 1).percent == 100


def test_ours_meets_every_row_once() -> None:
    for row in rows.rows(None, None):
        if row.least == 100:
            assert scored(Ours(), row, 1, 1).percent == (100 if row.wanted is not None else 0), row.name


def test_spandsp_hears_a_fax_that_calls() -> None:
    try:
        spandsp = Spandsp()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs libspandsp-dev and a compiler")
    heard = spandsp.heard(calling(Manner(), np.random.default_rng(1)))
    assert {each.kind for each in heard} == {Kind.CALLING_FAX}
    assert {each.kind for each in Ours().heard(spandsp.said(1, 10))} == {Kind.CALLING_FAX}


def test_tables() -> None:
    row = Row("a fax", lambda _: np.zeros(160, np.int16), Kind.CALLING_FAX)
    text = table.tones([(row, {"ours": Score(99.5, 4_800), "spandsp": Score(0, float("nan"))})], ["ours", "spandsp"])
    assert text.splitlines()[-1] == "| a fax | ≥ 100 | 99.5 (4.8 s) | 0 | **no** |"
    none = dict.fromkeys(Kind, 0)
    found = Taken("music", "as it is", 18, {"ours": none, "spandsp": {**none, Kind.ANSWER: 2}})
    last = table.talk_off([found], ["ours", "spandsp"]).splitlines()[-1]
    assert last == "| **all** | 1 | 18 | 0 | 2 (2 answer) | yes |"
