"""The named kinds of callers: what each of them does, step by step."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from appliance.model.words import Digit, Ms
from appliance.pretend.script import (
    HangUp,
    HangUpHow,
    KindChoices,
    Listen,
    Press,
    PretendCall,
    ScriptFault,
    Step,
    Tone,
    Unplug,
    WaitSilence,
    WaitSound,
    WaitTone,
)


def _menu(choices: KindChoices, key: Digit) -> tuple[Step, ...]:
    return (WaitSound(), WaitSilence(ms=choices.menu_silence_ms), Press(keys=key))


def _talk(choices: KindChoices, ms: Ms) -> tuple[Step, ...]:
    return (
        *_menu(choices, choices.person_key),
        WaitTone(hz=choices.agent_hz, within_ms=choices.answer_within_ms),
        Tone(hz=choices.caller_hz, ms=ms, dbm0=choices.caller_dbm0),
    )


def _served(choices: KindChoices) -> tuple[Step, ...]:
    return (*_talk(choices, choices.talk_ms), HangUp())


def _abandoned(choices: KindChoices) -> tuple[Step, ...]:
    return (*_menu(choices, choices.person_key), Listen(ms=choices.patience_ms), HangUp())


def _message(choices: KindChoices) -> tuple[Step, ...]:
    return (
        *_menu(choices, choices.message_key),
        WaitSound(),
        WaitSilence(ms=choices.menu_silence_ms),
        Tone(hz=choices.caller_hz, ms=choices.message_ms, dbm0=choices.caller_dbm0),
        HangUp(),
    )


def _left_by_key(choices: KindChoices) -> tuple[Step, ...]:
    return (
        *_menu(choices, choices.person_key),
        Listen(ms=choices.patience_ms),
        Press(keys=choices.leave_key),
        Listen(ms=2_000),
        HangUp(),
    )


def _unplugged(choices: KindChoices) -> tuple[Step, ...]:
    half = choices.talk_ms // 2
    return (*_talk(choices, half), Unplug(back_after_ms=choices.back_after_ms))


def _silent_hang_up(choices: KindChoices) -> tuple[Step, ...]:
    return (*_talk(choices, choices.talk_ms), HangUp(how=HangUpHow.NOTHING))


def _vanishes(_: KindChoices) -> tuple[Step, ...]:
    return (WaitSound(), Listen(ms=500), HangUp(how=HangUpHow.NOTHING))


def _gives_up_ringing(_: KindChoices) -> tuple[Step, ...]:
    return (HangUp(),)


def _fax(_: KindChoices) -> tuple[Step, ...]:
    """CNG (T.30 §4.3.3), until the box hangs up."""
    return (Listen(ms=500), *(Tone(hz=1_100, ms=500), Listen(ms=3_000)) * 10, HangUp())


KINDS: Mapping[str, Callable[[KindChoices], tuple[Step, ...]]] = MappingProxyType(
    {
        "served": _served,
        "abandoned": _abandoned,
        "message": _message,
        "left_by_key": _left_by_key,
        "agent_no_answer": _served,  # told apart by the agent, who is slow or absent: the caller only waits
        "unplugged": _unplugged,
        "silent_hang_up": _silent_hang_up,
        "vanishes": _vanishes,
        "gives_up_ringing": _gives_up_ringing,
        "fax": _fax,
    }
)


def with_steps(call: PretendCall, choices: KindChoices) -> PretendCall:
    """The call with the steps of its kind, or as it is when it brings its own. Raises ScriptFault: unknown kind."""
    if call.steps:
        return call
    if call.kind not in KINDS:
        text = f"kind {call.kind!r}: a call without steps needs one of {', '.join(KINDS)}"
        raise ScriptFault(text)
    rings = 1 if call.kind == "gives_up_ringing" else call.patience_rings
    return msgspec.structs.replace(call, steps=KINDS[call.kind](choices), patience_rings=rings)
