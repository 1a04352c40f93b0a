"""Everything the box says, made: in its own process while calls are up, so that no caller hears it being made.

`python -m appliance.drivers.sound.all_prompts` reads an Order from stdin and writes what came of it to stdout.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from appliance.config.prompt_folder import PromptFolder
from appliance.drivers.errors import DriverFault
from appliance.drivers.sound import outside
from appliance.drivers.sound.debian_sounds import SOUNDS
from appliance.drivers.sound.own_words import OwnWords
from appliance.drivers.sound.prompts import load_prompts
from appliance.drivers.sound.speech import Speech
from appliance.drivers.sound.value_parts import load_parts
from appliance.model.plan import Plan
from appliance.model.settings import Settings, SoundSettings
from appliance.model.words import PromptName, Value
from appliance.sound.frames import Samples
from appliance.sound.spoken.part_sounds import PartSounds

MODULE = "appliance.drivers.sound.all_prompts"
TIMEOUT_S = 600.0
"""A neural voice on a small computer, for a whole plan it has never spoken."""
NICER = 10
"""Calls go before."""


class Order(Value, frozen=True, kw_only=True):
    """What is to be made, and where the pieces are."""

    plan: Plan
    language: str
    sound: SoundSettings
    state_dir: str
    cache_dir: str


class AllPrompts(NamedTuple):
    prompts: dict[PromptName, Samples]
    parts: dict[str, PartSounds]
    """Language → what its values are put together from; "" is the box's."""
    faults: tuple[str, ...]
    """A sentence for each prompt that is a tone instead."""
    unspoken: int = 0
    """Phrases of values that no voice has said yet."""


def order_of(settings: Settings, plan: Plan | None = None) -> Order:
    return Order(
        plan=plan if plan is not None else settings.plan,
        language=settings.box.language,
        sound=settings.sound,
        state_dir=settings.box.state_dir,
        cache_dir=settings.box.cache_dir,
    )


def make_all(order: Order, *, speak_values: bool = True) -> AllPrompts:
    """Here and now: slow, not for the event loop, and not while calls are up.

    Without `speak_values` only what was spoken before is there for values.
    """
    speech, folder = Speech(Path(order.cache_dir), choice=order.sound), PromptFolder(order.state_dir)
    prompts, faults = load_prompts(
        order.plan, base_dir=Path("/"), speech=speech, language=order.language, folder=folder
    )
    words = OwnWords(speech, folder.names(), SOUNDS)
    parts, more, unspoken = load_parts(order.plan, words, speech, order.language, speak=speak_values)
    return AllPrompts(prompts, parts, (*faults, *more), unspoken)


def make_all_beside(order: Order) -> AllPrompts:
    """The same in a process of its own; this one only waits for it. Raises DriverFault."""
    words = [sys.executable, "-m", MODULE]
    try:
        answer = outside.run(words, msgspec.json.encode(order), timeout_s=TIMEOUT_S, writes_files=True)
        return _read(answer)
    except (DriverFault, msgspec.DecodeError) as fault:
        raise DriverFault(f"the prompts could not be made anew ({fault}); those from before are played on") from fault


class _Parts(msgspec.Struct, array_like=True):
    own: dict[str, memoryview]
    theirs: dict[str, memoryview]
    spoken: list[tuple[tuple[str, ...], memoryview]]


class _Answer(msgspec.Struct, array_like=True):
    prompts: dict[str, memoryview]
    parts: dict[str, _Parts]
    faults: tuple[str, ...]


def _write(made: AllPrompts) -> bytes:
    parts = {
        tag: _Parts(
            _bytes(sounds.own), _bytes(sounds.theirs), [(names, _out(each)) for names, each in sounds.spoken.items()]
        )
        for tag, sounds in made.parts.items()
    }
    return msgspec.msgpack.encode(_Answer(_bytes(made.prompts), parts, made.faults))


def _read(answer: bytes) -> AllPrompts:
    """Without copying a sample."""
    read = msgspec.msgpack.decode(answer, type=_Answer)
    parts = {
        tag: PartSounds(
            own=_samples(each.own),
            theirs=_samples(each.theirs),
            spoken={names: _of(sound) for names, sound in each.spoken},
        )
        for tag, each in read.parts.items()
    }
    return AllPrompts(_samples(read.prompts), parts, read.faults)


def _bytes(sounds: Mapping[str, Samples]) -> dict[str, memoryview]:
    return {name: _out(sound) for name, sound in sounds.items()}


def _out(sound: Samples) -> memoryview:
    return memoryview(sound.astype(np.int16, copy=False).tobytes())


def _samples(sounds: Mapping[str, memoryview]) -> dict[str, Samples]:
    return {name: _of(sound) for name, sound in sounds.items()}


def _of(sound: memoryview) -> Samples:
    return np.frombuffer(sound, np.int16)


def main() -> None:
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.nice(NICER)
    sys.stdout.buffer.write(_write(make_all(msgspec.json.decode(sys.stdin.buffer.read(), type=Order))))


if __name__ == "__main__":
    main()
