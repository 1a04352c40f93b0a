"""Everything a person or a program can ask the running box: commands, pages' addresses, systemd's socket."""

import json
import re
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError

import msgspec
import pytest

from appliance.control.explained import Explanation
from appliance.model.explanation import Idle
from appliance.model.records import CallRecord
from appliance.model.snapshot import Snapshot
from appliance.model.states import CallState, LineState, Outcome
from tests.journey.callers import gives_up, leaves_letter, talks
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running, callbox

pytestmark = pytest.mark.journey


class Place:
    """A box, its exchange and its pages: one call was answered, one letter left, one missed; one caller talks now."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder=folder, flows=("talk", "talk", "letter"))
        self.house.write()
        calls = (talks("line1"), talks("line1", 600_000), gives_up("line2"), leaves_letter("line3"))
        with ExitStack() as begun:
            self.exchange = Exchange(self.house, calls)
            begun.callback(self.exchange.kill)
            self.box = Box(self.house)
            begun.callback(self.box.kill)
            self.web = Running("web", ["--config", str(self.house.config), "--port", "0"], folder / "web.log")
            begun.callback(self.web.kill)
            self.web.wait_until(lambda: "http://" in self.web.said, "it tells its address")
            self.box.ready().wait_for(_all_is_there, "one talks and three are over")
            made = callbox("user", "token", "add", "journey", "viewer", "--config", str(self.house.config))
            self.token = made.stdout.strip()
            self.end = begun.pop_all().close

    def ask(self, *words: str) -> str:
        """What a command prints; it must succeed without a word on stderr."""
        done = callbox(words[0], "--config", str(self.house.config), *words[1:])
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def fetch(self, path: str) -> bytes:
        address = re.search(r"http://\S+?/", self.web.said)
        assert address is not None
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(address[0].rstrip("/") + path, headers=headers)  # noqa: S310 – our own page
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return bytes(answer.read())


def _all_is_there(view: Snapshot) -> bool:
    return [call.state for call in view.calls] == [CallState.TALKING] and len(view.last_calls) == 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("doors"))
    yield place
    place.end()


def test_check_says_that_the_settings_are_sound(place: Place) -> None:
    said = place.ask("check")
    sound, doubt = said.splitlines()
    assert sound == "settings are sound: 3 lines, 3 agents, 1 queue, 2 flows, 0 prompts, 3 lamps"
    assert "records conversations and tells nobody" in doubt


def test_show_config_tells_what_was_changed_and_where(place: Place) -> None:
    text = place.ask("show-config", "--changed")
    shown = tomllib.loads(text)
    assert shown["box"]["name"] == "Journey"
    assert "language" not in shown["box"]
    assert [line["name"] for line in shown["line"]] == ["line1", "line2", "line3"]
    assert shown["line"][0]["options"] == {"port": str(place.house.ports / "line1")}
    assert "appliance.toml" in text
    assert "site/house.toml" in text


def test_status_shows_lines_queue_and_agents(place: Place) -> None:
    text = place.ask("status")
    assert text.startswith("Journey, 20")
    assert re.search(r"^line1 +talking +0:\d\d +5550100, with (anna|ben|carla), call \d+$", text, re.MULTILINE)
    assert re.search(r"^line2 +idle +\d:\d\d +\S.*$", text, re.MULTILINE)
    assert re.search(r"^sales +0 +- +0:20$", text, re.MULTILINE)
    assert re.search(r"^(anna|ben|carla) +talking +0:\d\d +5550100$", text, re.MULTILINE)
    assert len(re.findall(r"^(?:anna|ben|carla) +ready ", text, re.MULTILINE)) == 2


def test_calls_lists_all_with_their_outcome(place: Place) -> None:
    table = place.ask("calls")
    for told in (r"line1 +5550100 +0:00 +0:\d\d +\w+ +answered", "line2 +unknown caller .* missed", "message taken"):
        assert re.search(told, table), table
    lines = place.ask("calls", "--json").splitlines()
    records = [msgspec.json.decode(line, type=CallRecord) for line in lines]
    assert {record.outcome for record in records} == {None, Outcome.ANSWERED, Outcome.MISSED, Outcome.MESSAGE_TAKEN}


def test_explain_tells_the_story_of_a_call(place: Place) -> None:
    lines = place.ask("calls", "--json").splitlines()
    records = [msgspec.json.decode(line, type=CallRecord) for line in lines]
    answered = next(record for record in records if record.outcome is Outcome.ANSWERED)
    story = place.ask("explain", str(answered.call))
    assert answered.agent is not None
    assert story.startswith(f"Call {answered.call}: {answered.agent.title()} spoke with 5550100 for 0:0")
    assert "hung up by    caller (loop break)" in story
    for sentence in ("Rang on line1", "The number is 5550100", "Answered at ring", "answered after 0:00 of waiting"):
        assert re.search(rf"^ +0:0\d\.\d  .*{re.escape(sentence)}", story, re.MULTILINE), story


def test_a_call_that_is_not_there_is_one_sentence(place: Place) -> None:
    done = callbox("explain", "--config", str(place.house.config), "999")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"callbox: there is no call 999; the nearest is call \d\n", done.stderr)


def test_why_is_told_by_command_and_by_api(place: Place) -> None:
    """The decision is read from the journal while the box runs, by the command itself and by a program of the pages."""
    lines = place.ask("calls", "--json").splitlines()
    records = [msgspec.json.decode(line, type=CallRecord) for line in lines]
    answered = next(record for record in records if record.outcome is Outcome.ANSWERED)
    whole = msgspec.json.decode(place.ask("explain", str(answered.call), "--json"), type=Explanation)
    assert whole.retelling is not None
    (reason,) = whole.retelling.decisions
    assert whole.retelling.doubt == ""
    assert reason.sentences[0].startswith(f"Offered to {answered.agent}, who ")
    assert reason.note is not None
    assert whole.notes[reason.note].text.startswith(f"Offered to {answered.agent}: ")
    assert msgspec.json.decode(place.fetch(f"/api/v1/calls/{answered.call}/explanation"), type=Explanation) == whole
    talking = next(record.call for record in records if record.outcome is None)
    assert re.fullmatch(
        rf"Call {talking} does not wait: \w+ is talking with the caller\.\n", place.ask("why-waiting", str(talking))
    )
    idle = next(name for name in ("anna", "ben", "carla") if "has been ready for" in place.ask("why-idle", name))
    why = msgspec.json.decode(place.fetch(f"/api/v1/agents/{idle}/why-idle"), type=Idle)
    assert why.sentences[0].startswith(f"{idle.title()} has been ready for ")
    with pytest.raises(HTTPError, match="404"):
        place.fetch("/api/v1/calls/999/explanation")


def test_the_pages_process_tells_health_and_snapshot(place: Place) -> None:
    assert json.loads(place.fetch("/healthz")) == {"status": "ok", "box": "Journey"}
    view = msgspec.json.decode(place.fetch("/api/v1/snapshot"), type=Snapshot)
    assert [line.state for line in view.lines] == [LineState.IN_USE, LineState.IDLE, LineState.IDLE]
    assert all(line.modem for line in view.lines)
    assert _all_is_there(view)
    assert b"Journey" in place.fetch("/")


def test_a_second_box_in_the_same_place_is_refused_with_nothing_of_its_own_touched(
    place: Place, tmp_path: Path
) -> None:
    second = House(folder=tmp_path)
    second.write()
    own, taken = f'run_dir = "{second.socket.parent}"', f'run_dir = "{place.house.socket.parent}"'
    second.config.write_text(second.config.read_text().replace(own, taken))
    before = sorted(tmp_path.rglob("*"))
    done = callbox("run", "--config", str(second.config))
    assert done.returncode == 1
    assert done.stderr == (
        f"callbox: {place.house.socket}: callbox already runs here (pid {place.box.process.pid}); "
        "stop it first, or choose another [box] run_dir\n"
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_without_the_box_pages_say_so_and_commands_read_the_store(place: Place) -> None:
    place.box.kill()
    place.web.wait_until(lambda: _sick(place), "the pages know that the box is gone")
    done = callbox("calls", "--config", str(place.house.config))
    assert done.returncode == 0
    assert "reading the store instead" in done.stderr
    assert "answered" in done.stdout
    alone = callbox("status", "--config", str(place.house.config))
    assert alone.returncode == 1
    assert alone.stderr.count("\n") == 1


def _sick(place: Place) -> bool:
    try:
        place.fetch("/healthz")
    except HTTPError as refused:
        return refused.code == 503
    return False


def test_systemd_is_told_all_it_wants_to_know(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    house = House(folder=tmp_path)
    house.write()
    keep(Exchange(house, ()))
    box = Box(house, WATCHDOG_USEC="400000")
    keep(box)
    told = box.ready().notify.told
    assert box.notify.hears("WATCHDOG=1")
    fed = told.count("WATCHDOG=1")
    box.wait_until(lambda: box.notify.hears("STATUS=2 of 2 lines work, 0 calls, 0 waiting", 0), "it tells its status")
    box.wait_until(lambda: _count(box, "WATCHDOG=1") >= fed + 3, "the watchdog is fed again and again")
    assert box.asked_to_stop() == 0
    assert box.notify.hears("STOPPING=1")
    assert told.index("READY=1") < told.index("STOPPING=1")
    assert sum(text.startswith("READY") for text in told) == 1


def _count(box: Box, text: str) -> int:
    box.notify.hears("anything else", 0.05)  # reads what has come
    return box.notify.told.count(text)
