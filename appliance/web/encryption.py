"""Which certificate a connection is shown, and that it is never an old one; what stands already keeps its own."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from appliance.certificates.chest import Chest, context_of
from appliance.certificates.faults import CertificateFault
from appliance.certificates.judging import covers

log = logging.getLogger(__name__)

LOOK_S = 30.0
"""Between two looks at the folder, the addresses and the calendar."""

T = TypeVar("T")


class Encryption:
    def __init__(self, chest: Chest, look_s: float = LOOK_S) -> None:
        self._chest = chest
        self._look_s = look_s
        self._seal: tuple[int, ...] = ()
        self._own: ssl.SSLContext | None = None
        self._uploaded: ssl.SSLContext | None = None
        self.uploaded_names: tuple[str, ...] = ()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> ssl.SSLContext:
        """What to listen with. Raises CertificateFault."""
        await self._look()
        listening = await asyncio.to_thread(context_of, self._chest.leaf_file)
        listening.sni_callback = self._choose
        self._looking = asyncio.create_task(self._look_on())
        return listening

    def certified(self, host: str) -> bool:
        """Whether a certificate was brought for that name."""
        return covers(self.uploaded_names, host)

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def ask(self, question: Callable[[Chest], T]) -> T:
        """Of the folder, in a thread; what it changed is shown from the next connection on. Raises CertificateFault."""
        answer = await asyncio.to_thread(question, self._chest)
        await self._look()
        return answer

    def _choose(self, wire: ssl.SSLObject, name: str | None, _listening: ssl.SSLContext) -> None:
        """Called for each handshake, also for one without a name (an address in place of a host)."""
        wanted = self._uploaded if self._uploaded is not None and self.certified((name or "").lower()) else self._own
        if wanted is not None:
            wire.context = wanted

    async def _look(self) -> None:
        for sentence in await asyncio.to_thread(self._chest.tend):
            log.info("callbox web: %s", sentence)
        seal = self._chest.seal()
        if seal != self._seal:
            self._own, self._uploaded = await asyncio.to_thread(self._chest.contexts)
            self.uploaded_names = await asyncio.to_thread(self._chest.uploaded_names)
            self._seal = seal

    async def _look_on(self) -> None:
        said = ""
        while True:
            await asyncio.sleep(self._look_s)
            try:
                await self._look()
                said = ""
            except (CertificateFault, OSError) as fault:  # the certificate of before goes on
                if str(fault) != said:
                    log.warning("callbox web: %s", fault)
                said = str(fault)
