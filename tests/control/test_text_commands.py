"""`callbox text` and `callbox network` as a technician types them: what they ask of the box, and what they print."""

import asyncio
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.control.server import ControlServer
from appliance.control.text_command import progress, why_it_waits
from appliance.model.actions import TellAsker
from appliance.model.network import ForwardingReason, NetworkAsk, OwnNumber, SendCode, SetForwarding, SetOwnNumber
from appliance.model.records import OutgoingText
from appliance.model.snapshot import LineView, Snapshot
from appliance.model.states import LineState, OutgoingState
from appliance.model.text_events import NetworkAsked, TextOrdered
from tests.control.house import InventedBox


async def run(*words: str | Path) -> int:
    return await asyncio.to_thread(main, [str(word) for word in words])


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        (("ussd", "*100#"), SendCode("*100#")),
        (
            ("forward", "no-answer", "030123456", "--after", "15"),
            SetForwarding(ForwardingReason.NO_ANSWER, "030123456", 15),
        ),
        (("forward", "all", "off"), SetForwarding(ForwardingReason.ALL, "")),
        (("own-number", "as-booked"), SetOwnNumber(OwnNumber.AS_BOOKED)),
    ],
)
async def test_the_network_is_asked_and_its_words_are_printed(
    words: tuple[str, ...],
    ask: NetworkAsk,
    server: ControlServer,
    box: InventedBox,
    path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    box.answers = TellAsker(token=0, words=("1 Credit", "\x1b[2J"), reply_wanted=True)
    assert await run("network", "gsm1", *words, "--socket", path) == 0
    assert await run("network", "--socket", path, "gsm1", *words) == 0
    asked, again = box.submitted
    assert isinstance(asked, NetworkAsked)
    assert isinstance(again, NetworkAsked)
    assert (asked.line, asked.ask, again.ask) == ("gsm1", ask, ask)
    answer = ["1 Credit", "�[2J", "The network waits for a reply: callbox network gsm1 reply TEXT, or end."]
    assert capsys.readouterr().out.splitlines() == 2 * answer


async def test_a_text_is_ordered_and_a_refusal_is_told(
    server: ControlServer, box: InventedBox, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box.answers = TellAsker(token=0, text=12)
    assert await run("text", "0170123456", "Hi", "--line", "gsm1", "--no-wait", "--socket", path) == 0
    (ordered,) = box.submitted
    assert isinstance(ordered, TextOrdered)
    assert (ordered.number, ordered.body, ordered.line) == ("0170123456", "Hi", "gsm1")
    assert capsys.readouterr().out == "text 12 will be sent; `callbox texts` tells how it goes\n"
    box.answers = TellAsker(token=0, refusal="0900 is a premium number")
    assert await run("text", "0900", "Hi", "--socket", path) == 1
    assert capsys.readouterr().err == "callbox: 0900 is a premium number\n"


def test_how_it_goes_is_one_line() -> None:
    text = OutgoingText(
        text=3, line="gsm1", number="0170", body="Hi", ordered_utc_ms=1, state=OutgoingState.SENT, parts=2
    )
    assert progress(text) == "text 3 to 0170 on gsm1: sent in 2 parts"


def test_why_a_text_waits_is_told() -> None:
    text = OutgoingText(
        text=3, line="gsm1", number="0170", body="Hi", ordered_utc_ms=1, state=OutgoingState.TO_BE_SENT, parts=1
    )
    lines = tuple(
        LineView(name=name, state=LineState.OUT_OF_ORDER, since=0, fault=fault)
        for name, fault in (("gsm1", "no network"), ("gsm2", "no SIM"))
    )
    assert list(why_it_waits(text, Snapshot(now=1, utc_ms=0, lines=lines))) == [
        "  gsm1 is out of order: no network\n",
        "  it is sent as soon as the line works; Ctrl-C leaves that to the box\n",
    ]
    assert list(why_it_waits(text, Snapshot(now=1, utc_ms=0, lines=lines[1:]))) == []
