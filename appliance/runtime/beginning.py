"""What a run begins with: the plan, and what the store knows of the runs before it."""

import secrets
from collections.abc import Callable, Sequence

from appliance.core.ledger import DAY_MS
from appliance.core.outgoing_drafts import MOST_OPEN, MOST_OVER
from appliance.model.events import BoxStarted
from appliance.model.outbound import LedgerRecord
from appliance.model.plan import Plan
from appliance.model.records import CallRecord, OutgoingText
from appliance.model.snapshot import TextView, text_view
from appliance.model.words import AgentName, TextId
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from appliance.store.faults import StoreFault

LAST_CALLS = LAST_TEXTS = 20
"""Shown on the pages."""
CALLS_REMEMBERED = 500
"""The journal's first line holds who spoke in them with whom: some 15 kB."""
TEXTS_REMEMBERED = MOST_OPEN + MOST_OVER
"""Sent from here: the engine holds so many."""


class Beginning:
    """A store that cannot be read keeps no phone from being answered: a notice says what is not known."""

    def __init__(self, archive: Archive, notice: Callable[[str], None]) -> None:
        self._archive = archive
        self._notice = notice

    async def event(self, plan: Plan) -> BoxStarted:
        recovery = self._archive.writer.recovery
        for sentence in recovery.sentences:
            self._notice(sentence)
        last_calls = await self._last_calls()
        first_text, texts = await self._texts()
        return BoxStarted(
            plan=plan,
            first_call=recovery.first_call,
            seed=secrets.randbits(63),
            last_calls=last_calls[:LAST_CALLS],
            last_texts=await self._last_texts(),
            spoke_with=_spoke_with(last_calls),
            first_text=first_text,
            texts=texts,
            ledger=await self._ledger(),
        )

    async def _last_calls(self) -> tuple[CallRecord, ...]:
        """For the pages, and who spoke with whom."""
        try:
            return await self._archive.lookup.calls(CALLS_REMEMBERED, None)
        except StoreFault as fault:
            self._notice(str(fault))
            return ()

    async def _last_texts(self) -> tuple[TextView, ...]:
        """For the pages."""
        try:
            return tuple(map(text_view, await self._archive.lookup.texts(LAST_TEXTS)))
        except StoreFault:
            return ()  # told once, for the calls

    async def _texts(self) -> tuple[TextId, tuple[OutgoingText, ...]]:
        """Number of the next text sent from here, and those before it, oldest first.

        While the store cannot be read they are numbered from the clock, as calls are: no box sends one each second.
        """
        try:
            newest = await self._archive.lookup.outgoing(TEXTS_REMEMBERED)
        except StoreFault:
            return clock.utc_ms() // 1_000, ()
        return max((text.text for text in newest), default=0) + 1, newest[::-1]

    async def _ledger(self) -> tuple[LedgerRecord, ...]:
        """Of the last day. What cannot be read cannot be counted: the caps begin anew."""
        try:
            return await self._archive.lookup.granted(clock.utc_ms() - DAY_MS)
        except StoreFault as fault:
            self._notice(f"{fault}; the caps of outgoing calls count from now on only")
            return ()


def _spoke_with(calls: Sequence[CallRecord]) -> dict[str, AgentName]:
    """Number → who spoke with it last, of calls that come newest first; oldest first, as the engine wants them."""
    return {
        call.caller.number: call.agent
        for call in reversed(calls)
        if call.caller.number and call.agent is not None and call.talk_began_ms is not None
    }
