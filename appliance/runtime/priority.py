"""The box's place among the machine's other work: sound every 20 ms goes before everything that can wait."""

import os
from contextlib import suppress

NICE = -11


def go_first() -> str:
    """Asks for real-time scheduling of this thread and those it starts; returns what was got, for the log.

    The kernel's own throttle (sched(7), sched_rt_runtime_us) keeps a share of the machine for the rest. A unit grants
    it with LimitRTPRIO= or CPUSchedulingPolicy=; without the right the box runs on like any other program.
    """
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
        return "real-time scheduling"
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
        return f"nice {NICE}"
    return "usual scheduling; sound may stumble while the machine is busy"
