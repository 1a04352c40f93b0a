"""callbox dial, transfer and ledger: a real engine behind a real socket, a real store; the line is invented."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from appliance.cli import main
from appliance.control.server import ControlServer, serve
from appliance.control.socket_file import SocketFile
from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import (
    CloseCall,
    DialLine,
    Note,
    OpenCall,
    OrderSecond,
    SendKeys,
    TellAsker,
    TransferLine,
)
from appliance.model.events import Event
from appliance.model.outbound import LedgerRecord, OutboundKind
from appliance.model.records import CallRecord, TimelineNote
from appliance.model.snapshot import Snapshot
from appliance.model.states import AnswerSign, DialFault, HangUpCause
from appliance.model.words import CallId
from appliance.store.writer import StoreWriter
from tests.control.house import InventedBox
from tests.core.houses import CALLING_OUT
from tests.store.invented import START


class LiveBox(InventedBox):
    """An engine whose line does what `line_does` says to each thing it is told to do, one invented second apart."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = Engine()
        self.now = 0
        self.records: dict[CallId, CallRecord] = {}
        self.notes: list[TimelineNote] = []
        self.line_does: dict[type, list[Event]] = {}
        self.submit(events.BoxStarted(plan=CALLING_OUT, first_call=1, seed=1))
        self.submit(events.LineReady("line1", "an invented modem"))
        self.submit(events.LineReady("line2", "an invented modem"))
        self.submit(events.AgentSignedIn("anna"))

    def snapshot(self) -> Snapshot:
        return self.engine.snapshot()

    async def explain(self, call: CallId) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
        notes = tuple(note for note in self.notes if note.call == call)
        return (self.records[call], notes) if call in self.records else None

    def submit(self, event: Event) -> None:
        self.now += 1_000
        follows: list[Event] = []
        for action in self.engine.handle(event, self.now):
            match action:
                case OpenCall(record) | CloseCall(record):
                    self.records[record.call] = record
                case Note():
                    self.notes.append(TimelineNote(action.call, action.at_ms, action.text))
                case TellAsker():
                    self.answer(action)
                case DialLine() | TransferLine() | OrderSecond() | SendKeys():
                    follows = self.line_does.get(type(action), [])
            if isinstance(action, CloseCall):
                self.finish(action.record)
        self._changed()
        if follows:
            asyncio.get_running_loop().call_soon(self._play, tuple(follows))

    def _play(self, happened: tuple[Event, ...]) -> None:
        for event in happened:
            self.submit(event)


@pytest.fixture
async def box() -> LiveBox:
    return LiveBox()


@pytest.fixture
async def path(box: LiveBox) -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="cb") as folder:
        path = Path(folder) / "control.sock"
        server: ControlServer = await serve(box, SocketFile(path))
        yield path
        await server.close()


async def run(path: Path, *words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--socket", str(path)])


async def test_a_call_is_told_from_the_wish_to_its_end(
    box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box.line_does[DialLine] = [
        events.LineDialled("line2"),
        events.RingbackHeard("line2"),
        events.FarEndAnswered("line2", AnswerSign.NETWORK),
        events.LineHungUp("line2", HangUpCause.LOOP_BREAK),
    ]
    assert await run(path, "dial", "+49 30 1234567", "--agent", "Anna") == 0
    assert capsys.readouterr().out.splitlines() == [
        "0:00.0  line2 calls 0301234567 for agent anna",
        "0:01.0  The number is dialled",
        "0:02.0  It rings at the far end",
        "0:03.0  Answered after 0:03 (the network said so)",
        "0:04.0  The far end hung up after 0:04 (told by loop break)",
        "0301234567 was called and answered; anna spoke for 0:01.",
    ]


async def test_nobody_reached_is_1(box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box.line_does[DialLine] = [events.DialFailed("line2", DialFault.BUSY, "told by the modem")]
    assert await run(path, "dial", "0301234567", "--flow", "reminder") == 1
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "0:01.0  Nobody was reached: busy (told by the modem)"
    assert told[-1] == "0301234567 was called and not reached: busy."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dial", "0900 123456"), "0900 123456 is a premium number"),
        (("dial", "030 1", "--agent", "ana"), 'no agent is called "ana"; did you mean "anna"?'),
        (("dial", "030 1", "--line", "line9"), 'no line is called "line9"; `callbox status` shows the lines'),
        (("transfer", "anna", "workshop"), "anna has no caller to send on"),
        (("transfer", "anna", "nowhere"), 'no target is called "nowhere"; the settings have workshop'),
    ],
)
async def test_what_is_refused_says_why(
    path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert await run(path, *words) == 1
    assert capsys.readouterr().err == f"callbox: {said}\n"


@pytest.mark.parametrize(
    ("happens", "code", "said"),
    [
        (events.LineTransferred("line1"), 0, "The caller was taken over after 0:04\n"),
        (events.TransferFailed("line1", "nobody answered at 21"), 1, "Could not be sent on: nobody answered at 21\n"),
        (events.LineHungUp("line1", HangUpCause.LOOP_BREAK), 1, "The caller hung up after 0:04 (told by loop break)\n"),
    ],
)
async def test_a_caller_is_handed_over_or_comes_back(
    box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str], happens: Event, code: int, said: str
) -> None:
    box.submit(events.LineRang("line1"))
    box.submit(events.LineAnswered("line1"))
    (anna, _) = box.snapshot().agents
    assert anna.token is not None
    box.submit(events.OfferAccepted("anna", anna.token))
    box.line_does[TransferLine] = [happens]
    assert await run(path, "transfer", "anna", "workshop") == code
    assert capsys.readouterr().out == said


async def test_words_that_make_no_sense_are_2(path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        await run(path, "dial", "030 1", "--agent", "anna", "--flow", "reminder")
    assert left.value.code == 2


def test_the_ledger_lists_what_went_out_and_what_did_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = StoreWriter.open(tmp_path / "callbox.db", START)
    row = LedgerRecord(
        entry=1, kind=OutboundKind.CALL, at_utc_ms=START.utc_ms, who="agent anna", number="0301", line="front"
    )
    denied = msgspec.structs.replace(row, entry=2, number="0900 1", line=None, refused="is a premium number")
    writer.put(msgspec.structs.replace(row, length_ms=65_000), denied)
    writer.close(now=9_000)
    assert main(["ledger", "--db", str(tmp_path / "callbox.db")]) == 0
    head, second, first = capsys.readouterr().out.splitlines()
    assert head.split() == ["TIME", "WHAT", "NUMBER", "FOR", "LINE", "LENGTH", "REFUSED"]
    assert "0301    agent anna  front    1:05  -" in first
    assert second.endswith("is a premium number")
    assert main(["ledger", "--db", str(tmp_path / "callbox.db"), "--granted"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["ledger", "--db", str(tmp_path / "none.db")]) == 1
    assert "there is no such file" in capsys.readouterr().err


async def test_keys_are_pressed_in_a_conversation(box: LiveBox, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(path, "keys", "anna", "12#") == 1
    assert capsys.readouterr().err == "callbox: anna talks with nobody now\n"
    box.submit(events.LineRang("line1"))
    box.submit(events.LineAnswered("line1"))
    (anna, _) = box.snapshot().agents
    assert anna.token is not None
    box.submit(events.OfferAccepted("anna", anna.token))
    box.line_does[SendKeys] = [events.KeysTaken("line1", 2)]
    assert await run(path, "keys", "Anna", "12#") == 0
    assert capsys.readouterr().out == "The keys go out.\n"
    box.line_does[SendKeys] = [events.KeysRefused("line1", 3, "this modem cannot send A")]
    assert await run(path, "keys", "anna", "a") == 1
    assert capsys.readouterr().err == "callbox: this modem cannot send A\n"
