"""What the modem doctor asks of the engine: whether one line of the box may ring another, to be measured."""

from appliance.model.words import LineName, Ms, Token, Value


class LoopCallWanted(Value, frozen=True):
    """Answered at once with TellAsker(token): the number to dial as its only word, or why there is none.

    Granted or refused, the wish stands in the ledger. The lines themselves are lent to the doctor.
    """

    calling: LineName
    called: LineName
    number: str
    """As typed; empty for the called line's own."""
    token: Token


class LoopCallEnded(Value, frozen=True):
    """The call that was allowed last on that line is over."""

    calling: LineName
    length_ms: Ms
    """From the answer on; 0 when nobody answered."""
