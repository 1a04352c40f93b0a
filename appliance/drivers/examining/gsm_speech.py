"""Asking a GSM or LTE modem about speech: whether it may carry it, in which form its sound comes, and keys both ways.

By the test forms of its family's own commands (27.007 §4.1): they tell what is known and change nothing.
"""

from typing import Any, Final

from appliance.drivers.examining.questions import Questions
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmSound, Keys
from appliance.protocol.masking import masked

_MOST_SHOWN: Final = 60
"""Characters of what a modem says of a command."""


async def ask_speech(questions: Questions, family: GsmFamily) -> dict[str, Any]:
    """Fields of GsmFacts. Raises DriverFault when it falls silent."""
    allowed, said = await _allowed(questions, family)
    for command in tested(family.sound.enable):
        said += tuple(f"{command} {_value(line)}" for line in await questions.lines(command))
    return {
        **allowed,
        "sound_by": family.sound.by,
        "sound_form": form(family.sound),
        "sound_says": tuple(masked(each)[:_MOST_SHOWN] for each in said),
        **await _keys(questions, family.keys),
    }


async def _allowed(questions: Questions, family: GsmFamily) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Of the family's own question; nothing where it has none, or nobody answers. And what it answered."""
    check = family.voice_check
    done = await questions.ask(check.send) if check is not None else None
    if check is None or done is None:
        return {}, ()
    lines = tuple(line for line in done.lines if check.must_say in line)
    return {"speech": bool(lines), "speech_says": check.otherwise}, tuple(f"{check.send} {_value(x)}" for x in lines)


async def _keys(questions: Questions, keys: Keys) -> dict[str, Any]:
    hears, sends = tested(keys.listen), tested((Step(send=keys.send),))
    refused = [command for command in (*sends, *hears) if await questions.known(command) is False]
    return {
        "hears_keys": ", ".join(hears).replace("=?", ""),
        "sends_keys": ", ".join(sends).replace("=?", ""),
        "keys_refused": tuple(refused),
    }


def tested(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The test form of each command that has one, once."""
    names = (step.send.partition("=")[0] for step in steps if "=" in step.send)
    return tuple(dict.fromkeys(f"{name}=?" for name in names))


def form(sound: GsmSound) -> str:
    """In which the box takes it, in words; empty where it cannot."""
    if sound.by == "none":
        return ""
    frame = f", {sound.frame_bytes} bytes each {sound.frame_ms} ms" if sound.by == "port" else ""
    return f"signed 16 bit, {sound.rate} samples a second{frame}"


def _value(line: str) -> str:
    """Without the command's name."""
    return line.partition(":")[2].strip() or line
