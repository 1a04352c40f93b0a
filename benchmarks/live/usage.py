"""What a process costs, from /proc: processor time to the nanosecond, and memory."""

from pathlib import Path

import msgspec

PROC = Path("/proc")


class Usage(msgspec.Struct, frozen=True):
    """Of one process at one moment."""

    main_s: float
    """Processor time of its first thread, which in the core process is the event loop's."""
    others_s: float
    """Of its other threads."""
    rss_mb: float
    """Resident memory now, 10^6 bytes."""
    most_rss_mb: float
    """The most there ever was."""


class Cost(msgspec.Struct, frozen=True):
    """Between two moments, in percent of one core."""

    main: float
    others: float

    @property
    def total(self) -> float:
        return self.main + self.others


def usage(pid: int) -> Usage:
    """Raises OSError when there is no such process."""
    folder = PROC / str(pid)
    seconds = {int(task.name): _on_cpu_s(task) for task in (folder / "task").iterdir()}
    status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    return Usage(
        main_s=seconds[pid],
        others_s=sum(seconds.values()) - seconds[pid],
        rss_mb=_mb(status["VmRSS"]),
        most_rss_mb=_mb(status["VmHWM"]),
    )


def cost(before: Usage, after: Usage, elapsed_s: float) -> Cost:
    share = 100 / elapsed_s
    return Cost((after.main_s - before.main_s) * share, (after.others_s - before.others_s) * share)


def machine_busy_s() -> float:
    """Processor time that all cores have worked since the start, by whomever; one tick (10 ms) fine."""
    user, nice, system, _, _, irq, soft = map(int, (PROC / "stat").read_text().split(maxsplit=8)[1:8])
    return (user + nice + system + irq + soft) / 100


def stolen_s() -> float:
    """Processor time that the machine below this one kept for others, over all cores, since the start."""
    return int((PROC / "stat").read_text().split(maxsplit=9)[8]) / 100


def load_average() -> float:
    """Of the last minute."""
    return float((PROC / "loadavg").read_text().split()[0])


def _on_cpu_s(task: Path) -> float:
    """The first figure of schedstat is nanoseconds on a core (Documentation/scheduler/sched-stats)."""
    return int((task / "schedstat").read_text().split()[0]) / 1e9


def _mb(text: str) -> float:
    """From "12345 kB", which are of 1024 bytes."""
    return int(text.split(maxsplit=1)[0]) * 1_024 / 1e6
