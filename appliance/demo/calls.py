"""The callers of the demonstration: who rings, what each of them does, and how their call must end in the record."""

import random
from collections.abc import Mapping
from types import MappingProxyType

from appliance.demo.site import AGENT_HZ
from appliance.model.caller import Presentation
from appliance.model.states import HangUpCause, Outcome
from appliance.model.words import Value
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.kinds import with_steps
from appliance.pretend.script import KindChoices, PretendCall

CALLER_HZ = 1_000
"""Part of no tone of an exchange; a multiple of 50 Hz, so that a frame more or less is seamless in it."""

CALLER_DBM0 = -15.0
TALK_MS = 2_500


class Expected(Value, frozen=True, kw_only=True):
    """How the box must write the call down."""

    outcomes: tuple[Outcome, ...]
    talks: bool = False
    """Caller and agent have heard each other."""
    leaves_message: bool = False
    misses: int = 0
    """At least so many offers were not answered."""
    cause: HangUpCause | None = None
    prompt_heard: bool = True
    """The greeting was on the wire."""


class Kind(Value, frozen=True, kw_only=True):
    share: int
    """Of a hundred callers."""
    expected: Expected
    key: str = "1"
    """Pressed in the menu."""
    announced: bool = True
    """The exchange sends a caller id."""
    on_mobile: Expected | None = None
    """Where the network tells what nobody tells on an analog line."""

    def expected_on(self, *, mobile: bool) -> Expected:
        return self.on_mobile if mobile and self.on_mobile is not None else self.expected


_TALKS = Expected(outcomes=(Outcome.ANSWERED,), talks=True)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "served": Kind(share=35, expected=_TALKS),
        "abandoned": Kind(share=10, key="3", expected=Expected(outcomes=(Outcome.ABANDONED,))),
        "message": Kind(share=15, key="2", expected=Expected(outcomes=(Outcome.MESSAGE_TAKEN,), leaves_message=True)),
        "left_by_key": Kind(share=10, key="3", expected=Expected(outcomes=(Outcome.LEFT_BY_KEY,))),
        "agent_no_answer": Kind(
            share=8, key="4", expected=Expected(outcomes=(Outcome.ANSWERED,), talks=True, misses=1)
        ),
        "unplugged": Kind(share=5, expected=Expected(outcomes=(Outcome.LINE_LOST,), talks=True)),
        "silent_hang_up": Kind(
            share=5,
            expected=Expected(outcomes=(Outcome.ANSWERED,), talks=True, cause=HangUpCause.SILENCE),
            on_mobile=Expected(outcomes=(Outcome.ANSWERED,), talks=True, cause=HangUpCause.NETWORK),
        ),
        "vanishes": Kind(
            share=7,
            expected=Expected(outcomes=(Outcome.NO_RESPONSE,)),
            on_mobile=Expected(outcomes=(Outcome.SELF_SERVED,), cause=HangUpCause.NETWORK, prompt_heard=False),
        ),
        "gives_up_ringing": Kind(
            share=5, announced=False, expected=Expected(outcomes=(Outcome.MISSED,), prompt_heard=False)
        ),
    }
)


def drawn(count: int, seed: int) -> tuple[str, ...]:
    """`count` kinds by their shares, every kind at least once when there is room; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 – a script must come out the same each time
    each_once = list(KINDS)[:count]
    weights = [kind.share for kind in KINDS.values()]
    names = each_once + chance.choices(list(KINDS), weights, k=count - len(each_once))
    chance.shuffle(names)
    return tuple(names)


def script(
    kinds: tuple[str, ...], *, seed: int = 0, gap_ms: int = 0, texts: tuple[PretendText, ...] = ()
) -> MobileScript:
    """One caller of each kind, in this order: as soon as a line is free, or at random so far apart on average."""
    chance = random.Random(seed)  # noqa: S311 – as above
    at_ms = 0
    calls = []
    for number, name in enumerate(kinds):
        at_ms += round(chance.expovariate(1 / gap_ms)) if gap_ms else 0
        calls.append(_call(name, at_ms, number))
    return MobileScript(call=tuple(calls), text=texts)


def _call(name: str, at_ms: int, number: int) -> PretendCall:
    kind = KINDS[name]
    choices = KindChoices(
        person_key=kind.key,
        message_key=kind.key,
        caller_hz=CALLER_HZ,
        caller_dbm0=CALLER_DBM0,
        agent_hz=tuple(AGENT_HZ.values()),
        patience_ms=4_000,
        talk_ms=TALK_MS,
        message_ms=TALK_MS,
    )
    call = PretendCall(
        kind=name,
        at_ms=min(at_ms, 86_400_000),
        number=f"555{number % 10_000:04}" if kind.announced else "",
        name=f"CALLER {number + 1}" if kind.announced else "",
        presentation=Presentation.GIVEN if kind.announced else Presentation.UNKNOWN,
    )
    return with_steps(call, choices)
