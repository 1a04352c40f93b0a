"""What a voice modem tells besides rings and hang-ups: which ring, telephones beside it; and what a hook flash does."""

import pytest

from appliance.drivers.line.modem.ring_cadence import BELONGS_MS, MOST_PARTS, RingCadence
from appliance.model.events import HandsetMoved, LineAnswered, LineRang
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Kind, cx93001, make_rig, usr5637

KINDS = pytest.mark.parametrize("kind", [usr5637, cx93001])


@in_jumping_time
async def test_a_telephone_lifted_and_put_down_is_told_in_a_call_and_out_of_it() -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.event("P")
    await rig.settle()
    assert rig.events == [HandsetMoved(line="line1", lifted=True, extension=True)]
    rig.events.clear()
    rig.driver.answer(1)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    rig.events.clear()
    rig.modem.event("Hhp")
    await rig.settle()
    assert rig.events == [
        HandsetMoved(line="line1", lifted=True, extension=False),
        HandsetMoved(line="line1", lifted=False, extension=False),
        HandsetMoved(line="line1", lifted=False, extension=True),
    ]
    await rig.done()


@in_jumping_time
async def test_which_ring_it_was_is_told_with_the_ring() -> None:
    rig = make_rig()
    await rig.ready()
    for lines in (("RING A",), ("RING 2",), ("DRON=8", "DROF=4", "DRON=8", "RING"), ("RING",)):
        rig.modem.say(*lines)
        await pass_s(10)
    assert rig.events == [
        LineRang("line1", "A"),
        LineRang("line1", "2"),
        LineRang("line1", "0.8 s on, 0.4 s off, 0.8 s on"),
        LineRang("line1"),
    ]
    await rig.done()


def test_the_lengths_of_one_ring_are_bounded_and_old_ones_are_forgotten() -> None:
    cadence = RingCadence()
    for now in range(20):
        cadence.take("DRON=10", now)
    assert cadence.of_ring("", 20).count("1 s on") == MOST_PARTS
    cadence.take("DRON=10", 100)
    cadence.take("hello", 101)
    assert cadence.of_ring("", 100 + BELONGS_MS + 1) == ""
    cadence.take("DRON=10", 10_000)
    cadence.take("DROF=30", 10_000 + BELONGS_MS + 1)
    assert cadence.of_ring("", 10_000 + BELONGS_MS + 2) == "3 s off"


@pytest.mark.parametrize(
    ("kind", "told"), [(cx93001, [HandsetMoved(line="line1", lifted=True, extension=False)]), (usr5637, [])]
)
@in_jumping_time
async def test_a_modem_of_rockwells_kind_tells_a_lifted_handset_as_others_a_textphone(
    kind: Kind, told: list[HandsetMoved]
) -> None:
    rig = make_rig(kind)
    await rig.ready()
    rig.modem.event("t")
    await rig.settle()
    assert rig.events == told
    await rig.done()
