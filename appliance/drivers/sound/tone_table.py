"""All countries' tones as a table for people: python -m appliance.drivers.sound.tone_table puts it beside the files."""

import sys
from collections.abc import Iterator
from pathlib import Path

from appliance.drivers.sound.tone_plans import TONES_DIR, load_tone_plan, tone_plan_names
from appliance.sound.tone_plan import ToneRule

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
KINDS = ("dial", "busy", "congestion", "unobtainable", "ringing")


def table(folder: Path = TONES_DIR) -> str:
    """Markdown, a row per file. Raises TonePlanFault."""
    return "\n".join(_rows(folder))


def with_table(text: str, folder: Path = TONES_DIR) -> str:
    """The README with the table of today between its marks."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table(folder)}\n{END}{after}"


def main() -> int:
    readme = TONES_DIR / "README.md"
    readme.write_text(with_table(readme.read_text("utf-8")), "utf-8")
    return 0


def _rows(folder: Path) -> Iterator[str]:
    yield f"| file | country | {' | '.join(KINDS)} | source |"
    yield f"| --- | --- |{' --- |' * len(KINDS)} --- |"
    for name in tone_plan_names(folder):
        plan = load_tone_plan(name, folder)
        cells = " | ".join(_cell(getattr(plan, kind)) for kind in KINDS)
        yield f"| {name} | {plan.country} | {cells} | {plan.source} |"


def _cell(rules: tuple[ToneRule, ...]) -> str:
    return "; ".join(map(_rule, rules))


def _rule(rule: ToneRule) -> str:
    """425 500/500; what is not from the plan's source has a star."""
    hz = "+".join(f"{each:g}" for each in rule.hz)
    rhythm = " " + "/".join(map(str, rule.cadence_ms)) if rule.cadence_ms else ""
    return f"{hz}{rhythm}{'*' if rule.source else ''}"


if __name__ == "__main__":
    sys.exit(main())
