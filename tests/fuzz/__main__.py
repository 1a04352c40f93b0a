"""Fuzzes one parser, guided by coverage: python -m tests.fuzz sms_pdu --seconds 60.

Atheris (Google's, over libFuzzer) rather than pythonfuzz, which nobody keeps any more, or Hypothesis, which the tests
have already and which is not guided by coverage. It is not among the developers' requirements, since only this needs
it: pip install atheris. Without it the corpus is still replayed by the test suite.
"""

import argparse
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
INSTRUMENTED = [
    *("appliance.protocol", "appliance.drivers", "appliance.sound", "appliance.pretend", "appliance.config"),
    *("appliance.core", "appliance.diagnosis", "appliance.doctor", "appliance.control"),
]
"""Where new code reached counts."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzzes one parser, guided by coverage.")
    parser.add_argument("parser", choices=sorted(path.name for path in CORPUS.iterdir()))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="a folder for inputs that reach new code; else they are forgotten")
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.stderr.write("tests.fuzz: atheris is not installed; try: pip install atheris\n")
        return 2
    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.targets import TARGETS
    with tempfile.TemporaryDirectory() as forgotten:
        folders = [str(options.keep or forgotten), str(CORPUS / options.parser)]
        limits = [f"-max_total_time={options.seconds}", "-max_len=600", "-timeout=20", "-rss_limit_mb=2048"]
        atheris.Setup(
            ["tests.fuzz", *limits, f"-artifact_prefix=fuzz-{options.parser}-", *folders], TARGETS[options.parser]
        )
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
