"""The engine's leave for a test call from line to line, which it gives or refuses at once; the ledger has both."""

from collections.abc import Callable
from typing import Final, NamedTuple

from appliance.model.actions import TellAsker
from appliance.model.events import Event
from appliance.model.loop_events import LoopCallEnded, LoopCallWanted
from appliance.model.words import LineName, Ms, Token

TOKEN: Final[Token] = 0
"""Nobody else has it: who asks over the control socket counts from 1."""


class Leave(NamedTuple):
    number: str
    """As it is dialled; empty when it is refused."""
    refusal: str = ""
    """One sentence."""


class LoopPermit:
    def __init__(self, submit: Callable[[Event], None]) -> None:
        """`submit` puts an event before the engine, whose answers come to told()."""
        self._submit = submit
        self._answers: list[TellAsker] = []
        """To the question under way: one, or none."""

    def __call__(self, calling: LineName, called: LineName, number: str) -> Leave:
        """`number` as typed; empty for the called line's own."""
        self._submit(LoopCallWanted(calling, called, number, TOKEN))
        answers, self._answers = self._answers, []
        if not answers:
            return Leave("", "the box could not judge the number now; try again in a minute")
        return Leave("".join(answers[-1].words), answers[-1].refusal)

    def over(self, calling: LineName, length_ms: Ms) -> None:
        """The call it gave leave for last has ended, so long after it was answered."""
        self._submit(LoopCallEnded(calling, length_ms))

    def told(self, answer: TellAsker) -> None:
        if answer.token == TOKEN:
            self._answers = [answer]
