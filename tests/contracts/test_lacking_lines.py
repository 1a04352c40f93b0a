"""The contract of lines without a network or a SIM: nothing is reset, the line says why, and is back when they are."""

import pytest

from appliance.drivers.line.health_machine import Health
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileLine
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall
from tests.contracts.kept_line import KeptLine
from tests.contracts.test_every_family import WITHOUT_SOUND
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

FAMILIES = tuple(sorted(set(GSM_FAMILIES) - set(WITHOUT_SOUND)))
CALL = PretendCall(number="5551234567", steps=(Listen(ms=900), HangUp(how=HangUpHow.LOOP_BREAK)))
BACK_WITHIN_S = 20.0
"""A modem that tells of its network; started over, ATZ and all, some wait a second between the steps."""
WORDS = {
    "searching": "searching for a network",
    "not_searching": "not registered and not searching",
    "denied": "the network denies the SIM: ask the operator",
}
WAITS = "no reset would help; it is looked at again now and then, and as soon as the modem tells"


class Lacking(KeptLine):
    """Notes what reaches the modem."""

    def __init__(self, family: str) -> None:
        super().__init__(family)
        assert isinstance(self.line, MobileLine)
        self.mobile = self.line
        self.commands = b""

    def _host_said(self, wire: str, data: bytes) -> None:
        self.commands += b"" if wire else data
        super()._host_said(wire, data)

    def cover(self, registration: str) -> None:
        self.mobile._cover(NetworkChange(line="line1", registration=registration), self._now())
        self._go_on()

    def pull_sim(self) -> None:
        self.mobile.modem.pull_sim(self._now())
        self._go_on()

    def insert_sim(self) -> None:
        self.mobile.modem.insert_sim(self._now())
        self._go_on()

    @property
    def resets(self) -> bool:
        return b"+CFUN=1,1" in self.commands or b"+CRESET" in self.commands or self.mobile._plugs > 1


@pytest.mark.parametrize("registration", WORDS)
@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_network_lost_for_two_minutes_is_waited_for(family: str, registration: str) -> None:
    kept = Lacking(family)
    kept.start()
    await kept.until(lambda: kept.ups)
    await pass_s(5)
    kept.cover(registration)
    await pass_s(120)
    assert len(kept.downs) == 1
    assert "); nobody can call this line; look at its aerial and SIM; " in kept.downs[0]
    assert f"no network ({WORDS[registration]}" in kept.downs[0]
    assert kept.downs[0].endswith(WAITS)
    assert kept.keeper.rung is Health.LACKING
    kept.cover("home")
    await kept.until(lambda: len(kept.ups) == 2, BACK_WITHIN_S)
    assert not kept.resets
    assert await kept.call(CALL)
    await kept.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_gap_in_the_network_of_some_seconds_is_none(family: str) -> None:
    kept = Lacking(family)
    kept.start()
    await kept.until(lambda: kept.ups)
    await pass_s(5)
    for _ in range(5):
        kept.cover("searching")
        await pass_s(20)
        kept.cover("home")
        await pass_s(2)
    assert kept.downs == []
    await kept.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_network_that_is_away_for_an_hour_is_asked_for_less_and_less(family: str) -> None:
    kept = Lacking(family)
    kept.start()
    await kept.until(lambda: kept.ups)
    await pass_s(5)
    kept.cover("searching")
    await pass_s(3_600)
    assert not kept.resets
    assert len(kept.downs) == 1
    assert kept.commands.count(b"ATZ") < 12
    kept.cover("roaming")
    await kept.until(lambda: len(kept.ups) == 2, BACK_WITHIN_S)
    await kept.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_sim_that_is_pulled_is_told_and_nothing_is_reset(family: str) -> None:
    kept = Lacking(family)
    kept.start()
    await kept.until(lambda: kept.ups)
    await pass_s(5)
    kept.pull_sim()
    await kept.until(lambda: kept.downs, 40)
    assert "no SIM: put one in, the right way round; a modem that does not notice must be unplugged" in kept.downs[0]
    await pass_s(3_600)
    assert not kept.resets
    assert kept.keeper.rung is Health.LACKING
    kept.insert_sim()
    if kept.mobile.modem.family.sim_gone_event:
        await kept.until(lambda: len(kept.ups) == 2, BACK_WITHIN_S)
        assert await kept.call(CALL)
    else:
        kept.mobile.pull_plug(kept._now(), 2_000)
        kept._go_on()
        await kept.until(lambda: len(kept.ups) == 2, 60.0)
    await kept.close()
