"""What the soak found, judged: every call with its outcome, nothing leaked, no line off-hook; as a table."""

from collections import Counter
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Final

from appliance.model.records import CallRecord
from appliance.pretend.report import Ended, PretendOutcome
from benchmarks.lines.soak import Sample, Soaked
from benchmarks.lines.weighed_box import Weight

SAME_RING_MS: Final = 1_500
RING_PERIOD_MS: Final = 500
MOST_GROWTH_MB: Final = 2.0
"""Resident after malloc_trim(0), from the middle era to the last: the lines' traces, 3 MB, are full before."""
MOST_MORE_OBJECTS: Final = 500
"""Live, but for entries of the lines' traces, likewise: one for every other call of 1,000."""
TRACED: Final = ("appliance.protocol.line_trace._Came", "appliance.model.diagnosis.TraceEntry")
"""Bounded by MOST_ENTRIES of each line."""
WARM_UP: Final = 0.1
MOST_KINDS: Final = 5


def unmatched(soaked: Soaked) -> tuple[list[PretendOutcome], list[CallRecord]]:
    """Calls that rang and of which the box has no record; records of which the exchange knows no call."""
    rang: dict[str, list[PretendOutcome]] = {}
    for outcome in (each for over in soaked.eras for each in over.outcomes):
        if outcome.first_ring_ms is not None:
            rang.setdefault(outcome.line, []).append(outcome)
    strays = []
    for record in soaked.records:
        outcomes = rang.get(record.line, [])
        outcome = _rang(outcomes, record)
        if outcome is None:
            strays.append(record)
        else:
            outcomes.remove(outcome)
    return [outcome for outcomes in rang.values() for outcome in outcomes], strays


def _rang(outcomes: list[PretendOutcome], record: CallRecord) -> PretendOutcome | None:
    """Whose ring was heard. A first ring may be lost on the wire, or come while a modem is deaf; so a record may be of
    any ring, and a little later than the last: of two callers who may be meant it is the later one.
    """
    meant = [each for each in outcomes if _may_be_of(each, record)]
    return max(meant, key=lambda each: each.first_ring_ms or 0, default=None)


def _may_be_of(outcome: PretendOutcome, record: CallRecord) -> bool:
    began = outcome.first_ring_ms or 0
    ended = max(filter(None, (outcome.off_hook_ms, began + RING_PERIOD_MS * outcome.rings)))
    return began - 50 <= record.rang_ms <= ended + SAME_RING_MS


def was_ready(soaked: Soaked, outcome: PretendOutcome) -> bool:
    """Whether the line was ready for the whole time from the first ring to the last: then it must have heard it."""
    changes = soaked.ready.get(outcome.line, [])
    began = outcome.first_ring_ms or 0
    ended = began + RING_PERIOD_MS * (outcome.rings - 1)
    before = [ready for at, ready in changes if at <= began]
    during = [ready for at, ready in changes if began < at <= ended + SAME_RING_MS]
    return bool(before) and before[-1] and all(during)


def faults(soaked: Soaked) -> Iterator[str]:
    """A sentence for each thing that is not as it must be."""
    yield from _faults_of_calls(soaked)
    yield from _faults_of_hooks(soaked)
    yield from _faults_of_texts(soaked)
    yield from _leaks(soaked)
    yield from (f"in the box's log: {line[:200]}" for line in soaked.faults[:20])


def _faults_of_calls(soaked: Soaked) -> Iterator[str]:
    missing, strays = unmatched(soaked)
    answered = [each for each in missing if each.off_hook_ms is not None]
    if answered:
        yield f"{len(answered)} answered calls without a record: {[(each.line, each.kind) for each in answered]}"
    if unheard := [each for each in missing if each.off_hook_ms is None and was_ready(soaked, each)]:
        yield f"{len(unheard)} calls rang and were never heard of: {[(each.line, each.rings) for each in unheard]}"
    if strays:
        yield f"{len(strays)} records of calls that nobody made: {[(each.call, each.line) for each in strays]}"
    if bare := [each.call for each in soaked.records if each.outcome is None or each.ended_ms is None]:
        yield f"{len(bare)} records without an outcome: {bare}"


def _faults_of_hooks(soaked: Soaked) -> Iterator[str]:
    if soaked.off_hook:
        yield f"not on-hook when asked: {soaked.off_hook}"
    for number, over in enumerate(soaked.eras):
        if not over.hooks.startswith("0 lines"):
            yield f"era {number}: {over.hooks}"


def _faults_of_texts(soaked: Soaked) -> Iterator[str]:
    bodies = Counter(text.body for text in soaked.texts)
    wanted = {body for over in soaked.eras for body in over.era.texts}
    if lost := wanted - bodies.keys():
        yield f"{len(lost)} texts lost: {sorted(lost)}"
    if strange := bodies.keys() - wanted:
        yield f"texts that nobody sent: {sorted(strange)}"
    if twice := [body[:30] for body, count in bodies.items() if count > 1]:
        yield f"texts told twice: {twice}"


def _leaks(soaked: Soaked) -> Iterator[str]:
    first, last = soaked.eras[0].idle, soaked.eras[-1].idle
    if last.tasks > first.tasks:
        yield f"tasks went from {first.tasks} to {last.tasks}"
    if last.descriptors > first.descriptors:
        yield f"descriptors went from {first.descriptors} to {last.descriptors}"
    yield from _growth(soaked)


def _growth(soaked: Soaked) -> Iterator[str]:
    weights = [over.weight for over in soaked.eras]
    middle, last = weights[len(weights) // 2], weights[-1]
    grown = last.trimmed_mb - middle.trimmed_mb
    if grown > MOST_GROWTH_MB:
        yield f"memory grew by {grown:.1f} MB from the middle era to the last"
    more = _untraced(last) - _untraced(middle)
    if more > MOST_MORE_OBJECTS:
        yield f"{more} live objects more in the last era than in the middle one: {_kinds(middle, last)}"


def _untraced(weight: Weight) -> int:
    return weight.objects - sum(weight.kinds.get(name, 0) for name in TRACED)


def quarters(samples: list[Sample]) -> tuple[float, float]:
    """Mean resident MB of the first quarter after the warm-up, and of the last."""
    warm = samples[int(WARM_UP * len(samples)) :]
    quarter = max(len(warm) // 4, 1)
    return fmean(each.rss_mb for each in warm[:quarter]), fmean(each.rss_mb for each in warm[-quarter:])


def table(soaked: Soaked) -> str:
    """For people."""
    outcomes = [each for over in soaked.eras for each in over.outcomes]
    missing, _ = unmatched(soaked)
    first, last = quarters(soaked.samples)
    begun, ended = soaked.eras[0].idle, soaked.eras[-1].idle
    plugged = sum(each.ended is Ended.UNPLUGGED for each in outcomes)
    counts = Counter(record.outcome.value if record.outcome else "none" for record in soaked.records)
    heard = sum(len(over.era.texts) for over in soaked.eras)
    rows = [
        ("calls of the exchange", f"{len(outcomes)} in {len(soaked.eras)} eras"),
        ("of them pulled out in mid-call", f"{plugged}; all 16 modems pulled out {len(soaked.eras) - 1} times"),
        ("records of the box", f"{len(soaked.records)}, each with its outcome: {_counted(counts)}"),
        (
            "rang and were not heard of",
            f"{len(missing)}, {sum(was_ready(soaked, each) for each in missing)} of them on a line that was ready",
        ),
        ("texts", f"{heard} sent, {len(soaked.texts)} on the disk"),
        ("off-hook, asked after the kill", f"{len(soaked.off_hook)} of {soaked.asked} modems"),
        ("off-hook, as the exchange saw it", f"{_counted(Counter(over.hooks for over in soaked.eras))}"),
        ("tasks, first era → last", f"{begun.tasks} → {ended.tasks}"),
        ("descriptors, first era → last", f"{begun.descriptors} → {ended.descriptors}"),
        ("resident memory, first quarter → last", f"{first:.1f} → {last:.1f} MB"),
        ("time, processor time of the box", f"{soaked.samples[-1].at_s:.0f} s, {soaked.cpu_s:.0f} s"),
    ]
    rows += _memory(soaked)
    return "\n".join(("| what | found |", "| --- | --- |", *(f"| {what} | {found} |" for what, found in rows)))


def _memory(soaked: Soaked) -> list[tuple[str, str]]:
    """Weighed at the end of eras, all lines idle: the first, the middle one, the last."""
    weights = [over.weight for over in soaked.eras]
    three = weights[0], weights[len(weights) // 2], weights[-1]
    return [
        (f"… {what}, first era → middle → last", " → ".join(form.format(figure(each)) for each in three) + unit)
        for what, form, figure, unit in _FIGURES
    ] + [("… classes with more objects, middle → last", _kinds(three[1], three[2]))]


_FIGURES: Final[tuple[tuple[str, str, Callable[[Weight], float], str], ...]] = (
    ("resident when the era ends", "{:.1f}", lambda each: each.resident_mb, " MB"),
    ("resident after malloc_trim(0)", "{:.1f}", lambda each: each.trimmed_mb, " MB"),
    ("handed out by malloc", "{:.1f}", lambda each: each.malloc_mb, " MB"),
    ("blocks handed out by Python", "{:,}", lambda each: each.blocks, ""),
    ("live objects made since the start", "{:,}", lambda each: each.objects, ""),
    ("objects that waited for a full collection", "{:,}", lambda each: each.garbage, ""),
)


def _kinds(before: Weight, after: Weight) -> str:
    more = Counter(after.kinds)
    more.subtract(before.kinds)
    return ", ".join(f"{count:+} {name}" for name, count in more.most_common(MOST_KINDS) if count > 0) or "none"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in counts.most_common())
