"""Silence of one leg in plain numpy: what `_fastroute.leveller` has to agree with, frame by frame."""

from typing import Final

import numpy as np

from appliance.sound.frames import FRAME_SAMPLES, Samples
from appliance.sound.levels import power_of_dbm0

SILENT_DBM0: Final = -42.0
"""Above the noise of an 8-bit linear codec (-47 dBm0), below soft speech (-35 dBm0)."""
LOUDEST_NOISE_DBM0: Final = -30.0
STEADY_DB: Final = 4.5
SPELL_FRAMES: Final = 5
SPELLS: Final = 50


def quiet_frames(sound: Samples) -> list[int]:
    """After each frame, in how many in a row nothing but silence or noise was heard."""
    frames = sound[: sound.size // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    powers = np.var(frames.astype(float), axis=1)
    quiet, counted = 0, []
    for at, power in enumerate(powers):
        loud = power >= power_of_dbm0(SILENT_DBM0) and not _is_noise(powers[: at + 1])
        quiet = 0 if loud else quiet + 1
        counted.append(quiet)
    return counted


def _is_noise(powers: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    spells = powers.size // SPELL_FRAMES
    if spells < SPELLS:
        return False
    lately = powers[(spells - SPELLS) * SPELL_FRAMES : spells * SPELL_FRAMES].reshape(-1, SPELL_FRAMES).mean(axis=1)
    steady = lately.max() <= 10 ** (STEADY_DB / 10) * lately.min()
    return bool(steady and lately.max() <= power_of_dbm0(LOUDEST_NOISE_DBM0))
