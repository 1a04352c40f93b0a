"""The hands do each action of the engine: on invented lines, stations and lamps, a real desk and a real store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
import pytest_asyncio

from appliance.drivers.errors import DriverFault
from appliance.model import actions, events, message_events, second_events
from appliance.model.actions import Action, WithdrawReason
from appliance.model.caller import Caller
from appliance.model.events import Event
from appliance.model.network import AskCredit, NetworkAsk
from appliance.model.prompt_events import PromptMissing
from appliance.model.states import DialFault, LampPattern, SecondOrder, SendFault, ShiftState, Trigger
from appliance.model.text_events import NetworkReplied, TextRefused
from appliance.runtime.hands import Hands
from appliance.runtime.keeper import Keeper
from appliance.runtime.legs import line_leg, station_leg
from appliance.runtime.prompt_shelf import PromptShelf
from appliance.sound.frames import FRAME_SAMPLES
from appliance.sound.reports import PlayingEnded
from appliance.store.reader import StoreReader
from appliance.store.sound_files import SoundFiles
from appliance.store.sound_kind import SoundKind
from appliance.store.writer import StoreWriter
from tests.runtime.conftest import HeardPump
from tests.store.invented import record

LINE, STATION = line_leg("line1"), station_leg("anna")
SPOKEN = np.full(FRAME_SAMPLES, 4_000, np.int16)
GERMAN = np.full(FRAME_SAMPLES, 5_000, np.int16)
OFFER = actions.OfferCall(agent="anna", token=7, call=1, caller=Caller(), queue="sales", waited_ms=0)
RECORD = actions.RecordMessage(line="line1", call=1, token=5, longest_ms=60_000, silence_ms=4_000)


class Peer:
    """A line or a station, always up, that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    async def prepare(self) -> str:
        return "invented"

    async def serve(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        return

    def answer(self, call: int) -> None:
        self.told.append(f"answer {call}")

    def hang_up(self) -> None:
        self.told.append("hang up")

    def forget_text(self, token: int) -> None:
        self.told.append(f"forget {token}")

    texts_in_call = False

    def send_text(self, order: actions.SendText) -> None:
        self.told.append(f"send {order.text}")

    def ask_network(self, token: int, ask: NetworkAsk) -> None:
        self.told.append(f"ask {token}")

    def ring(self, offer: actions.OfferCall) -> None:
        self.told.append(offer)

    def withdraw(self, withdrawal: actions.WithdrawOffer) -> None:
        self.told.append(withdrawal)

    def connect(self, call: int) -> None:
        self.told.append(f"connect {call}")

    def disconnect(self) -> None:
        self.told.append("disconnect")


class Lamps:
    def __init__(self) -> None:
        self.shown: list[tuple[str, LampPattern]] = []

    def show(self, lamp: str, pattern: LampPattern) -> None:
        if lamp == "broken":
            fault = "lamps invented: broken: no light"
            raise DriverFault(fault)
        self.shown.append((lamp, pattern))

    def close(self) -> None:
        return


@dataclass
class House:
    """The hands with all they hold."""

    line: Peer
    station: Peer
    lamps: Lamps
    pump: HeardPump
    files: SoundFiles
    hands: Hands
    submitted: list[Event] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    rested: list[str] = field(default_factory=list)

    def do(self, *wanted: Action) -> None:
        for action in wanted:
            self.hands.perform(action)

    def submit(self, event: Event) -> None:
        self.submitted.append(event)
        self.came.set()


def keeper(peer: Peer) -> Keeper[Peer]:
    return Keeper("invented", lambda: peer, up=lambda _: None, down=lambda _: None)


@pytest_asyncio.fixture
async def house(tmp_path: Path, pump: HeardPump, writer: StoreWriter) -> AsyncIterator[House]:
    line, station, lamps = Peer(), Peer(), Lamps()
    lines, stations = {"line1": keeper(line), "line2": keeper(Peer())}, {"anna": keeper(station), "ben": keeper(Peer())}
    kept = [asyncio.create_task(each.keep()) for each in (lines["line1"], stations["anna"])]
    await asyncio.gather(lines["line1"].settled(), stations["anna"].settled())
    files = SoundFiles(tmp_path, writer, deliver=asyncio.get_running_loop().call_soon_threadsafe)
    prompts = PromptShelf({"hello": SPOKEN, "hello@de": GERMAN, "music": SPOKEN})
    house: House
    hands = Hands(
        lines=lines,  # type: ignore[arg-type]
        stations=stations,  # type: ignore[arg-type]
        lamps=lamps,
        pump=pump,
        sound_files=files,
        prompts=prompts,
        submit=lambda event: house.submit(event),  # noqa: PLW0108 – the house is made after its hands
        utc_ms=lambda: 77,
        rest=lambda: house.rested.append("rest"),
    )
    house = House(line, station, lamps, pump, files, hands)
    yield house
    pump.stop()
    files.close()
    for task in kept:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_prompt_that_is_missing_ends_no_call_and_is_told(house: House) -> None:
    house.pump.open(line_leg("line1"), detect=True)
    house.do(actions.PlayPrompts("line1", ("nowhere",), 7, "fr"))
    assert [type(event) for event in house.submitted] == [PromptMissing]


def test_there_is_a_hand_for_every_action() -> None:
    assert set(Hands._DOES) == set(get_args(Action))


async def test_lines_answer_and_hang_up(house: House) -> None:
    house.do(actions.AnswerLine("line1", 3))
    house.pump.open(LINE, detect=True)
    house.do(actions.HangUpLine("line1"))
    assert house.line.told == ["answer 3", "hang up"]
    assert not house.pump.is_open(LINE)


async def test_a_line_that_cannot_dial_says_so(house: House) -> None:
    house.do(actions.DialLine("line1", 3, "21"), actions.TransferLine("line1", "21"))
    assert house.submitted == [
        events.DialFailed("line1", DialFault.NOT_READY, "the line's driver cannot dial; name another line"),
        events.TransferFailed("line1", "the line's driver cannot transfer a caller"),
    ]


async def test_only_a_line_that_can_takes_orders_about_a_second_call(house: House) -> None:
    take = actions.OrderSecond("line1", SecondOrder.TAKE)
    house.do(take)
    why = "the line's driver cannot take a second call"
    assert house.submitted == [second_events.SecondCallFailed("line1", SecondOrder.TAKE, why)]
    house.submitted.clear()
    house.line.takes_second_calls = True  # type: ignore[attr-defined]
    house.line.second_call = lambda order: house.line.told.append(f"second {order.value}")  # type: ignore[attr-defined]
    house.do(take, actions.OrderSecond("line2", SecondOrder.SWAP))
    assert house.line.told == ["second take"]
    assert house.submitted == []


async def test_a_line_that_can_dials_and_hands_over(house: House) -> None:
    house.line.dial = lambda call, number: house.line.told.append(f"dial {call} {number}")  # type: ignore[attr-defined]
    house.line.transfer = lambda number: house.line.told.append(f"transfer {number}")  # type: ignore[attr-defined]
    house.do(
        actions.DialLine("line1", 3, "030"), actions.TransferLine("line1", "21"), actions.DialLine("line2", 4, "0")
    )
    assert house.line.told == ["dial 3 030", "transfer 21"]
    assert house.submitted == []


async def test_who_asked_is_answered(house: House) -> None:
    told: list[actions.TellAsker] = []
    house.hands.tell_asker = told.append
    house.do(answer := actions.TellAsker(token=3, refusal="no"))
    assert told == [answer]


async def test_a_line_that_is_down_is_not_told(house: House) -> None:
    house.do(actions.AnswerLine("line2", 3), actions.HangUpLine("line2"))
    assert house.submitted == []


async def test_the_modem_may_forget_a_text_and_a_line_that_is_gone_is_none(house: House) -> None:
    house.do(*(actions.ForgetText(line, 7) for line in ("line1", "line2", "gone")))
    assert house.line.told == ["forget 7"]


async def test_prompts_and_music_sound_on_an_open_line_only(house: House) -> None:
    play = actions.PlayPrompts("line1", ("hello", "hello"), 4)
    house.do(play, actions.PlayMusic("line1", "music"), actions.StopSound("line1"))
    house.pump.open(LINE, detect=False)
    house.do(play)
    frames = [house.pump.desk.tick({}).frames[LINE] for _ in range(3)]
    assert [frame.any() for frame in frames] == [True, True, False]
    house.do(actions.PlayMusic("line1", "music"))
    assert all(house.pump.desk.tick({}).frames[LINE].any() for _ in range(5))
    house.do(actions.StopSound("line1"))
    assert not house.pump.desk.tick({}).frames[LINE].any()


async def test_a_prompt_sounds_in_the_caller_s_language_or_as_it_is(house: House) -> None:
    house.pump.open(LINE, detect=False)
    first = {}
    for language in ("", "de-AT", "de", "fr"):
        house.do(actions.PlayPrompts("line1", ("hello",), 4, language))
        first[language] = house.pump.desk.tick({}).frames[LINE][0]
    assert first == {"": SPOKEN[0], "de-AT": GERMAN[0], "de": GERMAN[0], "fr": SPOKEN[0]}


async def test_offers_ring_and_are_withdrawn(house: House) -> None:
    withdrawal = actions.WithdrawOffer("anna", 7, WithdrawReason.EXPIRED)
    house.do(OFFER, withdrawal)
    assert house.station.told == [OFFER, withdrawal]


async def test_an_offer_to_a_station_that_is_not_there_is_told_back(house: House) -> None:
    house.do(actions.OfferCall(agent="ben", token=7, call=1, caller=Caller(), queue="sales", waited_ms=0))
    house.do(actions.WithdrawOffer("ben", 7, WithdrawReason.EXPIRED), actions.Part("line1", "ben"))
    assert house.submitted == [events.StationLost("ben", "nothing is there to ring")]


async def test_joined_they_hear_each_other_are_recorded_and_parted(house: House, tmp_path: Path) -> None:
    house.pump.open(LINE, detect=False)
    house.do(actions.Join("line1", "anna", 1), actions.StartRecording("line1", "anna", 1))
    tick = house.pump.desk.tick({LINE: SPOKEN})
    assert np.array_equal(tick.frames[STATION], SPOKEN)
    assert len(tick.recorded) == 1
    house.do(actions.StopRecording(1), actions.Part("line1", "anna"))
    assert house.station.told == ["connect 1", "disconnect"]
    assert not house.pump.is_open(STATION)
    assert house.pump.desk.tick({LINE: SPOKEN}).recorded == ()


async def test_on_hold_the_caller_hears_music_until_the_agent_comes_back(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(actions.Join("line1", "anna", 1), actions.Hold("line1", "anna"), actions.PlayMusic("line1", "music"))
    music = house.pump.desk.tick({LINE: -SPOKEN, STATION: -SPOKEN}).frames
    assert np.array_equal(music[LINE], SPOKEN)
    assert not music[STATION].any()
    house.do(actions.StopSound("line1"), actions.Resume("line1", "anna"))
    assert np.array_equal(house.pump.desk.tick({LINE: SPOKEN, STATION: -SPOKEN}).frames[LINE], -SPOKEN)


async def test_nobody_comes_back_to_a_line_that_has_gone(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(actions.Join("line1", "anna", 1), actions.Hold("line1", "anna"), actions.HangUpLine("line1"))
    house.do(actions.Resume("line1", "anna"))
    assert not house.pump.desk.tick({STATION: SPOKEN}).frames[STATION].any()


async def test_a_station_that_went_away_as_it_answered_is_told_back(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(actions.Join("line1", "ben", 1))
    assert house.submitted == [events.StationLost("ben", "it went away as it was answered")]


async def test_nobody_is_joined_with_a_line_that_has_gone(house: House) -> None:
    house.do(actions.Join("line1", "anna", 1))
    assert house.station.told == []
    assert not house.pump.is_open(STATION)


async def test_a_message_is_kept_with_what_is_known_of_it(house: House, tmp_path: Path, writer: StoreWriter) -> None:
    writer.put(record(1))
    house.pump.open(LINE, detect=False)
    house.do(RECORD)
    assert house.hands.call_of_message(5) == 1
    assert house.pump.desk.tick({LINE: SPOKEN}).reports == ()
    house.do(actions.FinishMessage("line1", 5))
    (over,) = house.pump.desk.tick({}).reports
    assert over.leg == LINE
    house.files.write(SoundKind.MESSAGE, 1, SPOKEN)
    house.do(actions.KeepMessage(call=1, box="general", caller=Caller("5551234")))
    assert house.hands.call_of_message(5) is None
    await asyncio.wait_for(house.came.wait(), 20)
    assert house.submitted == [message_events.MessageKept(1)]
    with StoreReader(tmp_path / "callbox.db") as store:
        (message,) = store.messages()
    assert (message.call, message.box, message.caller.number, message.taken_utc_ms) == (1, "general", "5551234", 77)


async def test_who_left_a_message_hears_it(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(RECORD)
    house.files.write(SoundKind.MESSAGE, 1, SPOKEN)
    house.do(actions.PlayMessage("line1", 1, 6))
    async with asyncio.timeout(60):
        while PlayingEnded(LINE, 6) not in house.pump.reports:
            await asyncio.sleep(0)
    assert house.submitted == []  # which tells the end of what cannot be heard


async def test_a_message_that_cannot_be_heard_is_over_at_once(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(actions.PlayMessage("line1", 1, 6))
    await asyncio.wait_for(house.came.wait(), 20)
    assert house.submitted == [events.PromptsEnded("line1", 6)]


async def test_what_is_wanted_meanwhile_comes_before_the_message(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(RECORD)
    house.files.write(SoundKind.MESSAGE, 1, SPOKEN)
    house.do(actions.PlayMessage("line1", 1, 6), actions.StopSound("line1"), actions.PlayMessage("line1", 2, 7))
    await asyncio.wait_for(house.came.wait(), 20)
    assert house.submitted == [events.PromptsEnded("line1", 7)]
    assert not house.pump.desk.tick({}).frames[LINE].any()


async def test_a_message_of_nothing_is_told_as_lost(house: House) -> None:
    house.pump.open(LINE, detect=False)
    house.do(RECORD, actions.KeepMessage(call=1, box="general", caller=Caller()))
    await asyncio.wait_for(house.came.wait(), 20)
    (lost,) = house.submitted
    assert isinstance(lost, message_events.MessageLost)
    assert "empty" in lost.reason


async def test_a_dropped_message_leaves_nothing(house: House, tmp_path: Path) -> None:
    house.do(RECORD)
    assert house.hands.call_of_message(5) is None  # no sound comes from a line that is not open
    house.pump.open(LINE, detect=False)
    house.do(RECORD, actions.DropMessage(1))
    assert house.hands.call_of_message(5) is None
    house.files.close()
    assert list((tmp_path / "messages").rglob("*.wav*")) == []


async def test_lamps_light_and_a_broken_one_stops_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.do(actions.SetLamp("broken", LampPattern.ON), actions.SetLamp("front", LampPattern.FAST))
    assert house.lamps.shown == [("front", LampPattern.FAST)]
    assert "no light" in caplog.text


async def test_rest_is_passed_on_and_what_is_written_already_is_left(house: House) -> None:
    closed = record(1)
    decision = actions.NoteDecision(trigger=Trigger.FREED, call=None, agent="anna")
    interval = actions.NoteInterval(agent="anna", state=ShiftState.READY, began=0, ended=9)
    house.do(actions.OpenCall(closed), actions.CloseCall(closed), actions.Note(1, 0, "Rang"), decision, interval)
    house.do(actions.Rest())
    assert house.rested == ["rest"]
    assert house.submitted == []


async def test_texts_and_asks_reach_the_line_or_are_answered_for_it(house: House) -> None:
    send = actions.SendText(line="line1", text=4, number="+49170", body="Hi")
    ask = actions.AskNetwork("line1", 9, AskCredit())
    house.do(send, ask)
    assert house.line.told[-2:] == ["send 4", "ask 9"]
    for line in ("line2", "gone"):
        house.do(msgspec.structs.replace(send, line=line), msgspec.structs.replace(ask, line=line))
        assert house.submitted[-2:] == [
            TextRefused(line, 4, SendFault.LATER, "the line has just gone out of order"),
            NetworkReplied(line, 9, refusal=f"{line} has just gone out of order"),
        ]


async def test_keys_sound_on_a_line_whose_driver_has_no_way_of_its_own(house: House) -> None:
    order = actions.SendKeys("line1", 7, "12#")
    busy = "the keys before them are still being sent, or the line has just gone"
    house.do(order)
    house.pump.open(LINE, detect=True)
    house.do(order, actions.SendKeys("line1", 8, "3"))
    assert house.submitted == [
        events.KeysRefused("line1", 7, busy),
        events.KeysTaken("line1", 7),
        events.KeysRefused("line1", 8, busy),
    ]
    assert house.pump.desk.tick({}).frames[LINE].any()


async def test_keys_go_to_a_driver_that_sends_them_itself(house: House) -> None:
    told: list[actions.SendKeys] = []

    def send(order: actions.SendKeys) -> bool:
        told.append(order)
        return order.keys != "0"

    house.line.send_keys = send  # type: ignore[attr-defined]
    house.pump.open(LINE, detect=True)
    house.do(actions.SendKeys("line1", 7, "12#"))
    assert house.submitted == []
    assert not house.pump.desk.tick({}).frames[LINE].any()
    house.do(actions.SendKeys("line1", 8, "0"))
    assert house.submitted == [events.KeysTaken("line1", 8)]
    assert [order.keys for order in told] == ["12#", "0"]
