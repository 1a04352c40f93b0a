"""What an agent's page may order, as requests to the box; whose they are is never the page's to say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from appliance.control import agent_words, talk_words
from appliance.control.schema import DialNumber, Request
from appliance.model.talk_states import RecordingOrder, TalkOrder
from appliance.model.words import AgentName, Token, Value

LONGEST_ORDER = 4_096
"""Bytes: a note of 1,000 characters, each of them as four bytes."""


class Order(Value, frozen=True, kw_only=True, tag=False):
    number: int
    """Chosen by the page, given back with the answer."""
    do: str
    token: Token = 0
    """Of the offer."""
    text: str = ""
    """A reason, a queue, a colleague, a number, keys or a note."""


REST = "rest"
"""No order to the box: the page sends no more sound, and is not to be missed for that."""


class NoOrder(ValueError):
    """One sentence."""


Make = Callable[[AgentName, Order], Request]


def _talk(order: TalkOrder) -> Make:
    return lambda agent, _: talk_words.AboutTalk(agent, order)


def _recording(order: RecordingOrder) -> Make:
    return lambda agent, _: talk_words.AboutRecording(agent, order)


ORDERS: Mapping[str, Make] = MappingProxyType(
    {
        "sign in": lambda agent, _: agent_words.SignIn(agent),
        "sign out": lambda agent, _: agent_words.SignOut(agent),
        "break": lambda agent, order: agent_words.BeginBreak(agent, order.text[:80] or "break"),
        "back": lambda agent, _: agent_words.EndBreak(agent),
        "answer": lambda agent, order: agent_words.AcceptOffer(agent, order.token),
        "decline": lambda agent, order: agent_words.DeclineOffer(agent, order.token),
        "hang up": lambda agent, _: agent_words.HangUpAgent(agent),
        "done": lambda agent, _: agent_words.EndWrapUp(agent),
        "send on": lambda agent, order: agent_words.SendOn(agent, order.text),
        "keys": lambda agent, order: agent_words.PressKeys(agent, order.text),
        "note": lambda agent, order: talk_words.NoteCall(agent, order.text),
        "call": lambda agent, order: DialNumber(number=order.text, agent=agent),
        "ask": lambda agent, order: talk_words.AskIn(agent=agent, colleague=order.text),
        "ask number": lambda agent, order: talk_words.AskIn(agent=agent, number=order.text),
        "invite": lambda agent, order: talk_words.AskIn(agent=agent, colleague=order.text, invite=True),
        "invite number": lambda agent, order: talk_words.AskIn(agent=agent, number=order.text, invite=True),
        "pause recording": _recording(RecordingOrder.PAUSE),
        "resume recording": _recording(RecordingOrder.RESUME),
        **{order.value: _talk(order) for order in TalkOrder},
    }
)


def read_order(text: str) -> Order:
    """Raises NoOrder."""
    try:
        order = msgspec.json.decode(text, type=Order)
    except (msgspec.DecodeError, UnicodeError) as fault:
        sentence = f"the page said what is no order: {fault}"
        raise NoOrder(sentence) from None
    if order.do not in ORDERS and order.do != REST:
        sentence = f"{order.do[:40]!r} is no order; one of {', '.join(ORDERS)}"
        raise NoOrder(sentence)
    return order
