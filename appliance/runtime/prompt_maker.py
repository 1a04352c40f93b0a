"""Makes prompts anew while the box runs: one making at a time, and of what is asked meanwhile only the newest."""

import asyncio
from collections.abc import Callable

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.all_prompts import AllPrompts, Order, make_all_beside
from appliance.model.prompt_events import PromptEvent, PromptsMade
from appliance.runtime.prompt_shelf import PromptShelf


class PromptMaker:
    """What is played changes when the making is over, between two prompts; a making that fails changes nothing."""

    def __init__(
        self,
        shelf: PromptShelf,
        submit: Callable[[PromptEvent], None],
        make: Callable[[Order], AllPrompts] = make_all_beside,
    ) -> None:
        """`make` is run in a thread and shall only wait there."""
        self._shelf = shelf
        self._submit = submit
        self._make = make
        self._wanted: Order | None = None
        self._making: asyncio.Task[None] | None = None

    def remake(self, order: Order) -> "asyncio.Task[None]":
        """Ends when what is wanted now, or something newer, is played."""
        self._wanted = order
        if self._making is None or self._making.done():
            self._making = asyncio.get_running_loop().create_task(self._work(), name="prompts")
        return self._making

    def stop(self) -> None:
        if self._making is not None:
            self._making.cancel()

    async def _work(self) -> None:
        while self._wanted is not None:
            order, self._wanted = self._wanted, None
            try:
                made = await asyncio.to_thread(self._make, order)
            except DriverFault as fault:
                self._submit(PromptsMade((str(fault),)))
                continue
            self._shelf.replace(made.prompts, made.parts, order.language)
            self._submit(PromptsMade(made.faults))
