"""The states of lines, calls and agents. The tables that move between them are in core/*_machine.py."""

from enum import Enum


class State(Enum):
    """Hashes by identity: members are single, and the hash of Enum itself is a slow function of Python."""

    __hash__ = object.__hash__


class LineState(State):
    OUT_OF_ORDER = "out of order"
    IDLE = "idle"
    RINGING = "ringing"
    ANSWERING = "answering"
    IN_USE = "in use"
    DIALLING = "dialling"
    """From the wish to call out until the far end answers."""
    RELEASING = "releasing"
    """Told to go on-hook, not yet confirmed."""


class CallState(State):
    BEGUN = "begun"
    """For no time at all."""
    RINGING = "ringing"
    ANSWERING = "answering"
    IN_FLOW = "in flow"
    """Prompts, keys and choices: the box talks with the caller."""
    WAITING = "waiting"
    """Holds a ticket, hears music."""
    OFFERED = "offered"
    """Its ticket is held out to an agent; the caller still hears music."""
    TALKING = "talking"
    LEAVING_MESSAGE = "leaving message"
    DIALLING = "dialling"
    """Outgoing; the number is not out yet."""
    CALLING = "calling"
    """Outgoing; the number is out, and nobody has answered yet."""
    TRANSFERRING = "transferring"
    """Being handed over to a target of the plan."""
    ASKING = "asking"
    """The caller is on hold while the agent has somebody else rung."""
    CONSULTING = "consulting"
    """The caller is on hold while the agent speaks with who was asked."""
    INVITING = "inviting"
    """The conversation goes on while somebody else is rung to join it."""
    CONFERRING = "in conference"
    """More than caller and agent hear one another."""
    LINKED = "linked"
    """The far ends of two calls or more hear one another; no agent is with them any more."""
    ENDED = "ended"
    """Over for the business; its line may still be on the way to on-hook."""


class AgentStatus(State):
    """What an agent says of themselves."""

    SIGNED_OUT = "signed out"
    READY = "ready"
    ON_BREAK = "on break"


class AgentActivity(State):
    """What an agent does."""

    IDLE = "idle"
    OFFERED = "offered"
    DIALLING = "dialling"
    """Calls somebody who has not answered yet."""
    TALKING = "talking"
    HOLDING = "holding"
    """In a conversation whose caller hears music."""
    WATCHING = "watching"
    """Hears the conversation of somebody else."""
    WRAPPING_UP = "wrapping up"


class ShiftState(State):
    """What an agent's time goes to: status and activity as one. A shift is made of these, without a gap."""

    SIGNED_OUT = "signed out"
    READY = "ready"
    ON_BREAK = "on break"
    OFFERED = "offered"
    DIALLING = "dialling"
    TALKING = "talking"
    HOLDING = "holding"
    WATCHING = "watching"
    WRAPPING_UP = "wrapping up"


class MissCause(State):
    """Why an offer came to nothing on the agent's side; as a break it is the reason told."""

    NO_ANSWER = "did not answer"
    BUSY = "was busy"
    DECLINED = "declined"
    UNREACHABLE = "could not be reached"


class Trigger(State):
    """What made the box decide who takes which ticket."""

    ARRIVED = "arrived"
    GIVEN_BACK = "given back"
    READMITTED = "readmitted"
    """Offered again to an agent who had missed it."""
    RELAXED = "relaxed"
    RELEASED = "released"
    """No longer kept for the agent who spoke with the caller last."""
    SIGNED_IN = "signed in"
    FREED = "freed"
    SKILLED = "skilled"
    """The plan has changed what the agent can do."""
    REPLANNED = "replanned"
    """The plan has changed who may take the ticket, or who comes first."""


class KeyPart(State):
    """The first thing in which winner and runner-up differ: agents for a ticket, or tickets for an agent."""

    ONLY = "only one"
    TIER = "tier"
    PREFERRED = "preferred"
    RING = "ring"
    STRATEGY = "strategy"
    IDLE_SINCE = "idle since"
    AGENT = "agent id"
    BAND = "band"
    LATE = "late"
    DUE = "due"
    ARRIVAL = "arrival"
    TICKET = "ticket id"


class Outcome(State):
    """How a call ended, kept apart at the source (design page 5). A power cut is never an abandoned call."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    """Hung up while waiting for a person."""
    SHORT_ABANDONED = "short-abandoned"
    """Hung up while waiting, within the queue's short threshold."""
    MISSED = "missed"
    """Stopped ringing before the box answered."""
    LEFT_BY_KEY = "left by key"
    """Left a queue by a key and nothing else came of the call."""
    OVERFLOWED = "overflowed"
    """Waited as long as the queue allows, or the queue was full or empty of agents, and nothing else came of it."""
    MESSAGE_TAKEN = "message taken"
    SELF_SERVED = "self-served"
    """Heard what the flow had to say and hung up, or was thanked; never asked for a person."""
    NO_RESPONSE = "no response"
    """Said and pressed nothing until the repeats ran out."""
    REACHED = "reached"
    """An outgoing call that was answered at the far end."""
    NOT_REACHED = "not reached"
    """An outgoing call that was not."""
    FAX = "fax"
    """A fax or a modem called, or answered: nobody was there to speak with."""
    TRANSFERRED = "transferred"
    """Handed over to a target of the plan before any agent spoke with the caller."""
    LINE_LOST = "line lost"
    """The modem or its port went away in mid-call."""
    POWER_LOST = "power lost"
    """Open when the machine itself stopped."""
    CUT_BY_RESTART = "cut by restart"
    """Open when the box's program was stopped or killed."""


class HangUpCause(Enum):
    """What told the end of a call, surest first (design page 4 §2.4)."""

    LOOP_BREAK = "loop break"
    MODEM_BUSY = "busy told by the modem"
    MODEM_CONGESTION = "congestion told by the modem"
    MODEM_DIAL_TONE = "dial tone told by the modem"
    NETWORK = "told by the network"
    """Of a GSM line."""
    BUSY_TONE = "busy tone heard"
    CONGESTION_TONE = "congestion tone heard"
    """Reorder, fast busy; where a country has one tone for both, it is busy."""
    DIAL_TONE = "dial tone heard"
    UNOBTAINABLE_TONE = "number-unobtainable tone heard"
    REPEATED_TONE = "repeated tone heard"
    """Of no kind that the country has."""
    STEADY_TONE = "steady tone heard"
    """Of no kind that the country has."""
    SILENCE = "silence"
    TIME_LIMIT = "time limit"
    RINGING_STOPPED = "ringing stopped"


class Direction(State):
    """Who made the call."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class AnswerSign(State):
    """What told that the far end of an outgoing call answered, surest first."""

    NETWORK = "the network said so"
    LOOP_REVERSAL = "loop current turned round"
    """As some exchanges do for pay phones."""
    MODEM = "the modem said so"
    VOICE = "voice heard"
    RINGBACK_ENDED = "ringback tone ended"
    ASSUMED = "assumed"
    """Neither tone nor voice could tell; so long after the number was out somebody may well be there."""


class DialFault(State):
    """Why an outgoing call did not reach anybody."""

    NO_DIAL_TONE = "no dial tone"
    BUSY = "busy"
    CONGESTION = "network congested"
    UNOBTAINABLE = "number unobtainable"
    """Special information tones, or the network says that there is no such number."""
    NO_ANSWER = "no answer"
    REFUSED = "refused"
    """By the network or the modem."""
    NOT_READY = "line not ready"
    """It rang, it cannot dial, or it was in no state to."""


class DigitSource(Enum):
    HOST = "host"
    """Detected by us in the caller's sound."""
    MODEM = "modem"
    """Told by the modem's own detector."""


class FaxSign(State):
    """What tells a fax or a modem from a person."""

    CALLING = "the calling tone of a fax, 1100 Hz"
    DATA_CALLING = "the calling tone of a modem, 1300 Hz"
    ANSWER = "the answering tone of a fax or modem, 2100 Hz"
    ANSWER_REVERSED = "the answering tone of a fast modem, 2100 Hz turning its phase"
    ANSWER_AM = "the answering tone of V.8, 2100 Hz with a beat"
    ANSWER_BELL = "the answering tone of an American modem, 2225 Hz"
    FLAGS = "the flags of a fax"
    """V.21, before its first words."""


class TextKind(State):
    """What came as a short message, and for whom it is."""

    PLAIN = "plain"
    FLASH = "flash"
    """Class 0: meant to be shown at once and kept by nobody; the modem keeps none, we do."""
    DATA = "data"
    """Binary, or for a program behind a port (WAP push): set aside."""
    REPORT = "report"
    """What became of a text that was sent from here."""
    UNREADABLE = "unreadable"
    """Against the standard somewhere; kept as it came."""


class OutgoingState(State):
    """How far a text that is sent from here has come. A text whose fate is not known is never sent again by itself."""

    TO_BE_SENT = "to be sent"
    SENDING = "being sent"
    SENT = "sent"
    """The network has all of it."""
    DELIVERED = "delivered"
    """A report says that the other telephone has all of it."""
    UNDELIVERED = "not delivered"
    """A report says that it never will have."""
    REFUSED = "not sent"
    """By modem, network or time; for good."""
    DOUBTFUL = "perhaps sent"
    """It was handed over, and what became of it is not known."""


class SendFault(State):
    """Why a text, or a part of one, was not taken by the network."""

    REFUSED = "refused"
    """For good."""
    LATER = "later"
    """It did not go out; the same may work a little later."""
    DOUBTFUL = "doubtful"
    """It may have gone out."""


class ReportedFate(State):
    """What a delivery report says of one part of a text."""

    DELIVERED = "delivered"
    TRYING = "not yet delivered"
    FAILED = "not delivered"


class LineAbility(State):
    """What a line can do besides calls."""

    TEXTS = "sends texts"
    TEXTS_IN_CALL = "sends texts in a call"
    NETWORK = "asks the network"
    """USSD, forwarding, call waiting, own number."""
    SECOND_CALLS = "takes a second call"
    """Of two callers one is heard, and the network holds the other."""


class SecondOrder(State):
    """What is done about the second caller on a line."""

    TAKE = "take"
    """Hear who knocks, and have the network hold who was heard."""
    SWAP = "swap"
    """Hear who is held, and the other way round."""
    REFUSE = "refuse"
    """Whoever knocks hears busy; who is held is let go."""


class SecondState(State):
    """A line's second call."""

    NONE = "none"
    KNOCKING = "knocking"
    TAKING = "being taken"
    HELD = "held by the network"
    SWAPPING = "being swapped"
    RETRIEVING = "being brought back"
    """Who was heard is gone; who was held is the line's one call again."""


class MessageStage(State):
    """How far a caller has come with the message that is being left."""

    SPEAKING = "speaking"
    REVIEWING = "reviewing"
    """Hears the menu, or is waited for."""
    LISTENING = "listening"
    """Hears what was said."""
    ASKED_AGAIN = "asked again"
    """Is told that it was too short, or hears the sign to speak again."""
    STORING = "storing"
    TOLD = "told"
    """Is told that nothing is kept."""
    OVER = "over"


class MessageState(State):
    """What has become of a message in its box."""

    NEW = "new"
    HEARD = "heard"
    TAKEN = "taken"
    """Somebody sees to it."""
    DONE = "done"
    DELETED = "deleted"
    """In no list but that of the deleted ones; brought back by NEW, or erased after some days."""


class MessageOrder(State):
    """What somebody says of a message in its box."""

    HEARD = "heard"
    TAKE = "take"
    """They see to it."""
    GIVE_BACK = "give back"
    """They do not, after all."""
    DONE = "done"
    NEW = "new"
    """As if nobody had heard it; brings a deleted one back."""
    DELETE = "delete"


class LampPattern(State):
    """Told apart by rhythm as well as colour."""

    OFF = "off"
    ON = "on"
    SLOW = "slow"
    """1 s on, 1 s off."""
    FAST = "fast"
    """0.2 s on, 0.2 s off."""
