"""The chancery: drafts kept, judged, published and taken back on a real store, before anything holds."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance.config.document import document_of, from_json, to_json
from appliance.config.document_edit import read_path, with_value
from appliance.config.documents import read_tables
from appliance.model.settings import Settings
from appliance.model.settings_orders import (
    DraftKept,
    DropDraft,
    KeepDraft,
    PublishDraft,
    SettingsPublished,
    SettingsRefused,
    UndoSettings,
)
from appliance.model.settings_words import FROM_FILES, PUBLISHED, UNDONE, SettingsVersion, Spot
from appliance.runtime.archive import Archive
from appliance.runtime.chancery import Chancery, Source
from appliance.runtime.settings_drafts import MOST_DRAFTS
from appliance.runtime.settings_judge import Case, Verdict, judge
from appliance.store.intake import WriterHealth
from appliance.store.settings_reader import SettingsReader

SITE = """
[[queue]]
name = "sales"
max_wait = "10 min"
[[line]]
name = "front"
flow = "main"
options = { port = "/dev/none", pin = "1234" }
driver = "gsm_modem"
[[flow]]
name = "main"
start = "wait"
person = "wait"
[flow.steps.wait]
step = "queue"
queue = "sales"
on_overflow = "bye"
[flow.steps.bye]
step = "hang_up"
"""


class Office:
    def __init__(self, folder: Path) -> None:
        self.main = folder / "appliance.toml"
        self.archive = Archive(folder, lambda _: None)
        self.adopted: list[Settings] = []
        self.newest_when_adopted: list[int] = []
        self.told: list[str] = []
        self.chancery = self.opened()

    def opened(self, judged: Callable[[Case], Verdict] = judge) -> Chancery:
        faults: list[str] = []
        document = to_json(document_of(read_tables(self.main, faults), faults))
        source = Source(self.main, 0, document)
        return Chancery(source, self.archive, self._adopt, self.told.append, judge=judged)

    def _adopt(self, settings: Settings) -> tuple[str, ...]:
        self.adopted.append(settings)
        self.newest_when_adopted.append(self.newest().version)
        return ("later",)

    def newest(self) -> SettingsVersion:
        with SettingsReader(self.archive.database) as reader:
            found = reader.newest()
        assert found is not None
        return found

    def drafts(self) -> tuple[str, ...]:
        with SettingsReader(self.archive.database) as reader:
            return tuple(draft.name for draft in reader.drafts())

    async def keep(self, name: str, base: int = 1, revision: int = 0, **values: Any) -> object:
        with SettingsReader(self.archive.database) as reader:
            version = reader.version(base)
        document = from_json(version.document if version else "{}", "it")
        for path, value in values.items():
            document = with_value(document, read_path(path.replace("__", ".")), value)
        order = KeepDraft(name=name, base=base, revision=revision, who=name, document=to_json(document))
        return await self.chancery.do(order)

    async def publish(self, name: str, revision: int = 1) -> object:
        return await self.chancery.do(PublishDraft(name=name, revision=revision, who=name))


@asynccontextmanager
async def office_in(folder: Path, site: str = SITE) -> AsyncIterator[Office]:
    (folder / "appliance.toml").write_text(f'[box]\nstate_dir = "{folder}"\nrun_dir = "{folder}"\n{site}')
    office = Office(folder)
    await office.chancery.begin()
    yield office
    await office.archive.close()


async def test_the_files_are_the_first_version_and_a_new_one_when_they_change(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        assert (office.newest().version, office.newest().origin) == (1, FROM_FILES)
        await office.opened().begin()
        assert office.newest().version == 1
        office.main.write_text(office.main.read_text().replace("10 min", "9 min"))
        await office.opened().begin()
        assert (office.newest().version, office.newest().base) == (2, 1)


async def test_what_is_published_is_on_the_disk_before_it_holds(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        assert await office.keep("anna", queue__sales__max_wait="5 min") == DraftKept(1)
        answer = await office.publish("anna")
        assert isinstance(answer, SettingsPublished)
        assert (answer.version, answer.later) == (2, ("later",))
        assert [(each.was, each.now) for each in answer.changes] == [("10 min", "5 min")]
        assert office.newest_when_adopted == [2]
        assert office.adopted[0].plan.queues[0].max_wait_ms == 300_000
        assert (office.newest().who, office.newest().origin, office.drafts()) == ("anna", PUBLISHED, ())
        assert office.told == ["version 2 of the settings holds, published by anna: 1 change"]


async def test_what_is_wrong_is_told_at_its_field_and_nothing_changes(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 mim", line__front__options__baud="fast")
        answer = await office.publish("anna")
        assert isinstance(answer, SettingsRefused)
        assert {str(wrong.spot) for wrong in answer.wrong} == {
            str(Spot(kind="queue", name="sales", keys=("max_wait",))),
            str(Spot(kind="line", name="front", keys=("options", "baud"))),
        }
        assert (office.newest().version, office.adopted, office.drafts()) == (1, [], ("anna",))


async def test_two_admins_lose_nothing(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 min")
        await office.keep("ben", queue__sales__max_wait="20 min", box__name="Harbour")
        await office.keep("carla", queue__sales__target="30 s")
        assert isinstance(await office.publish("anna"), SettingsPublished)
        refused = await office.publish("ben")
        assert isinstance(refused, SettingsRefused)
        (conflict,) = refused.conflicts
        assert (conflict.base, conflict.theirs, conflict.ours) == ("10 min", "5 min", "20 min")
        assert (conflict.version, conflict.who) == (2, "anna")
        assert office.drafts() == ("ben", "carla")
        assert isinstance(await office.publish("carla"), SettingsPublished)
        assert from_json(office.newest().document, "it")["queue"]["sales"] == {"max_wait": "5 min", "target": "30 s"}


async def test_a_draft_changed_by_two_at_once_is_refused_to_the_second(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 min")
        assert await office.keep("anna", revision=1, queue__sales__max_wait="6 min") == DraftKept(2)
        late = await office.keep("anna", revision=1, queue__sales__max_wait="7 min")
        assert isinstance(late, SettingsRefused)
        assert "it is revision 2, not 1" in late.sentence
        unseen = await office.publish("anna", revision=1)
        assert isinstance(unseen, SettingsRefused)
        assert isinstance(await office.chancery.do(DropDraft(name="anna", revision=1, who="x")), SettingsRefused)
        assert await office.chancery.do(DropDraft(name="anna", revision=2, who="x")) == DraftKept(0)
        gone = await office.chancery.do(DropDraft(name="anna", revision=2, who="x"))
        assert isinstance(gone, SettingsRefused)
        assert gone.missing


async def test_undo_publishes_what_was_before_as_a_new_version(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        first = office.newest().document
        await office.keep("anna", queue__sales__max_wait="5 min")
        await office.publish("anna")
        undone = await office.chancery.do(UndoSettings(newest=2, who="ben"))
        assert isinstance(undone, SettingsPublished)
        newest = office.newest()
        assert (newest.version, newest.origin, newest.document) == (3, UNDONE, first)
        assert newest.note == "version 2 undone"
        assert office.adopted[-1].plan.queues[0].max_wait_ms == 600_000
        late = await office.chancery.do(UndoSettings(newest=2, who="carla"))
        assert isinstance(late, SettingsRefused)
        again = await office.chancery.do(UndoSettings(newest=3, to=2, who="ben"))
        assert isinstance(again, SettingsPublished)
        missing = await office.chancery.do(UndoSettings(newest=4, to=77, who="ben"))
        assert isinstance(missing, SettingsRefused)
        assert missing.missing


async def test_no_secret_is_in_an_answer(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", line__front__options__pin="4321")
        answer = await office.publish("anna")
        assert "4321" not in msgspec.json.encode(answer).decode()
        assert "1234" not in msgspec.json.encode(answer).decode()
        await office.keep("ben", base=2, line__front__options__pin="99999999999")
        assert "99999999999" not in msgspec.json.encode(await office.publish("ben")).decode()
        assert not any("4321" in told for told in office.told)


class Refusing:
    """A writer whose disk fails: it takes rows, and says that they are not durable."""

    def __init__(self) -> None:
        self.rows: list[object] = []
        self.fault = ""

    def health(self) -> WriterHealth:
        return WriterHealth(waiting=0, waiting_ms=0, written=0, lost=0, fault=self.fault)

    def put(self, *rows: object, then: Callable[[str], None] | None = None) -> int:
        self.rows += rows
        if then is not None:
            then("the disk is full")
        return len(self.rows)


async def test_what_the_disk_does_not_take_never_holds(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 min")
        real, refusing = office.archive.writer, Refusing()
        office.archive.writer = refusing  # type: ignore[assignment]
        answer = await office.publish("anna")
        assert isinstance(answer, SettingsRefused)
        assert answer.sentence == "nothing was published: the disk is full"
        assert [type(row).__name__ for row in refusing.rows] == ["SettingsVersion", "VersionGone"]
        refusing.fault = "the disk is full"
        assert isinstance(await office.keep("ben"), SettingsRefused)
        office.archive.writer = real
        assert office.adopted == []


async def test_drafts_are_bounded_and_their_names_and_bases_judged(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        for number in range(MOST_DRAFTS):
            assert await office.keep(f"draft {number}") == DraftKept(1)
        full = await office.keep("one more")
        assert isinstance(full, SettingsRefused)
        assert f"there are {MOST_DRAFTS} drafts" in full.sentence
        assert await office.keep("draft 0", revision=1) == DraftKept(2)
        for name, base in (("", 1), ("a/b", 1), ("ok", 9), ("ok", 0)):
            assert isinstance(await office.keep(name, base=base), SettingsRefused)


async def test_a_judge_that_fails_changes_nothing(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 min")
        office.chancery = office.opened(lambda _: Verdict(refused=SettingsRefused(sentence="could not be checked")))
        assert await office.publish("anna") == SettingsRefused(sentence="could not be checked")
        nothing = Chancery(None, office.archive, office._adopt, office.told.append)
        assert isinstance(await nothing.do(PublishDraft(name="anna", revision=1, who="x")), SettingsRefused)
        assert office.adopted == []


async def test_the_process_that_judges_says_the_same(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 min")
        from appliance.runtime.settings_judge import judge_beside

        order = PublishDraft(name="anna", revision=1, who="anna")
        case = Case(order=order, main=str(office.main), database=str(office.archive.database), utc_ms=7)
        assert judge_beside(case) == judge(case)


async def test_nothing_is_published_while_the_file_does_not_say_where_the_box_is(tmp_path: Path) -> None:
    async with office_in(tmp_path) as office:
        await office.keep("anna", queue__sales__max_wait="5 min")
        office.main.write_text("= =")
        answer = await office.publish("anna")
        assert isinstance(answer, SettingsRefused)
        assert "not TOML" in answer.wrong[0].sentence
        assert office.adopted == []


@pytest.mark.parametrize("publish_first", [False, True])
async def test_a_box_that_started_on_files_of_a_published_store_says_so(tmp_path: Path, *, publish_first: bool) -> None:
    async with office_in(tmp_path) as office:
        if publish_first:
            await office.keep("anna", queue__sales__max_wait="5 min")
            await office.publish("anna")
        office.told.clear()
        await office.opened().begin()
        assert bool(office.told) == publish_first
