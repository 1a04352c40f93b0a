"""The pretend exchange, which shares nothing with the detectors, plays its own idea of each country's tones."""

import numpy as np
import pytest

from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.states import HangUpCause
from appliance.pretend.exchange_tones import COUNTRIES, ExchangeTone, TonePlayer
from appliance.sound.detectors.progress import ProgressTones
from benchmarks.hang_up import AIM_S, told


def heard(country: str, tone: ExchangeTone, seconds: int):
    player = TonePlayer(tone)
    return told(ProgressTones(load_tone_plan(country)), np.concatenate([player.next(8_000) for _ in range(seconds)]), 0)


@pytest.mark.parametrize("country", COUNTRIES)
def test_its_busy_tone_is_known_in_time(country):
    busy = heard(country, COUNTRIES[country].busy, 7)
    assert busy is not None
    assert busy.cause is HangUpCause.BUSY_TONE
    assert busy.seconds <= AIM_S


@pytest.mark.parametrize("country", COUNTRIES)
def test_its_dial_tone_is_heard_even_where_it_is_an_older_one(country):
    dial = heard(country, COUNTRIES[country].dial, 7)
    assert dial is not None
    assert dial.cause in {HangUpCause.DIAL_TONE, HangUpCause.STEADY_TONE}
    assert dial.seconds <= AIM_S


@pytest.mark.parametrize("country", COUNTRIES)
def test_its_ringback_ends_no_call(country):
    assert heard(country, COUNTRIES[country].ringback, 30) is None
