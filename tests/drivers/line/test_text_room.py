"""A memory full of what is not the box's: told in words once, nobody's text deleted, and told when there is room."""

from typing import cast

import pytest

from appliance.drivers.line.gsm.text_listing import listed
from appliance.drivers.line.gsm.text_room import no_room
from appliance.drivers.line.gsm.turns import Turns
from appliance.model.signals import CommandDone, Result
from appliance.model.text_events import TextReceived, TextRoomSeen
from appliance.pretend.gsm.message_store import Kept, Message
from appliance.pretend.gsm.texts import PretendText
from appliance.protocol.gsm.network.storage import StoredMessage
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile

FAMILIES = ("huawei_e1550", "sim800", "sim7600", "ec25", "wavecom")
DRAFT = bytes.fromhex("0011000A8110325476980000AA05E8329BFD06")
"""A text to 0123456789 that was never sent."""


def told(mobile: Mobile) -> list[str]:
    return [event.trouble for event in mobile.events if isinstance(event, TextRoomSeen)]


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_a_memory_full_of_drafts_is_told_once_and_left_as_it_is(family: str) -> None:
    mobile = Mobile(family)
    memory = mobile.bench.modem.mobile.memories["SM"]
    while not memory.full:
        memory.put(Message(Kept.SENT if len(memory) % 2 else Kept.UNSENT, DRAFT, len(DRAFT) - 1))
    await mobile.start()
    mobile.driver._errands.inbox.look()
    await pass_s(1_300)
    [trouble] = told(mobile)
    size = memory.size
    assert trouble == (
        f"the memory for texts on the SIM is full ({size} of {size}), and no text can come in; {size} are drafts or "
        "sent texts of whoever had the SIM before, which the box does not delete: delete them with the SIM in a "
        "telephone"
    )
    assert memory.full
    assert not any(isinstance(event, TextReceived) for event in mobile.events)
    memory._places.clear()
    mobile.text(PretendText(number="+49170", text="Hello"))
    await mobile.until(lambda: len(told(mobile)) == 2, 700)
    assert told(mobile)[1] == ""
    assert [event.body for event in mobile.events if isinstance(event, TextReceived)] == ["Hello"]
    await mobile.close()


@pytest.mark.parametrize("family", FAMILIES)
@in_jumping_time
async def test_one_place_is_enough_for_texts_one_after_the_other(family: str) -> None:
    mobile = Mobile(family)
    memory = mobile.bench.modem.mobile.memories["SM"]
    while len(memory) < memory.size - 1:
        memory.put(Message(Kept.SENT, DRAFT, len(DRAFT) - 1))
    await mobile.start()
    for number in range(3):
        mobile.text(PretendText(number="+49170", text=f"Hello {number}"))
        await pass_s(700)
    texts = [event.body for event in mobile.events if isinstance(event, TextReceived)]
    assert texts == ["Hello 0", "Hello 1", "Hello 2"]
    assert len(memory) == memory.size - 1
    assert not any(told(mobile))
    await mobile.close()


@pytest.mark.parametrize(
    ("answer", "states", "begins"),
    [
        ('+CPMS: "SM",20,20,"SM",20,20,"SM",20,20', (3, 1), "the memory for texts on the SIM is full (20 of 20)"),
        ('+CPMS: "SM",1,20,"ME",5,5,"ME",5,5', (2, 2), "the memory for texts of the modem is full (5 of 5)"),
        ('+CPMS: "SM",20,20,"SM",20,20,"XX",7,7', (2,), 'the memory for texts "XX" is full (7 of 7)'),
        ('+CPMS: "SM",20,20,"SM",20,20,"SM",20,20', (0, 1, None), ""),
        ('+CPMS: "SM",19,20,"SM",19,20,"SM",19,20', (2, 3), ""),
        ('+CPMS: "SM",0,0,"SM",0,0,"SM",0,0', (2,), ""),
        ('+CPMS: "SM"', (2,), ""),
        ("+CSQ: 17,99", (2,), ""),
    ],
)
def test_what_counts_is_where_texts_come_in_and_what_is_not_ours(
    answer: str, states: tuple[int | None, ...], begins: str
) -> None:
    stored = [StoredMessage(place, state, 20, "00") for place, state in enumerate(states)]
    told = no_room(CommandDone("AT+CPMS?", Result.OK, (answer,)), stored)
    assert told.startswith(begins) if begins else told == ""
    assert no_room(CommandDone("AT+CPMS?", Result.ERROR, (answer,)), stored) == ""


class Stuttering:
    """A modem of which every reply comes twice, its result alone once: five texts in nine places, none in the first."""

    TEXTS = dict.fromkeys((1, 2, 4, 5, 8))

    async def ask(self, command: str) -> CommandDone:
        if command == "AT+CPMS?":
            return CommandDone(command, Result.OK, ('+CPMS: "SM",5,9,"SM",5,9,"SM",5,9',) * 2)
        place = int(command.removeprefix("AT+CMGR="))
        lines = (f"+CMGR: 1,,{place + 20}", f"{place:02X}" * 21) if place in self.TEXTS else ()
        return CommandDone(command, Result.OK, lines * 2)


async def test_texts_read_one_by_one_are_all_read_though_a_modem_says_everything_twice() -> None:
    found = await listed(cast(Turns, Stuttering()))
    assert found is not None
    assert [message.index for message in found.stored] == [*Stuttering.TEXTS]
