"""The two kinds of sound kept as files: where they are, how many channels, how they are named."""

import re
from enum import Enum
from pathlib import Path

from appliance.model.words import CallId

CALLS_PER_FOLDER = 1_000
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")


class SoundKind(Enum):
    """Value: folder below the state directory."""

    RECORDING = "recordings"
    MESSAGE = "messages"

    @property
    def channels(self) -> int:
        return CHANNELS[self]


CHANNELS = {SoundKind.RECORDING: 2, SoundKind.MESSAGE: 1}


def free_path(state_dir: Path, kind: SoundKind, call: CallId) -> Path:
    """recordings/12/call-12345-1.wav: a name no file has, whole or in parts."""
    folder = state_dir / kind.value / str(call // CALLS_PER_FOLDER)
    n = 1
    while (folder / f"call-{call}-{n}.wav").exists() or (folder / f"call-{call}-{n}.wav.part").exists():
        n += 1
    return folder / f"call-{call}-{n}.wav"


def call_of(path: Path) -> CallId | None:
    """The call a file belongs to, from its name; None for a name that is not ours."""
    words = path.name.split(".")[0].split("-")
    if len(words) != 3 or words[0] != "call" or not words[1].isdecimal():
        return None
    return int(words[1])


def message_file(name: str) -> str | None:
    """Where the message of that id is, below the state directory; None for what is no id, such as a path."""
    call, dash, number = name.partition("-")
    numbers = all(_NUMBER.fullmatch(part) for part in (call, number))
    if not dash or not numbers:
        return None
    return f"{SoundKind.MESSAGE.value}/{int(call) // CALLS_PER_FOLDER}/call-{name}.wav"
