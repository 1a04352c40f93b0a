"""A call from one line to another judged: each thing that was looked at with its figure, and what is expected."""

from collections.abc import Iterator
from typing import Final

from appliance.diagnosis.loop import ECHO_DB, HANG_UP_WITHIN_MS, LOUD_DBM0, NO_ECHO_DB, NUMBER_WITHIN_MS, SOFT_DBM0
from appliance.model.diagnosis import EndFacts, LoopStep, PairFacts
from appliance.model.states import AnswerSign
from appliance.model.words import LineName

RINGS_WITHIN_MS: Final = 15_000
"""A mobile network searches for a telephone; a wired exchange takes 3 s."""
NOTICED_WITHIN_MS: Final = 8_000
"""By the end of ringback alone: a round of it has up to 6 s (E.180)."""
SLOPE_DB: Final = 10.0
"""Softer than the middle of the band: more, and speech is dull, or a mobile codec does not take the tone."""
MIDDLE_HZ: Final = 1_004
PRESSED: Final = "159*0#"


def judged_pair(facts: PairFacts, calling: LineName, called: LineName) -> tuple[LoopStep, ...]:
    """Of a call that a line's failure ended only what was well: the rest may be its fault."""
    return tuple(step for step in _Judge(facts, calling, called).steps() if step.good or not facts.broke)


class _Judge:
    def __init__(self, facts: PairFacts, calling: LineName, called: LineName) -> None:
        self._facts = facts
        self._calling, self._called = calling, called

    def steps(self) -> Iterator[LoopStep]:
        facts = self._facts
        yield self._dialling()
        if facts.dialled_ms is None:
            return
        yield self._ringing()
        if facts.rang_ms is None:
            return
        yield self._number()
        yield self._answering()
        if facts.answered_ms is None:
            return
        yield self._noticed()
        yield from self._sound(facts.called, self._calling, self._called)
        yield from self._sound(facts.calling, self._called, self._calling)
        yield _keys(facts.called, f"{self._calling} → {self._called}")
        yield _keys(facts.calling, f"{self._called} → {self._calling}")
        if facts.calling.hung_up is not None:
            says = (
                f"{self._calling} was told that {self._called} hung up, which it had not: {facts.calling.hung_up.value}"
            )
            yield LoopStep(about="hang-up", good=False, says=says, do=_COUNTRY)
        yield self._hang_up()
        yield from self._releases()

    def _dialling(self) -> LoopStep:
        facts = self._facts
        if facts.dialled_ms is None:
            says = f"{self._calling} did not get the number out: {facts.failed or 'nothing was told within 30 s'}"
            return LoopStep(about="dialling", good=False, says=says, do=f"see callbox doctor {self._calling}")
        return LoopStep(about="dialling", good=True, says=f"the number was out after {_s(facts.dialled_ms)}")

    def _ringing(self) -> LoopStep:
        facts = self._facts
        if facts.rang_ms is None:
            heard = f"; {self._calling} heard: {facts.failed}" if facts.failed else ""
            do = f"look whether the number is that of {self._called}, and whether it forwards its calls"
            return LoopStep(about="ringing", good=False, says=f"{self._called} did not ring within 30 s{heard}", do=do)
        heard = f"{self._calling} heard {'ringback' if facts.ringback else 'no ringback'}"
        after = f"after {_s(facts.rang_ms)}" if facts.rang_ms >= 0 else "before the last digit was told to be out"
        says = f"{self._called} rang {after} (expected: within {RINGS_WITHIN_MS // 1_000} s); {heard}"
        do = "" if facts.ringback else _COUNTRY
        return LoopStep(about="ringing", good=facts.ringback and facts.rang_ms <= RINGS_WITHIN_MS, says=says, do=do)

    def _number(self) -> LoopStep:
        facts = self._facts
        if facts.number_after_ms is None:
            return LoopStep(
                about="caller id",
                good=False,
                says=f"{self._called} got none in {_rings(facts.rings)} (expected: before the second one)",
                do="ask the operator whether caller id is booked for this line; if analog, try its option country",
            )
        soon = facts.number_after_ms <= NUMBER_WITHIN_MS
        says = f"{facts.number}, {_s(facts.number_after_ms)} after the first ring"
        if facts.number_fits is None:
            known = f"; whether it is right is not known: write number into the [[line]] {self._calling}"
            return LoopStep(about="caller id", good=soon, says=says + known)
        right = f"as {self._calling} has it" if facts.number_fits else f"which is not that of {self._calling}"
        do = "" if facts.number_fits else f"correct number in the [[line]] {self._calling}, or ask its operator"
        return LoopStep(about="caller id", good=soon and facts.number_fits, says=f"{says}, {right}", do=do)

    def _answering(self) -> LoopStep:
        facts = self._facts
        if facts.answered_ms is None:
            says = f"{self._called} was not answered; {self._calling} heard: {facts.failed or 'nothing'}"
            return LoopStep(about="answering", good=False, says=says, do="its trace says why")
        return LoopStep(about="answering", good=True, says=f"{self._called} after {_s(facts.answered_ms)}")

    def _noticed(self) -> LoopStep:
        facts, expected = self._facts, f"expected: within {NOTICED_WITHIN_MS // 1_000} s"
        if facts.noticed_ms is None:
            heard = f" and heard: {facts.failed}" if facts.failed else ""
            says = f"{self._calling} did not notice that it was answered{heard} ({expected})"
            return LoopStep(about="answer", good=False, says=says, do=_COUNTRY)
        by = facts.noticed_by or AnswerSign.ASSUMED
        says = f"{self._calling} knew of it after {_s(facts.noticed_ms)}: {by.value} ({expected})"
        return LoopStep(about="answer", good=facts.noticed_ms <= NOTICED_WITHIN_MS, says=says)

    def _sound(self, heard_by: EndFacts, speaker: LineName, listener: LineName) -> Iterator[LoopStep]:
        yield self._level(heard_by, f"{speaker} → {listener}")
        own = self._facts.calling if speaker == self._calling else self._facts.called
        yield self._echo(own, speaker)

    def _level(self, heard_by: EndFacts, way: str) -> LoopStep:
        level = heard_by.tones.get(MIDDLE_HZ)
        if level is None:
            return LoopStep(
                about="level", good=False, says=f"{way}: no sound came", do="see callbox doctor of both lines"
            )
        others = {hz: other for hz, other in heard_by.tones.items() if hz != MIDDLE_HZ}
        good = SOFT_DBM0 <= level <= LOUD_DBM0 and all(level - other <= SLOPE_DB for other in others.values())
        band = "".join(f", {hz} Hz {other - level:+.0f} dB" for hz, other in others.items())
        expected = f"expected: {SOFT_DBM0:.0f} to {LOUD_DBM0:.0f}, the others {-SLOPE_DB:.0f} dB and more"
        says = f"{way}: {MIDDLE_HZ} Hz of {self._facts.said_dbm0:.0f} dBm0 come as {level:.0f} dBm0{band} ({expected})"
        do = "" if good else "look at cord, splitters and the modems' gains; mobile codecs weaken pure tones"
        return LoopStep(about="level", good=good, says=says, do=do)

    def _echo(self, own: EndFacts, name: LineName) -> LoopStep:
        if own.echo_dbm0 is None:
            says = f"{name}: nothing was heard while it spoke (a modem that plays and records in turns cannot)"
            return LoopStep(about="echo", good=None, says=says)
        softer = self._facts.said_dbm0 - own.echo_dbm0
        if softer >= NO_ECHO_DB:
            return LoopStep(about="echo", good=True, says=f"{name}: none of its own tones comes back")
        good = softer >= ECHO_DB
        do = "" if good else "keys under prompts may be missed: take away telephones in parallel, use a better cord"
        says = f"{name}: its own tones come back {softer:.0f} dB softer (expected: {ECHO_DB:.0f} and more)"
        return LoopStep(about="echo", good=good, says=says, do=do)

    def _hang_up(self) -> LoopStep:
        end, expected = self._facts.called, f"expected: within {HANG_UP_WITHIN_MS // 1_000} s"
        if end.hung_up is None:
            says = f"{self._called} did not notice within 25 s that {self._calling} hung up"
            return LoopStep(about="hang-up", good=False, says=says, do=_COUNTRY)
        if end.hung_up_after_ms is None:
            says = f"{self._called} was told that {self._calling} hung up while it had not: {end.hung_up.value}"
            return LoopStep(about="hang-up", good=False, says=says, do=_COUNTRY)
        says = f"{self._called} knew after {_s(end.hung_up_after_ms)}: {end.hung_up.value} ({expected})"
        return LoopStep(about="hang-up", good=end.hung_up_after_ms <= HANG_UP_WITHIN_MS, says=says)

    def _releases(self) -> Iterator[LoopStep]:
        for name, end in ((self._calling, self._facts.calling), (self._called, self._facts.called)):
            if end.released_ms is not None:
                yield LoopStep(about="release", good=True, says=f"{name} on-hook after {_s(end.released_ms)}")
            else:
                do = f"see callbox doctor {name}; unplug the modem if its line stays in use"
                yield LoopStep(about="release", good=False, says=f"{name} did not say that it is on-hook", do=do)


_COUNTRY: Final = "choose the country of the exchange's tones ([sound] country)"


def _keys(heard_by: EndFacts, way: str) -> LoopStep:
    told = f"the modem told {heard_by.keys_told}" if heard_by.keys_told else "the modem tells none itself"
    heard = " ".join(heard_by.keys_heard) or "none"
    good = heard_by.keys_heard == PRESSED
    says = f"{way}: heard {heard} of {' '.join(PRESSED)}; {told}"
    return LoopStep(
        about="keys", good=good, says=says, do="" if good else "see level; a mobile codec may spoil keys in the sound"
    )


def _rings(count: int) -> str:
    return "1 ring" if count == 1 else f"{count} rings"


def _s(ms: int) -> str:
    return f"{ms} ms" if ms < 1_000 else f"{ms / 1_000:.1f} s"
