"""When a GSM modem is asked for its calls: by the clock, and at once when something may have been lost."""

from typing import Literal

import pytest

from appliance.drivers.line.gsm.polls import Polls
from appliance.drivers.line.gsm.stray_calls import LOOK_MS
from appliance.drivers.line.gsm.turns import Turns, new_session
from appliance.drivers.line.modem.link import Link
from appliance.drivers.wire.memory import memory_pair
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.protocol.gsm.call_list import CallList
from tests.drivers.line.jumping_time import in_jumping_time


def polls_of(link: Link) -> Polls:
    return Polls(Turns(link), CallList(DIALECTS["standard"]), now=1_000)


@in_jumping_time
async def test_after_a_loss_it_is_asked_at_once_and_then_by_the_clock_again() -> None:
    near, far = memory_pair()
    far.open(lambda _: far.write(b"\r\nOK\r\n"), lambda _: None)
    link = Link(near, lambda *_: None, lambda _: None, new_session)
    await link.open()
    polls = polls_of(link)
    assert polls.at(1_500, on_hook=True, dialling=False) == 1_000 + LOOK_MS
    polls.soon()
    assert polls.at(1_500, on_hook=True, dialling=False) == 1_500
    now = link.now()
    assert await polls.poll() == ()
    assert polls.at(now, on_hook=True, dialling=False) == now + LOOK_MS
    link.close()


POLLING: tuple[Literal["not_while_dialling", "never"], ...] = ("not_while_dialling", "never")


@pytest.mark.parametrize("allowed", POLLING)
def test_at_once_is_not_while_it_does_harm(allowed: Literal["not_while_dialling", "never"]) -> None:
    near, _ = memory_pair()
    link = Link(near, lambda *_: None, lambda _: None, new_session)
    polls = Polls(Turns(link), CallList(DIALECTS["zte"]), allowed, 0)
    polls.soon()
    assert polls.at(5, on_hook=False, dialling=True) is None
