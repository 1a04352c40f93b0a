"""The router's tests under valgrind --tool=memcheck: python -m benchmarks memcheck [PYTEST OPTIONS].

Python's own allocator is switched off, so that each object is a block valgrind knows. An interpreter is never quite
clean itself; what counts are errors and lost blocks with a frame of _fastroute in their stack. Takes some minutes.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = (
    *("test_router.py", "test_router_machine.py", "test_router_traces.py", "test_router_properties.py"),
    "test_router_short_calls.py",
)
VALGRIND = (
    *("valgrind", "--tool=memcheck", "--num-callers=30", "--track-origins=no", "--leak-check=full"),
    *("--show-leak-kinds=definite", "--error-limit=no", "--child-silent-after-fork=yes"),
)
FEW_EXAMPLES = {"CALLBOX_EXAMPLES": "5", "PYTHONMALLOC": "malloc", "PYTHONHASHSEED": "0"}
KERNELS = "|".join(sorted(path.stem for path in (ROOT / "_fastroute").glob("*.pyx")))
OURS = re.compile(rf"\(in .*/_fastroute/|\((?:{KERNELS})\.c:")


def reports(log: str) -> list[str]:
    """Errors and lost blocks, each with its stack: an unindented line, then its indented frames."""
    blocks: list[str] = []
    for line in log.splitlines():
        text = re.sub(r"^==\d+== ?", "", line)
        if text.startswith(" ") and blocks:
            blocks[-1] += "\n" + text
        elif text.strip():
            blocks.append(text)
    return [block for block in blocks if "\n    at 0x" in block or "\n   at 0x" in block]


def main(arguments: list[str]) -> int:
    if shutil.which("valgrind") is None:
        print("memcheck: no valgrind here; on Debian: apt install valgrind libc6-dbg", file=sys.stderr)
        return 2
    tests = arguments or [str(ROOT / "tests" / "fastroute" / name) for name in TESTS]
    pytest = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0")
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "valgrind.txt"
        command = [*VALGRIND, f"--log-file={log}", *pytest, *tests]
        ended = subprocess.run(command, cwd=ROOT, env={**FEW_EXAMPLES, **os.environ}, check=False)
        text = log.read_text()
    said = reports(text)
    ours = [each for each in said if OURS.search(each)]
    if ended.returncode:
        print("\n".join(text.splitlines()[-20:]))
        print(f"memcheck: the tests ended with {ended.returncode}; above are valgrind's last words")
    print("\n\n".join(ours))
    print(
        f"memcheck: {len(ours)} reports with _fastroute in the stack, {len(said) - len(ours)} of the interpreter alone"
    )
    return ended.returncode or int(bool(ours))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
