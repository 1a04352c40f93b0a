"""What was measured of faxes and modems, in Markdown."""

from collections.abc import Mapping, Sequence

from benchmarks.digits.table import answer
from benchmarks.fax.detectors import Kind
from benchmarks.fax.rows import Row, Score
from benchmarks.fax.talk_off import Taken

OURS = "ours"


def tones(found: Sequence[tuple[Row, dict[str, Score]]], names: Sequence[str]) -> str:
    lines = [f"| {' | '.join(('heard', 'aim, %', *names, 'met'))} |", f"| --- | ---: |{' ---: |' * len(names)} --- |"]
    for row, scores in found:
        aim = f"≥ {row.least:g}" if row.wanted is not None else "0"
        met = scores[OURS].percent >= row.least if row.wanted is not None else scores[OURS].percent == 0
        cells = " | ".join(_cell(scores[name]) for name in names)
        lines.append(f"| {row.name} | {aim} | {cells} | {answer(met=met)} |")
    return "\n".join(lines)


def _cell(score: Score) -> str:
    percent = f"{score.percent:.1f}".removesuffix(".0")
    return percent if score.after_ms != score.after_ms else f"{percent} ({score.after_ms / 1_000:.1f} s)"


def talk_off(found: Sequence[Taken], names: Sequence[str]) -> str:
    """A row per corpus: all its variations together."""
    lines = [
        f"| {' | '.join(('no machine in', 'variations', 'minutes', *names, 'met'))} |",
        f"| --- | ---: | ---: |{' ---: |' * len(names)} --- |",
    ]
    for corpus in (*dict.fromkeys(each.corpus for each in found), ""):
        rows = [each for each in found if corpus in {each.corpus, ""}]
        cells = " | ".join(_counts([each.machines[name] for each in rows]) for name in names)
        minutes, variations = sum(each.minutes for each in rows), len({each.variation for each in rows})
        met = answer(met=not any(sum(each.machines[OURS].values()) for each in rows))
        lines.append(f"| {corpus or '**all**'} | {variations} | {minutes:.0f} | {cells} | {met} |")
    return "\n".join(lines)


def _counts(several: Sequence[Mapping[Kind, int]]) -> str:
    totals = {kind: sum(each[kind] for each in several) for kind in Kind}
    of = ", ".join(f"{count} {str(kind.name).lower().replace('_', ' ')}" for kind, count in totals.items() if count)
    return f"{sum(totals.values())}" + (f" ({of})" if of else "")


def speeds(found: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> str:
    lines = [f"| {' | '.join(('lines a core can listen to', *names))} |", f"| --- |{' ---: |' * len(names)}"]
    lines += [
        f"| {sound} | {' | '.join(f'{channels[name]:,.0f}' for name in names)} |" for sound, channels in found.items()
    ]
    return "\n".join(lines)
