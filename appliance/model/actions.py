"""What is to be done, in the imperative. Actions are the engine's whole output and are journalled."""

from enum import Enum
from typing import TypeAlias

from appliance.model.caller import Caller
from appliance.model.network import NetworkAsk
from appliance.model.outbound import LedgerRecord
from appliance.model.policy import Strategy
from appliance.model.records import CallRecord, OutgoingText, TextRecord
from appliance.model.states import KeyPart, LampPattern, SecondOrder, ShiftState, Trigger
from appliance.model.talk_actions import TalkAction
from appliance.model.words import AgentName, CallId, LampName, LineName, Ms, PromptName, QueueName, TextId, Token, Value


class AnswerLine(Value, frozen=True):
    line: LineName
    call: CallId


class HangUpLine(Value, frozen=True):
    line: LineName


class DialLine(Value, frozen=True):
    """Goes off-hook and dials; LineDialled, RingbackHeard, FarEndAnswered and DialFailed tell how it goes."""

    line: LineName
    call: CallId
    number: str
    """1 to 20 of 0-9 * #, exactly as it is sent."""


class TransferLine(Value, frozen=True):
    """Hook flash, the extension's digits, on-hook; ends with LineTransferred or TransferFailed."""

    line: LineName
    number: str
    """As in DialLine."""


class OrderSecond(Value, frozen=True):
    """Of the line's two callers; ends with SecondCallMoved or SecondCallFailed."""

    line: LineName
    order: SecondOrder


class SendKeys(Value, frozen=True):
    """Presses keys for the far end, one after the other; answers at once with KeysTaken or KeysRefused."""

    line: LineName
    token: Token
    keys: str
    """1 to 32 of 0-9 * # A-D."""


class TellAsker(Value, frozen=True, kw_only=True):
    """Answers who asked for something under that token."""

    token: Token
    call: CallId | None = None
    """What came of it."""
    text: TextId | None = None
    """What came of it: a text that will be sent."""
    words: tuple[str, ...] = ()
    """What the network says to it, line by line."""
    reply_wanted: bool = False
    """The network waits for a reply to its words."""
    refusal: str = ""
    """One sentence why nothing did; empty when it was granted."""


class PlayPrompts(Value, frozen=True):
    """Plays them one after the other to the line, instead of whatever sounds there; ends with PromptsEnded(token)."""

    line: LineName
    prompts: tuple[PromptName, ...]
    token: Token
    language: str = ""
    """The caller's; a prompt that is not there in it is played as it is. Empty: the box's."""


class PlayMusic(Value, frozen=True):
    """Plays it round and round until something else is played or stopped."""

    line: LineName
    music: PromptName


class StopSound(Value, frozen=True):
    line: LineName


class RecordMessage(Value, frozen=True, kw_only=True):
    """Records the caller until silence, the longest time or FinishMessage; ends with MessageEnded(token)."""

    line: LineName
    call: CallId
    token: Token
    longest_ms: Ms
    silence_ms: Ms
    box: str = ""
    """Whose message box it is for, so that a message cut by a kill can go there; empty in journals that do not say."""


class PlayMessage(Value, frozen=True):
    """Plays what the caller has said so far of the message; ends with PromptsEnded(token)."""

    line: LineName
    call: CallId
    token: Token


class FinishMessage(Value, frozen=True):
    """Ends the recording now, as a key or the caller's hang-up demands; MessageEnded(token) follows all the same."""

    line: LineName
    token: Token


class KeepMessage(Value, frozen=True, kw_only=True):
    """Makes the recorded message durable; answers with MessageKept or MessageLost."""

    call: CallId
    box: str
    caller: Caller
    urgent: bool = False


class DropMessage(Value, frozen=True):
    """The message is not worth keeping; its file goes."""

    call: CallId


class KeepText(Value, frozen=True):
    """Makes the text durable; answers with TextKept, or with nothing while the disk fails: the modem keeps it then."""

    token: Token
    text: TextRecord


class ForgetText(Value, frozen=True):
    """The modem may give up its own copy."""

    line: LineName
    token: Token


class KeepOutgoing(Value, frozen=True):
    """Makes the text, as far as it has come, durable; answers with OutgoingKept.

    With a token it was changed by the delivery report of that TextReceived: TextKept follows, too.
    """

    text: OutgoingText
    token: Token | None = None


class SendText(Value, frozen=True, kw_only=True):
    """Hands a text to the network, from the first part on that it does not have; one at a time on each line.

    Answers with TextSent for each part, or once with TextRefused.
    """

    line: LineName
    text: TextId
    number: str
    body: str
    done: int = 0
    """Parts that the network has already."""


class AskNetwork(Value, frozen=True):
    """Answers once with NetworkReplied(token)."""

    line: LineName
    token: Token
    ask: NetworkAsk


class KeepLedger(Value, frozen=True):
    """A wish to call, write or forward goes into the ledger; again when it is known how long the call was."""

    record: LedgerRecord


class OfferCall(Value, frozen=True, kw_only=True):
    """Rings the agent's station."""

    agent: AgentName
    token: Token
    call: CallId
    caller: Caller
    queue: QueueName
    waited_ms: Ms


class WithdrawReason(Enum):
    EXPIRED = "expired"
    DECLINED = "declined"
    """Perhaps elsewhere than at the station, which goes on ringing then."""
    CALLER_GONE = "caller gone"
    LEFT = "caller left the queue"
    STATION = "station lost"
    TAKEN = "another agent answered"
    NOT_ASKED = "a colleague asks no more"


class WithdrawOffer(Value, frozen=True):
    agent: AgentName
    token: Token
    reason: WithdrawReason


class Join(Value, frozen=True):
    """Bridges line and station, both ways, from the next frame on."""

    line: LineName
    agent: AgentName
    call: CallId


class Part(Value, frozen=True):
    """Ends the bridge; the station falls silent and idle."""

    line: LineName
    agent: AgentName


class Hold(Value, frozen=True):
    """Neither hears the other any more; what sounds on the line is told by PlayMusic. Recording goes on."""

    line: LineName
    agent: AgentName


class Resume(Value, frozen=True):
    """Both hear each other again."""

    line: LineName
    agent: AgentName


class StartRecording(Value, frozen=True):
    line: LineName
    agent: AgentName
    call: CallId
    beep_every_ms: Ms = 0
    """So often all who are recorded hear a beep; 0: never."""
    beep_dbm0: int = -15


class StopRecording(Value, frozen=True):
    call: CallId


class SetLamp(Value, frozen=True):
    lamp: LampName
    pattern: LampPattern


class SoundChime(Value, frozen=True):
    """The loudspeaker tells the room, once, that callers wait."""


class OpenCall(Value, frozen=True):
    """The call begins to exist in the store; open until CloseCall, whatever happens to the box."""

    record: CallRecord


class CloseCall(Value, frozen=True):
    record: CallRecord


class Note(Value, frozen=True):
    """One sentence of a call's timeline: what was done and why."""

    call: CallId
    at_ms: Ms
    """Since the first ring."""
    text: str


class NoteDecision(Value, frozen=True, kw_only=True):
    """Who takes which ticket and why, or that nobody does: all that is needed to explain it later.

    An agent was looked for, for `call` (then `over_agent` is the runner-up), or a ticket for `agent` (`over_call`).
    """

    trigger: Trigger
    call: CallId | None
    """None: nothing waits that the agent may take."""
    agent: AgentName | None
    """None: nobody is ready who may take it."""
    queue: QueueName | None = None
    told_by: KeyPart = KeyPart.ONLY
    over_agent: AgentName | None = None
    over_call: CallId | None = None
    won_with: int | None = None
    """The winner's value of what told them apart: a time of the engine's clock, a tier, a strategy's key …"""
    lost_with: int | None = None
    strategy: Strategy | None = None
    """Whose key told them apart."""
    due: Ms | None = None
    arrived: Ms | None = None
    band: int = 0
    relaxed: int = 0
    """Steps of the queue's relaxation that the ticket has gone through."""
    preferred: AgentName | None = None
    reserved: bool = False
    """Kept for the preferred agent, and for nobody else."""
    place: int = 0
    """In line, 1 is next; 0 when an agent has it."""


class NoteInterval(Value, frozen=True, kw_only=True):
    """A piece of an agent's shift is over. All pieces of a shift add up to its length; none overlap."""

    agent: AgentName
    state: ShiftState
    reason: str = ""
    """Of a break."""
    began: Ms
    ended: Ms
    call: CallId | None = None
    """Offered, talked with, or written up."""


class Rest(Value, frozen=True):
    """Draining is over: every line is on-hook; the process may stop."""


Action: TypeAlias = (
    AnswerLine
    | HangUpLine
    | DialLine
    | TransferLine
    | OrderSecond
    | SendKeys
    | TellAsker
    | PlayPrompts
    | PlayMusic
    | StopSound
    | RecordMessage
    | PlayMessage
    | FinishMessage
    | KeepMessage
    | DropMessage
    | KeepText
    | ForgetText
    | KeepOutgoing
    | SendText
    | AskNetwork
    | KeepLedger
    | OfferCall
    | WithdrawOffer
    | Join
    | Part
    | Hold
    | Resume
    | StartRecording
    | StopRecording
    | TalkAction
    | SetLamp
    | SoundChime
    | OpenCall
    | CloseCall
    | Note
    | NoteDecision
    | NoteInterval
    | Rest
)
