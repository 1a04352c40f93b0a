"""How soon a hang-up is heard, and what is taken for one: python -m benchmarks hang_up [--draws N] [--write].

Every tone of every plan at four levels, 15 dB above noise or hum, off in frequency and cadence, over mu-law or A-law;
then prompts, music, speech, keys, ringing tones and modems, judged by the rules of every plan.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from _fastroute.bursts import ENDED, BurstFinder
from appliance.drivers.sound.tone_plans import load_tone_plan, tone_plan_names
from appliance.model.states import HangUpCause
from appliance.sound.detectors.bursts import Burst
from appliance.sound.detectors.progress import LEAST_DBM0, BurstJudge, ProgressDetector, ProgressTones, burst_of
from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tone_plan import TonePlan, ToneRule
from benchmarks import hang_up_sounds as sounds
from benchmarks.live.readme import write_section

LEVELS = (-10.0, -20.0, -30.0, -35.0)
AIM_S = 6.0
LISTENED_MS = 8_000
OVER_ECHO_DB = (15, 12, 9, 6, 3)
ECHO_PLANS = ("us", "uk", "de", "fr", "es", "cn")
ECHO_MS = 15_000


class Told(NamedTuple):
    seconds: float
    """From the beginning of the tone."""
    cause: HangUpCause


class Heard(NamedTuple):
    """What the finder of bursts said once; the same whatever the country."""

    burst: Burst
    steady_ms: int | None
    """None: the burst ended."""


class Quiet(NamedTuple):
    """A corpus judged by all plans."""

    name: str
    hours: float
    bursts: int
    alarms: int
    """Of all plans together."""


def hang_up_tones(plan: TonePlan) -> tuple[ToneRule, ...]:
    """What must be heard within AIM_S."""
    return (*plan.busy, *plan.congestion, *plan.dial)


def told(tones: ProgressTones, samples: Samples, lead_ms: float) -> Told | None:
    """When the detector of a leg says that the far end is gone."""
    detector = ProgressDetector(tones)
    for at in range(0, samples.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        cause = detector.hear(samples[at : at + FRAME_SAMPLES])
        if cause is not None:
            return Told(((at + FRAME_SAMPLES) / 8 - lead_ms) / 1_000, cause)
    return None


def drawn(
    plan: TonePlan, dbm0: float, draws: int, chance: np.random.Generator, ms: int = LISTENED_MS
) -> Iterator[Told | None]:
    """Every tone of the plan, on as many lines."""
    ready = ProgressTones(plan)
    for rule in hang_up_tones(plan):
        for _ in range(draws):
            line = sounds.drawn_line(dbm0, chance)
            yield told(ready, sounds.on_a_line(rule, line, ms, chance), line.lead_ms)


def bursts_in(samples: Samples) -> Iterator[Heard]:
    finder = BurstFinder(power_of_dbm0(LEAST_DBM0))
    for at in range(0, samples.size - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        said = finder.hear(samples[at : at + FRAME_SAMPLES])
        if said:
            yield Heard(burst_of(finder), None if said == ENDED else finder.steady_ms)


def false_alarms(heard: Sequence[Heard], tones: ProgressTones) -> list[HangUpCause]:
    judge = BurstJudge(tones)
    causes = (judge.ended(burst) if steady_ms is None else judge.lasts(burst, steady_ms) for burst, steady_ms in heard)
    return [cause for cause in causes if cause is not None]


def judged(corpus: sounds.Corpus, plans: Iterable[ProgressTones]) -> Quiet:
    """Sounds of a corpus one after the other, as the box would say them."""
    name, several = corpus
    each = list(several)
    heard = list(bursts_in(np.concatenate([part for sound in each for part in (sound, sounds.GAP)])))
    alarms = sum(len(false_alarms(heard, plan)) for plan in plans)
    return Quiet(name, sum(sound.size for sound in each) / RATE / 3_600, len(heard), alarms)


def detection_table(draws: int, chance: np.random.Generator) -> str:
    """A row per plan: median and most seconds at each level, and how many were told later than AIM_S or never."""
    rows = [
        f"| plan | tones | {' | '.join(f'{level:.0f} dBm0' for level in LEVELS)} | missed |",
        f"| --- | ---: |{' ---: |' * len(LEVELS)} ---: |",
    ]
    every: list[Told | None] = []
    for name in tone_plan_names():
        plan = load_tone_plan(name)
        cells = [list(drawn(plan, level, draws, chance)) for level in LEVELS]
        flat = [each for cell in cells for each in cell]
        every += flat
        texts = " | ".join(map(_times, cells))
        rows.append(f"| {name} {plan.country} | {len(hang_up_tones(plan))} | {texts} | {_missed(flat)} |")
    rows.append(f"| **all {len(tone_plan_names())}** | | | | | {_times(every)} | {_missed(every)} of {len(every)} |")
    return "\n".join(rows)


def _times(cell: Sequence[Told | None]) -> str:
    seconds = [each.seconds for each in cell if each is not None]
    return f"{median(seconds):.1f} · {max(seconds):.1f}" if seconds else "never"


def _missed(cell: Sequence[Told | None]) -> int:
    return sum(each is None or each.seconds > AIM_S for each in cell)


def alarm_table(corpora: Iterable[sounds.Corpus]) -> str:
    plans = [ProgressTones(load_tone_plan(name)) for name in tone_plan_names()]
    rows = [
        "| sound | minutes | bursts in it | false alarms, all plans | per hour and plan |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    hours = alarms = 0.0
    for corpus in corpora:
        quiet = judged(corpus, plans)
        hours, alarms = hours + quiet.hours, alarms + quiet.alarms
        rows.append(_alarm_row(quiet.name, quiet.hours, str(quiet.bursts), quiet.alarms, len(plans)))
    rows.append(_alarm_row("**all**", hours, "", int(alarms), len(plans)))
    return "\n".join(rows)


def _alarm_row(name: str, hours: float, bursts: str, alarms: int, plans: int) -> str:
    return f"| {name} | {hours * 60:.0f} | {bursts} | {alarms} | {alarms / hours / plans:.3g} |"


def echo_table(draws: int, corpora: Iterable[sounds.Corpus], chance: np.random.Generator) -> str:
    """Busy tone while our own sound comes back from the line: told within AIM_S, and at all."""
    rows = [
        f"| what comes back, under busy tone | {' | '.join(f'{ratio} dB' for ratio in OVER_ECHO_DB)} |",
        f"| --- |{' ---: |' * len(OVER_ECHO_DB)}",
    ]
    for name, several in corpora:
        ours = np.concatenate(list(several))
        cells = [_under_echo(ours, ratio, draws, chance) for ratio in OVER_ECHO_DB]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _under_echo(ours: Samples, ratio_db: int, draws: int, chance: np.random.Generator) -> str:
    seconds: list[float] = []
    for name in ECHO_PLANS:
        plan = load_tone_plan(name)
        ready = ProgressTones(plan)
        for _ in range(draws):
            each = told(ready, sounds.under_echo(plan.busy[0], ours, ratio_db, ECHO_MS, chance), 0)
            seconds += [each.seconds] if each is not None else []
    count = len(ECHO_PLANS) * draws
    soon = sum(each <= AIM_S for each in seconds)
    return f"{100 * soon / count:.0f} % · {100 * len(seconds) / count:.0f} %"


def every_corpus(folder: Path, chance: np.random.Generator) -> Iterator[sounds.Corpus]:
    yield from sounds.prompts(folder)
    yield from sounds.music(folder)
    yield from sounds.worse(sounds.prompts(folder))
    yield from sounds.worse(sounds.music(folder))
    yield sounds.speech()
    yield from sounds.worse([sounds.speech()])
    yield sounds.keys()
    yield sounds.ringing(chance)
    yield sounds.data(chance)


def main(argv: list[str]) -> int:
    """Prints the tables, and writes them into the README when told to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks hang_up", description=__doc__)
    parser.add_argument("--draws", type=int, default=6, help="lines per tone and level")
    parser.add_argument("--sounds", type=Path, default=sounds.SOUNDS, help="the packages' folder, if not Debian's own")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/README.md")
    arguments = parser.parse_args(argv)
    chance = np.random.default_rng(arguments.seed)
    found = detection_table(arguments.draws, chance)
    alarms = alarm_table(every_corpus(arguments.sounds, chance))
    how = f"{arguments.draws} lines per tone and level, seed {arguments.seed}. Seconds: median · most."
    own = (*sounds.prompts(arguments.sounds), *sounds.music(arguments.sounds))
    echoed = echo_table(2 * arguments.draws, own, chance)
    text = f"{how}\n\n{found}\n\n{echoed}\n\n{alarms}"
    print(text)
    if arguments.write:
        write_section("hang-up", text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
