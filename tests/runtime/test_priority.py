"""Going first: what the log says is what the kernel does. In a process of its own, so that pytest stays as it is."""

import subprocess
import sys

PROGRAM = """
import os, sys
from appliance.runtime.priority import NICE, go_first
if sys.argv[1:] == ["as nobody"] and os.getuid() == 0:
    os.setuid(65534)
told = go_first()
real_time = os.sched_getscheduler(0) == os.SCHED_RR
first = os.getpriority(os.PRIO_PROCESS, 0) == NICE
expected = "real-time" if real_time else f"nice {NICE}" if first else "usual scheduling; sound may stumble"
assert told.startswith(expected), (told, expected)
"""


def test_says_what_it_got() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=30)


def test_without_the_right_it_runs_on_as_it_is() -> None:
    """RLIMIT_RTPRIO and RLIMIT_NICE are 0 for an ordinary user."""
    subprocess.run([sys.executable, "-c", PROGRAM, "as nobody"], check=True, timeout=30)
