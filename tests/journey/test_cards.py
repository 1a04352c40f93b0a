"""GSM modems that speak through sound cards: whole calls through the box, its cards' processes, and their death."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.control.schema import SnapshotChanged
from appliance.model.states import CallState, LineState, Outcome
from appliance.pretend.report import Ended
from appliance.sound.measure import dominant_hz, span_of_tone
from appliance.sound.wav import from_bytes
from appliance.store.reader import StoreReader
from tests.journey.callers import CALLER_HZ, leaves_letter, talks
from tests.journey.house import AGENT_HZ, House
from tests.journey.processes import Box, Exchange, Listener, Running

pytestmark = pytest.mark.journey

PRETEND = "sim800,ec25_uac,a7670"
FAMILIES = ("sim800", "quectel_ec2x_uac", "a7670")
SPEAKS_MS = 4_000


def cards_of(box: Box) -> set[int]:
    """Process ids of the cards' children."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words, stat = (folder / "cmdline").read_text(), (folder / "stat").read_text()
            except OSError:
                continue
            if "card.program" in words and stat.rpartition(")")[2].split()[1] == str(box.process.pid):
                found.add(int(folder.name))
    return found


def gone(pids: set[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_calls_are_answered_and_heard_both_ways_through_cards(
    tmp_path: Path, keep: Callable[[Running], Running]
) -> None:
    house = House(folder=tmp_path, flows=("talk", "talk", "letter"), families=FAMILIES)
    house.write()
    calls = [
        call
        for _ in range(2)
        for call in (talks("line1", 2_000, rings=120), talks("line2", 2_000, rings=120), leaves_letter("line3", 2_000))
    ]
    exchange, box = Exchange(house, calls, "--family", PRETEND, "--heard", f"{tmp_path / 'heard'}"), Box(house)
    keep(exchange)
    keep(box)
    box.ready()
    cards = cards_of(box)
    assert len(cards) == len(FAMILIES)
    exchange.wait_until(lambda: len(exchange.outcomes()) == len(calls), "all callers are gone", limit_s=120)
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0
    assert gone(cards)
    outcomes = exchange.outcomes()
    assert [outcome.ended for outcome in outcomes] == [Ended.SCRIPT_DONE] * len(calls), box.said
    for outcome in outcomes:
        if outcome.line != "line3":
            heard = from_bytes(Path(outcome.heard_wav).read_bytes())
            tones = [hz for hz in AGENT_HZ if len(span_of_tone(heard, float(hz))) > 8_000]
            assert tones, outcome
    with StoreReader(house.database) as store:
        records = store.calls(100)
    assert {record.outcome for record in records} == {Outcome.ANSWERED, Outcome.MESSAGE_TAKEN}
    letters = [path for path in house.state.rglob("*.wav") if path.stat().st_size > 20_000]
    assert letters
    sounds = [from_bytes(path.read_bytes()) for path in letters]
    assert any(
        dominant_hz(span_of_tone(sound, CALLER_HZ)) == pytest.approx(CALLER_HZ, abs=3)
        for sound in sounds
        if len(span_of_tone(sound, CALLER_HZ)) > 4_000
    )


def test_a_card_that_dies_in_a_call_ends_it_and_serves_the_next_caller(
    tmp_path: Path, keep: Callable[[Running], Running]
) -> None:
    house = House(folder=tmp_path, flows=("talk",), families=("sim800",))
    house.write()
    exchange = Exchange(house, [talks("line1", 60_000), talks("line1", 1_000, rings=120)], "--family", "sim800")
    box = Box(house)
    keep(exchange)
    keep(box)
    listener = Listener(box.ready())
    box.wait_for(lambda view: any(line.state is LineState.IN_USE for line in view.lines), "somebody talks")
    box.wait_for(lambda view: bool(view.calls) and view.calls[0].state is CallState.TALKING, "with an agent")
    [card] = cards_of(box)
    os.kill(card, signal.SIGSTOP)  # it says nothing any more, as PortAudio does with a card that is gone
    exchange.wait_until(lambda: len(exchange.outcomes()) == 2, "the second caller was served", limit_s=120)
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0
    listener.until_the_end()
    first, second = exchange.outcomes()
    assert first.ended is Ended.BOX_HUNG_UP, box.said
    assert second.ended is Ended.SCRIPT_DONE, box.said
    faults = [
        line.fault
        for told in listener.told
        if isinstance(told, SnapshotChanged)
        for line in told.snapshot.lines
        if line.state is LineState.OUT_OF_ORDER
    ]
    assert "no sound for 1 s in a call" in faults[0]
    with StoreReader(house.database) as store:
        assert [record.outcome for record in store.calls(10)] == [Outcome.ANSWERED, Outcome.LINE_LOST]
