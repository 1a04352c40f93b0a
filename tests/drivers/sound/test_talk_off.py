"""Talk-off: minutes of speech in several voices, and the music, must not be taken for a key or a hang-up tone."""

import shutil

import numpy as np
import pytest

from appliance.drivers.sound.speech import Speech
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.sound.detectors.ear import Ear
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.frames import Samples

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")

TEXTS = {
    "en": "Thank you for calling. All our people are talking with other customers. You are next in line; please hold. "
    "Six, seven, eight, nine, zero, star, hash. Who are you, how do you do, we are here all year round. ",
    "de+f3": "Vielen Dank für Ihren Anruf. Im Augenblick sind alle Leitungen belegt, bitte haben Sie etwas Geduld. ",
    "fr": "Merci de votre appel. Tous nos conseillers sont en ligne, veuillez patienter quelques instants. ",
    "es+m3": "Gracias por su llamada. Todas nuestras líneas están ocupadas, espere un momento por favor. ",
    "it+f2": "Grazie per la chiamata. Tutte le nostre linee sono occupate, vi preghiamo di attendere. ",
}


def spoken(tmp_path) -> Samples:
    speech = Speech(tmp_path)
    return np.concatenate([speech.samples(text * 8, voice) for voice, text in TEXTS.items()])


def at_speed(samples: Samples, factor: float) -> Samples:
    places = np.arange(0, samples.size - 1, factor)
    return np.interp(places, np.arange(samples.size), samples).astype(np.int16)


def false_alarms(samples: Samples) -> list[tuple[int, object]]:
    ear = Ear(ProgressTones(load_tone_plan("etsi425")), detect=True)
    told = []
    for at in range(0, samples.size - 159, 160):
        ear.hear(samples[at : at + 160])
        if ear.digit or ear.hang_up is not None:
            told.append((at // 8, ear.digit or ear.hang_up))
    return told


def test_speech_is_no_key_and_no_tone_at_any_speed_or_loudness(tmp_path):
    speech = spoken(tmp_path)
    assert speech.size > 4 * 60 * 8_000
    for variant in (
        speech,
        at_speed(speech, 0.9),
        at_speed(speech, 1.15),
        (speech // 8).astype(np.int16),
        np.clip(speech.astype(int) * 4, -32768, 32767).astype(np.int16),
    ):
        assert false_alarms(variant) == []
