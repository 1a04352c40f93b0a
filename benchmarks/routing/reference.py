"""The C reference (benchmarks/reference/router.c): compiled when asked for, called through ctypes."""

import ctypes
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing.traces import PRIORITIES, Trace

SOURCE = Path(__file__).parents[1] / "reference" / "router.c"
FLAGS = ("-O3", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
"""As the kernels are compiled: no -march."""
FOREVER = np.iinfo(np.int64).max

SCAN, BEST = 0, 1


class Replayed(NamedTuple):
    """What traffic returns too, see _fastroute/outcome.py: of each ticket, then of each agent."""

    agent_of: NDArray[np.int32]
    """-1 where the caller hung up."""
    answered: NDArray[np.int64]
    ended: NDArray[np.int64]
    waited: NDArray[np.int64]
    ending: NDArray[np.int8]
    talked: NDArray[np.int64]
    idle: NDArray[np.int64]
    there: NDArray[np.int64]
    decisions: int
    """Arrivals, ends of calls and signings in: how often somebody was looked for."""


class CTrace(ctypes.Structure):
    """Trace of router.c."""

    _fields_ = [
        *((name, ctypes.c_int32) for name in ("agents", "groups", "needs", "skills", "tickets", "shifts")),
        *((name, ctypes.c_void_p) for name in ("arrival", "talk", "patience", "need", "band")),
        *((name, ctypes.c_void_p) for name in ("shift_time", "shift_agent", "shift_in")),
        *((name, ctypes.c_void_p) for name in ("group", "levels", "least")),
        *((name, ctypes.c_void_p) for name in Replayed._fields[:-1]),
    ]


class Reference:
    """Raises subprocess.CalledProcessError when the C compiler ($CC, else cc) does not take the source."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "router.so"
            compiler = shlex.split(os.environ.get("CC", "cc"))
            subprocess.run([*compiler, *FLAGS, "-o", str(library), str(SOURCE)], check=True)
            self._library = ctypes.CDLL(str(library))
        self._library.prepare.restype = ctypes.c_void_p
        self._library.replay.restype = ctypes.c_int64
        self._library.replay.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
        self._library.discard.argtypes = (ctypes.c_void_p,)

    def prepared(self, trace: Trace) -> "Prepared":
        return Prepared(self._library, trace)


class Prepared:
    """A trace in the reference's own words; play() is one call of C. Raises MemoryError when it does not fit."""

    def __init__(self, library: ctypes.CDLL, trace: Trace) -> None:
        self._library = library
        sets, group = trace.house.skill_sets
        signed, who, comes = trace.signings
        tickets, agents = len(trace.arrival), len(trace.house.levels)
        self._results = {
            "agent_of": np.empty(tickets, np.int32),
            **{name: np.empty(tickets, np.int64) for name in ("answered", "ended", "waited")},
            "ending": np.empty(tickets, np.int8),
            **{name: np.empty(agents, np.int64) for name in ("talked", "idle", "there")},
        }
        self._arrays = {
            **{name: np.ascontiguousarray(getattr(trace, name)) for name in ("arrival", "talk", "patience", "need")},
            "band": (PRIORITIES - trace.priority).astype(np.int32),
            "shift_time": signed,
            "shift_agent": who,
            "shift_in": comes,
            "group": group,
            "levels": np.ascontiguousarray(sets),
            "least": np.ascontiguousarray(trace.house.least),
            **self._results,
        }
        laid_out = CTrace(
            agents=agents,
            groups=len(sets),
            needs=len(trace.house.least),
            skills=trace.house.levels.shape[1],
            tickets=tickets,
            shifts=len(signed),
            **{name: array.ctypes.data for name, array in self._arrays.items()},
        )
        self._house = library.prepare(ctypes.byref(laid_out))
        if not self._house:
            raise MemoryError("benchmarks/reference/router.c: no memory for the tables of the trace")

    def __del__(self) -> None:
        if self._house:
            self._library.discard(self._house)

    def play(self, how: int, until: int = FOREVER) -> int:
        """Decisions made; what would come at `until` or later does not happen."""
        return int(self._library.replay(self._house, how, until))

    def result(self, how: int, until: int = FOREVER) -> Replayed:
        decisions = self.play(how, until)
        return Replayed(**{name: array.copy() for name, array in self._results.items()}, decisions=decisions)
