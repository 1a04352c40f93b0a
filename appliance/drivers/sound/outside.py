"""Programs of others that read or make sound: run beside the box, with an end to their time, memory and files."""

import resource
import shutil
import subprocess
from collections.abc import Sequence

from appliance.drivers.errors import DriverFault, MissingLibrary

MEMORY_BYTES = 4_000_000_000
"""Of addresses, not of memory in use: a neural voice maps its model and its libraries."""
CPU_S = 120
LONGEST_REASON = 200


def run(argv: Sequence[str], feed: bytes = b"", *, timeout_s: float, writes_files: bool = False) -> bytes:
    """What it writes to stdout. argv[0] is a whole path. Raises DriverFault with what the program says of it."""
    try:
        with subprocess.Popen(  # noqa: S603 – no shell, and every word of argv is ours or a path
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as program:
            _limit(program.pid, writes_files=writes_files)
            try:
                out, told = program.communicate(feed, timeout_s)
            except subprocess.TimeoutExpired:
                program.kill()
                raise DriverFault(f"not done after {timeout_s:g} s; try a shorter one") from None
    except OSError as fault:
        raise DriverFault(fault.strerror or str(fault)) from fault
    if program.returncode:
        raise DriverFault(_reason(told, program.returncode))
    return out


def whole_path(program: str, brings: str, install: str) -> str:
    """Raises MissingLibrary: "ffmpeg is not installed, so …; apt install ffmpeg"."""
    path = shutil.which(program)
    if path is None:
        raise MissingLibrary(f"{program} is not installed, so {brings}; {install}")
    return path


def _limit(pid: int, *, writes_files: bool) -> None:
    limits = {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_CPU: CPU_S, resource.RLIMIT_CORE: 0}
    if not writes_files:
        limits[resource.RLIMIT_FSIZE] = 0
    for limit, most in limits.items():
        try:
            resource.prlimit(pid, limit, (most, most))
        except (ProcessLookupError, PermissionError, ValueError):
            return  # it has ended already, or a stricter limit holds


def _reason(told: bytes, code: int) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    return lines[-1].strip()[:LONGEST_REASON] if lines else f"it ended with code {code} and gave no reason"
