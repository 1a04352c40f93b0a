"""The PIN of a SIM: one try, never the last one, and never the same on the same SIM again, restarts included."""

import pytest

from appliance.drivers.errors import DeviceLacks
from appliance.drivers.line.gsm.sim_lock import ProcessMemory
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.family_parts import PinTries
from appliance.pretend.gsm.sim import SimCard
from tests.contracts.test_every_family import WITHOUT_SOUND
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile
from tests.pretend.gsm.bench import MobileBench

FAMILIES = tuple(sorted(GSM_FAMILIES))
CARD = SimCard(pin="1234")
OTHER = SimCard(pin="1234", iccid="8949020000007654321")
_TOLD = {"ec25_uac": "quectel_ec2x_uac"}
"""Families that the modem itself does not tell from others: the settings do."""


class Locked:
    """A modem with its SIM, which a box is started at again and again."""

    def __init__(self, family: str, memory: ProcessMemory, *, card: SimCard = CARD, tries: int = 3) -> None:
        self.family, self.memory, self.card, self.tries = family, memory, card, tries
        self.sent = 0

    async def start(self, pin: str) -> str:
        """The sentence why it does not serve; empty when the SIM is open."""
        options = {"pin": pin, "family": _TOLD.get(self.family, "auto")}
        mobile = Mobile(self.family, card=self.card, options=options)
        sim = mobile.bench.modem.mobile.sim
        sim.pin_tries = self.tries
        mobile.driver.keep_pins_in(self.memory)
        try:
            await mobile.driver.prepare()
        except DeviceLacks as fault:
            return str(fault)
        finally:
            self.tries = sim.pin_tries
            self.sent += sum(b"+CPIN=" in command for command in mobile.commands)
            await mobile.close()
        return ""


@pytest.mark.parametrize("family", [each for each in FAMILIES if each not in WITHOUT_SOUND])
@in_jumping_time
async def test_a_refused_pin_costs_one_try_whatever_is_started_again(family: str) -> None:
    locked = Locked(family, ProcessMemory())
    refused = await locked.start("4321")
    assert "the SIM refuses the PIN of the line's settings (wrong PIN), and the box tries none twice" in refused
    for _ in range(3):
        again = await locked.start("4321")
        assert "has refused the PIN of the line's settings before (2 tries are left), and the box tries" in again
    assert (locked.sent, locked.tries) == (1, 2)
    assert await locked.start("1234") == "", "another PIN has its try"
    assert (locked.sent, locked.tries) == (2, 3)


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_the_last_try_is_never_taken(family: str) -> None:
    locked = Locked(family, ProcessMemory(), tries=1)
    assert "one try is left before the SIM locks itself, and the box does not take it" in await locked.start("1234")
    assert (locked.sent, locked.tries) == (0, 1)


@in_jumping_time
async def test_two_wrong_pins_leave_the_last_try_to_people() -> None:
    locked = Locked("sim7600", ProcessMemory())
    assert "refuses the PIN" in await locked.start("1111")
    assert "refuses the PIN" in await locked.start("2222")
    assert "one try is left" in await locked.start("3333")
    assert (locked.sent, locked.tries) == (2, 1)


@in_jumping_time
async def test_what_was_refused_is_known_of_its_own_sim_alone() -> None:
    memory = ProcessMemory()
    assert "refuses the PIN" in await Locked("sim7600", memory).start("4321")
    other = Locked("sim7600", memory, card=OTHER)
    assert "refuses the PIN" in await other.start("4321")
    assert other.sent == 1


@in_jumping_time
async def test_a_sim_that_people_have_opened_since_has_its_one_try_again() -> None:
    """As all tries are left nothing wrong was counted: its PIN was changed, or the power went before it was sent."""
    locked = Locked("ec25", ProcessMemory())
    assert "refuses the PIN" in await locked.start("4321")
    locked.tries, locked.card = 3, SimCard(pin="4321")
    assert await locked.start("4321") == ""
    assert locked.sent == 2


@in_jumping_time
async def test_no_pin_can_be_read_where_they_are_remembered() -> None:
    told: list[str] = []

    class Noted(ProcessMemory):
        async def remember(self, pair: str) -> None:
            told.append(pair)
            await super().remember(pair)

    await Locked("huawei_e1550", Noted()).start("4321")
    assert [len(bytes.fromhex(pair)) for pair in told] == [32]
    assert CARD.iccid not in told[0]


@in_jumping_time
async def test_a_locked_line_is_looked_at_again_for_an_hour_without_another_try() -> None:
    mobile = Mobile("sim7600", card=CARD, options={"pin": "4321"})
    mobile.driver.keep_pins_in(ProcessMemory())
    for _ in range(8):
        with pytest.raises(DeviceLacks):
            await mobile.driver.prepare()
        await pass_s(600)
    assert mobile.bench.modem.mobile.sim.pin_tries == 2
    await mobile.close()


def test_a_pretend_modem_knows_only_its_own_familys_question() -> None:
    for name, family in GSM_FAMILIES.items():
        known = MobileBench(name).modem._handlers.keys()
        assert known & {way.value for way in PinTries} == {family.pin_tries.value}
