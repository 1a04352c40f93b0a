"""All prompts of a plan as samples: spoken from text or read from WAV files. One that fails is a tone, and is told."""

from collections.abc import Callable
from pathlib import Path

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.speech import Speech
from appliance.model.plan import Plan, PromptPlan
from appliance.model.words import PromptName
from appliance.sound import tones, wav
from appliance.sound.frames import Samples
from appliance.sound.music import hold_music

BUILT_IN: dict[PromptName, Callable[[], Samples]] = {"music": hold_music, "beep": tones.beep}
"""model.plan.BUILT_IN_PROMPTS."""

LARGEST_FILE = 64_000_000
"""Bytes; more than six minutes of studio sound. Larger ones would fill a small computer's memory."""


def load_prompts(
    plan: Plan, *, base_dir: Path, speech: Speech, language: str
) -> tuple[dict[PromptName, Samples], tuple[str, ...]]:
    """Every prompt of the plan, those built in, and one sentence for each that fell back to a tone.

    Files are named from base_dir on; texts are spoken by `language` where the prompt names none. Slow: not for the
    event loop.
    """
    prompts = {name: make() for name, make in BUILT_IN.items()}
    faults: list[str] = []
    for prompt in plan.prompts:
        try:
            prompts[prompt.name] = _loaded(prompt, base_dir, speech, language)
        except DriverFault as fault:
            faults.append(f'prompt "{prompt.name}": {fault}; a tone is played instead')
            prompts[prompt.name] = missing_prompt()
    return prompts, tuple(faults)


def missing_prompt() -> Samples:
    """What callers hear where a prompt should be: short, and not a tone of the exchange."""
    return tones.beep(600, 300, -18.0)


def _loaded(prompt: PromptPlan, base_dir: Path, speech: Speech, language: str) -> Samples:
    if prompt.text:
        return speech.samples(prompt.text, prompt.language or language)
    if prompt.file:
        return _from_file(base_dir / prompt.file)
    if prompt.name in BUILT_IN:
        return BUILT_IN[prompt.name]()
    raise DriverFault("neither text nor file is given; write one of them")


def _from_file(file: Path) -> Samples:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise DriverFault(f"{file} has {file.stat().st_size} bytes; at most {LARGEST_FILE} are taken")
        return wav.from_bytes(file.read_bytes())
    except OSError as fault:
        raise DriverFault(f"{file}: {fault.strerror}; put the WAV file there or name another") from fault
    except wav.WavFault as fault:
        raise DriverFault(f"{file}: {fault}") from fault
