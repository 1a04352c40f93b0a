"""A test call judged: each thing that was looked at with its figure, and what is expected."""

from collections.abc import Iterator
from typing import Final

from appliance.model.diagnosis import CallFacts, LoopStep

KEYS: Final = "123"
"""Whoever rings is asked to press these."""
NUMBER_WITHIN_MS: Final = 6_000
"""After the first ring: it comes before the second one, or with it."""
SOFT_DBM0: Final = -36.0
LOUD_DBM0: Final = -3.0
ECHO_DB: Final = 10.0
"""Softer than what we say by so much at least (G.122: 6 dB keeps a line stable; below 10 prompts hide keys)."""
NO_ECHO_DB: Final = 60.0
HANG_UP_WITHIN_MS: Final = 8_000
"""A busy tone is known after 6 s at the latest; people take a second or two to hang up."""


def judged_call(facts: CallFacts) -> tuple[LoopStep, ...]:
    """Of a call that the line's failure ended only what was well: the rest may be its fault."""
    return tuple(step for step in _steps(facts) if step.good or not facts.broke)


def _steps(facts: CallFacts) -> Iterator[LoopStep]:
    yield _number(facts)
    if facts.answered_ms is None:
        return
    yield LoopStep(about="answering", good=True, says=f"sound both ways after {facts.answered_ms} ms")
    yield _heard(facts)
    yield _echo(facts)
    yield _keys(facts)
    yield _hang_up(facts)
    if facts.released_ms is not None:
        yield LoopStep(about="release", good=True, says=f"on-hook again after {facts.released_ms} ms")


def _number(facts: CallFacts) -> LoopStep:
    if facts.number_after_ms is None:
        return LoopStep(
            about="caller id",
            good=False,
            says=f"none came in {facts.rings} rings (expected: before the second one)",
            do="ask the operator whether caller id is booked for this line; if analog, try its option country",
        )
    return LoopStep(
        about="caller id",
        good=facts.number_after_ms <= NUMBER_WITHIN_MS,
        says=f"{facts.number}, {facts.number_after_ms} ms after the first ring",
    )


def _heard(facts: CallFacts) -> LoopStep:
    level = facts.heard_dbm0
    if level is None:
        return LoopStep(about="hearing", good=None, says="nothing but keys was heard: say something in the next test")
    good = SOFT_DBM0 <= level <= LOUD_DBM0
    do = "" if good else "look at cord, splitters and the modem's gain; say something during the test"
    says = f"the far end's loudest half second has {level:.0f} dBm0 (expected: {SOFT_DBM0:.0f} to {LOUD_DBM0:.0f})"
    return LoopStep(about="hearing", good=good, says=says, do=do)


def _echo(facts: CallFacts) -> LoopStep:
    if facts.echo_dbm0 is None:
        return LoopStep(about="echo", good=None, says="the far end was gone before the tone was over")
    softer = facts.said_dbm0 - facts.echo_dbm0
    if softer >= NO_ECHO_DB:
        says = "none of our tone comes back (a modem that plays and records in turns never hears itself)"
        return LoopStep(about="echo", good=True, says=says)
    good = softer >= ECHO_DB
    do = "" if good else "keys under prompts may be missed: take away telephones in parallel, use a better cord"
    says = (
        f"our tone of {facts.said_dbm0:.0f} dBm0 comes back {softer:.0f} dB softer (expected: {ECHO_DB:.0f} and more)"
    )
    return LoopStep(about="echo", good=good, says=says, do=do)


def _keys(facts: CallFacts) -> LoopStep:
    told = f"; the modem told {facts.keys_told}" if facts.keys_told else "; the modem tells none itself"
    if not facts.keys_heard:
        says = f"none of the keys {', '.join(KEYS)} was heard{told}"
        return LoopStep(about="keys", good=False, says=says, do="press each for a quarter of a second; see hearing")
    return LoopStep(about="keys", good=facts.keys_heard == KEYS, says=f"heard {' '.join(facts.keys_heard)}{told}")


def _hang_up(facts: CallFacts) -> LoopStep:
    if facts.hung_up is not None and facts.hung_up_after_ms is None:
        says = f"{facts.hung_up.value}, before the sign to hang up"
        return LoopStep(about="hang-up", good=None, says=says)
    if facts.hung_up is None or facts.hung_up_after_ms is None:
        return LoopStep(
            about="hang-up",
            good=False,
            says="that the far end hung up was not noticed",
            do="choose the country of the exchange's tones ([sound] country); silence ends calls all the same",
        )
    seconds = facts.hung_up_after_ms / 1_000
    expected = f"expected: within {HANG_UP_WITHIN_MS // 1_000} s"
    says = f"{facts.hung_up.value}, {seconds:.1f} s after the sign to hang up ({expected})"
    return LoopStep(about="hang-up", good=facts.hung_up_after_ms <= HANG_UP_WITHIN_MS, says=says)
