"""What was measured of digits, in Markdown: each figure beside its aim, and whether it is met."""

from collections.abc import Sequence

from benchmarks.digits.rows import Row
from benchmarks.digits.scoring import Score
from benchmarks.digits.speed import Speed
from benchmarks.digits.talk_off import Taken

OURS, SPANDSP = "ours", "spandsp"


def answer(*, met: bool) -> str:
    return "yes" if met else "**no**"


def is_met(row: Row, score: Score) -> bool:
    """Enough or few enough, and none of them twice or wrong."""
    enough = row.least is None or score.percent >= row.least
    few = row.most is None or score.percent <= row.most
    return enough and few and score.split == score.wrong == 0


def keys(found: Sequence[tuple[Row, dict[str, Score]]], names: Sequence[str]) -> str:
    lines = [f"| {' | '.join(('keys', 'aim, %', *names, 'met'))} |", f"| --- | ---: |{' ---: |' * len(names)} --- |"]
    for row, scores in found:
        cells = " | ".join(_cell(scores[name]) for name in names)
        lines.append(f"| {row.name} | {row.aim} | {cells} | {answer(met=is_met(row, scores[OURS]))} |")
    return "\n".join(lines)


def _cell(score: Score) -> str:
    faults = "".join(f", {count} {what}" for count, what in ((score.split, "twice"), (score.wrong, "wrong")) if count)
    return f"{score.percent:.2f}".rstrip("0").rstrip(".") + faults


def talk_off(found: Sequence[Taken], names: Sequence[str]) -> str:
    """A row per corpus: all its variations together, and in which of them keys were heard."""
    lines = [
        f"| {' | '.join(('no keys in', 'variations', 'minutes', *names, 'met'))} |",
        f"| --- | ---: | ---: |{' ---: |' * len(names)} --- |",
    ]
    for corpus in dict.fromkeys(each.corpus for each in found):
        lines.append(_talk_off_row(corpus, [each for each in found if each.corpus == corpus], names))
    lines.append(_talk_off_row("**all**", found, names))
    return "\n".join(lines)


def _talk_off_row(name: str, found: Sequence[Taken], names: Sequence[str]) -> str:
    cells = " | ".join(_false(found, who) for who in names)
    minutes = sum(each.minutes for each in found)
    variations = len({each.variation for each in found})
    met = answer(met=not any(each.keys[OURS] for each in found))
    return f"| {name} | {variations} | {minutes:.0f} | {cells} | {met} |"


def _false(found: Sequence[Taken], who: str) -> str:
    heard = [each for each in found if who in each.keys]
    total = sum(each.keys[who] for each in heard)
    if len(heard) == len(found):
        return str(total)
    return f"{total} in {sum(each.minutes for each in heard):.0f} min"


def speeds(found: Sequence[Speed]) -> str:
    names = [name for name in found[0].channels if name != OURS]
    lines = [
        f"| {' | '.join(('lines a core can listen to', OURS, *names, 'met'))} |",
        f"| --- | ---: |{' ---: |' * len(names)} --- |",
    ]
    for each in found:
        cells = " | ".join(f"{each.channels[name]:,.0f}" for name in (OURS, *names))
        beside = each.channels.get(SPANDSP)
        met = "" if beside is None else answer(met=each.channels[OURS] >= beside)
        lines.append(f"| {each.sound} | {cells} | {met} |")
    return "\n".join(lines)
