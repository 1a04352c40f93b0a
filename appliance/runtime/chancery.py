"""The chancery: keeps drafts and versions of the settings, and has a draft put into effect once it is on the disk."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from appliance.config.document import from_json
from appliance.config.errors import SettingsFault
from appliance.model.settings import Settings
from appliance.model.settings_orders import (
    DraftKept,
    DropDraft,
    KeepDraft,
    PublishDraft,
    SettingsAnswer,
    SettingsOrder,
    SettingsPublished,
    SettingsRefused,
    UndoSettings,
)
from appliance.model.settings_words import FROM_FILES, SettingsDraft, SettingsVersion
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from appliance.runtime.settings_book import from_files_anew
from appliance.runtime.settings_drafts import to_keep, why_not_drop
from appliance.runtime.settings_judge import Allowed, Case, Verdict, judge_beside
from appliance.store.faults import StoreFault
from appliance.store.rows import Row
from appliance.store.settings_reader import SettingsReader
from appliance.store.settings_rows import DraftGone, VersionGone


class Source(NamedTuple):
    """Where the settings came from that the box started with."""

    main: Path
    version: int
    """Published; 0: the files."""
    document: str
    """JSON."""


class Chancery:
    """In the event loop; one order after the other, so that what one was judged on still holds when it is done."""

    def __init__(
        self,
        source: Source | None,
        archive: Archive,
        adopt: Callable[[Settings], tuple[str, ...]],
        tell: Callable[[str], None],
        *,
        judge: Callable[[Case], Verdict] = judge_beside,
    ) -> None:
        """`source` None: settings of no file, which cannot be changed. `judge` is run in a thread and only waits."""
        self._source = source
        self._archive = archive
        self._adopt = adopt
        self._tell = tell
        self._judge = judge
        self._turn = asyncio.Lock()

    async def begin(self) -> None:
        """The files, where nobody has published yet, are the newest version: drafts begin on it."""
        if self._source is None:
            return
        try:
            newest = await asyncio.to_thread(_newest, self._archive.database)
            if newest is not None and newest.origin != FROM_FILES and not self._source.version:
                self._tell(
                    f"version {newest.version} of the settings is published but could not be read as the box started; "
                    "the files hold, start it again"
                )
                return
            document = from_json(self._source.document, "the files")
            row = from_files_anew(newest, document, clock.utc_ms()) if not self._source.version else None
        except (StoreFault, SettingsFault) as fault:
            self._tell(str(fault))
            return
        if row is not None:
            await self._write(row)

    async def do(self, order: SettingsOrder) -> SettingsAnswer:
        async with self._turn:
            try:
                return await self._do(order)
            except StoreFault as fault:
                return SettingsRefused(sentence=str(fault))

    async def _do(self, order: SettingsOrder) -> SettingsAnswer:
        if self._source is None:
            return SettingsRefused(sentence="this box was not started from a file of settings: they cannot be changed")
        match order:
            case KeepDraft():
                return await self._keep(order)
            case DropDraft():
                return await self._drop(order)
            case PublishDraft() | UndoSettings():
                return await self._publish(order, self._source)

    async def _keep(self, order: KeepDraft) -> SettingsAnswer:
        newest = await asyncio.to_thread(_newest, self._archive.database)
        drafts = await asyncio.to_thread(_drafts, self._archive.database)
        draft = to_keep(order, drafts, newest, clock.utc_ms())
        if isinstance(draft, SettingsRefused):
            return draft
        fault = await self._write(draft)
        return SettingsRefused(sentence=fault) if fault else DraftKept(draft.revision)

    async def _drop(self, order: DropDraft) -> SettingsAnswer:
        drafts = await asyncio.to_thread(_drafts, self._archive.database)
        if refusal := why_not_drop(order, drafts):
            return refusal
        fault = await self._write(DraftGone(order.name))
        return SettingsRefused(sentence=fault) if fault else DraftKept(0)

    async def _publish(self, order: PublishDraft | UndoSettings, source: Source) -> SettingsAnswer:
        case = Case(order=order, main=str(source.main), database=str(self._archive.database), utc_ms=clock.utc_ms())
        verdict = await asyncio.to_thread(self._judge, case)
        if verdict.allowed is None:
            return verdict.refused or SettingsRefused(sentence="the settings were not judged, which is our fault")
        return await self._put_into_effect(order, verdict.allowed)

    async def _put_into_effect(self, order: PublishDraft | UndoSettings, allowed: Allowed) -> SettingsAnswer:
        """On the disk first: what is in effect must be found there after a power cut."""
        number = allowed.version.version
        fault = await self._write(allowed.version)
        if fault:
            self._archive.writer.put(VersionGone(number))  # the disk may take the version yet, when it is back
            return SettingsRefused(sentence=f"nothing was published: {fault}")
        later = self._adopt(allowed.settings)
        if isinstance(order, PublishDraft):
            await self._write(DraftGone(order.name))
        changed = len(allowed.changes)
        self._tell(
            f"version {number} of the settings holds, published by {order.who}: "
            f"{changed} change{'' if changed == 1 else 's'}"
        )
        return SettingsPublished(version=number, changes=allowed.changes, later=later)

    async def _write(self, *rows: Row) -> str:
        """Empty once they are on the disk, else why they are not."""
        fault = self._archive.writer.health().fault
        if fault:
            return fault
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._archive.writer.put(*rows, then=lambda why: done.set_result(why) if not done.done() else None)
        return await done


def _newest(database: Path) -> SettingsVersion | None:
    with SettingsReader(database) as reader:
        return reader.newest()


def _drafts(database: Path) -> dict[str, SettingsDraft]:
    with SettingsReader(database) as reader:
        return {draft.name: draft for draft in reader.drafts()}
