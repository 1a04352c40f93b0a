"""A call's decisions in full, told from the journal by a program of its own: the pages' process must stay alive."""

import asyncio
import os
import sys
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from appliance.control.explained import Explanation
from appliance.model.explanation import Retelling
from appliance.model.words import CallId

PATIENCE_S = 60.0
"""A journal of weeks takes some seconds to read; nobody looks at a page for longer than this."""

REMEMBERED = 64
"""Retellings of ended calls, of some 10 kB each: the journal says the same about them for ever."""

IN_THE_BACKGROUND = 19
"""The program's niceness, setpriority(2): phones and pages go before it."""

PROGRAM = (sys.executable, "-m", "appliance", "explain", "--json")


class Reteller:
    """One program at a time; who asks meanwhile waits."""

    def __init__(self, program: Sequence[str] = PROGRAM, patience_s: float = PATIENCE_S) -> None:
        self._program = program
        self._patience_s = patience_s
        self._telling = asyncio.Lock()
        self._remembered: OrderedDict[CallId, Retelling] = OrderedDict()

    async def retold(self, found: Explanation, database: str) -> Explanation:
        """With every decision of the call, or one sentence why they are not told."""
        if not database:
            return msgspec.structs.replace(found, doubt="The box does not say where its journal is.")
        call = found.call.call
        try:
            async with asyncio.timeout(self._patience_s), self._telling:
                told = self._remembered.get(call) or await self._tell(call, database)
        except TimeoutError:
            doubt = (
                f"Reading the journal takes too long for a page; `callbox explain {call}` in a terminal has the time."
            )
            return msgspec.structs.replace(found, doubt=doubt)
        if isinstance(told, str):
            return msgspec.structs.replace(found, doubt=told)
        if found.call.ended_ms is not None:
            self._remember(told)
        return msgspec.structs.replace(found, retelling=told)

    def remembered(self) -> int:
        return len(self._remembered)

    async def _tell(self, call: CallId, database: str) -> Retelling | str:
        words = [*self._program, str(call), "--db", database]
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=pipe)
        try:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child.pid, IN_THE_BACKGROUND)
            said, complaint = await child.communicate()
        finally:
            if child.returncode is None:  # too late, or nobody wants it any more
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode:
            return f"The decisions are not told in full: {complaint.decode(errors='replace').strip()}"
        whole = msgspec.json.decode(said, type=Explanation)
        return whole.retelling if whole.retelling is not None else whole.doubt

    def _remember(self, told: Retelling) -> None:
        self._remembered[told.call] = told
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
