"""What happened to the business, in the past tense. Events are the engine's whole input and are journalled."""

from typing import TypeAlias

from appliance.model.caller import Caller
from appliance.model.fax_events import FaxHeard
from appliance.model.loop_events import LoopCallEnded, LoopCallWanted
from appliance.model.message_events import BoxesCounted, MessageEnded, MessageKept, MessageLost, MissedMarked
from appliance.model.outbound import LedgerRecord
from appliance.model.plan import Plan
from appliance.model.prompt_events import PromptEvent
from appliance.model.records import CallRecord, OutgoingText
from appliance.model.second_events import SecondCallFailed, SecondCallGone, SecondCallMoved, SecondCallWanted
from appliance.model.snapshot import TextView
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp
from appliance.model.states import AnswerSign, DialFault, DigitSource, HangUpCause, LineAbility, MissCause
from appliance.model.talk_events import TalkEvent
from appliance.model.text_events import (
    NetworkAsked,
    NetworkReplied,
    NetworkSeen,
    OutgoingKept,
    TextKept,
    TextOrdered,
    TextReceived,
    TextRefused,
    TextRoomSeen,
    TextSent,
)
from appliance.model.words import (
    AgentName,
    CallId,
    Digit,
    FlowName,
    LineName,
    Ms,
    QueueName,
    TargetName,
    TextId,
    Token,
    Value,
)


class BoxStarted(Value, frozen=True, kw_only=True):
    """First event of every run."""

    plan: Plan
    first_call: CallId
    """Number of the next call; larger than any used before."""
    seed: int
    """Of the counter-based generator."""
    last_calls: tuple[CallRecord, ...] = ()
    """Newest first: what the pages show before the first call of this run is over."""
    last_texts: tuple[TextView, ...] = ()
    """Newest first: what the pages show of earlier runs."""
    spoke_with: dict[str, AgentName] = {}
    """Number → who spoke with it last, oldest first."""
    first_text: TextId = 1
    """Number of the next text that is sent from here; larger than any used before."""
    texts: tuple[OutgoingText, ...] = ()
    """Oldest first: those that are not sent yet, and those of which reports may still tell."""
    ledger: tuple[LedgerRecord, ...] = ()
    """What earlier runs let out in the last 24 hours, oldest first: the caps count it."""


class PlanPublished(Value, frozen=True):
    """A changed plan takes effect at once; tickets keep their place in line, calls the flow they are in."""

    plan: Plan


class ClockStruck(Value, frozen=True, kw_only=True):
    """Wall-clock facts, once a minute and after a jump."""

    utc_ms: int
    """Unix time in milliseconds at `now`."""
    date: str
    """Local date, 2026-11-22."""
    day: int
    """0 Monday … 6 Sunday."""
    minute: int
    """Of the local day."""


class DrainBegan(Value, frozen=True):
    """The box was asked to stop: no new calls, conversations may end until the limit."""

    limit_ms: Ms


class LineReady(Value, frozen=True):
    line: LineName
    modem: str
    """What the modem says it is."""
    can: tuple[LineAbility, ...] = ()


class LineFailed(Value, frozen=True):
    line: LineName
    reason: str
    """One sentence: what happened and what to try."""


class LineRang(Value, frozen=True):
    """One ring."""

    line: LineName
    cadence: str = ""
    """Of distinctive ringing, as the modem tells it: "2", "B", "0.8 s on, 0.4 s off"."""


class CallerIdentified(Value, frozen=True):
    line: LineName
    caller: Caller


class CallerKnocked(Value, frozen=True):
    """In a call on this line another caller waits; told again when it is known who."""

    line: LineName
    caller: Caller = Caller()


class HandsetMoved(Value, frozen=True, kw_only=True):
    """A telephone beside the box was lifted or put down."""

    line: LineName
    lifted: bool
    extension: bool
    """On the line itself, in parallel; otherwise in the modem's own socket."""


class LineAnswered(Value, frozen=True):
    """Off-hook, sound flows both ways."""

    line: LineName


class LineHungUp(Value, frozen=True):
    """The far end is gone."""

    line: LineName
    cause: HangUpCause


class LineReleased(Value, frozen=True):
    """On-hook again."""

    line: LineName


class CallWanted(Value, frozen=True):
    """Somebody asks for an outgoing call; answered with TellAsker(token)."""

    line: LineName | None
    """None: the first idle one of those that may dial out."""
    number: str
    """As typed; the rules for numbers decide whether and how it is dialled."""
    token: Token
    """Chosen by who asks."""
    agent: AgentName | None = None
    """Hears the line from the first sound on."""
    flow: FlowName | None = None
    """Runs once the far end answers. With neither agent nor flow the box hangs up then."""


class LineDialled(Value, frozen=True):
    """The number is out; sound flows both ways: what comes now is ringback, tones, announcements."""

    line: LineName


class RingbackHeard(Value, frozen=True):
    """The far end's phone rings. Told once per call."""

    line: LineName


class FarEndAnswered(Value, frozen=True):
    line: LineName
    told_by: AnswerSign


class DialFailed(Value, frozen=True):
    """Nobody was reached. The line stays off-hook until HangUpLine, as after LineHungUp."""

    line: LineName
    cause: DialFault
    detail: str = ""
    """What the modem or the network said, for the timeline."""


class TransferWanted(Value, frozen=True):
    """The agent sends the caller on to a target of the plan: an extension behind a PBX. Answered with TellAsker."""

    agent: AgentName
    target: TargetName
    token: Token


class LineTransferred(Value, frozen=True):
    """The exchange has taken the caller over; the line has nobody any more."""

    line: LineName


class TransferFailed(Value, frozen=True):
    """The caller is on the line still."""

    line: LineName
    reason: str


class KeysWanted(Value, frozen=True):
    """The agent presses keys for the far end of their conversation. Answered with TellAsker(token)."""

    agent: AgentName
    keys: str
    """As typed."""
    token: Token


class KeysTaken(Value, frozen=True):
    """They go out now, one after the other."""

    line: LineName
    token: Token


class KeysRefused(Value, frozen=True):
    """At once, or in their midst: the rest of them is not sent."""

    line: LineName
    token: Token
    reason: str


class DigitPressed(Value, frozen=True):
    line: LineName
    digit: Digit
    """Empty: one that nobody may keep, pressed while the recording was paused."""
    source: DigitSource
    confidence_percent: int | None = None
    """How much of the sound was the key's; a modem does not say."""


class PromptsEnded(Value, frozen=True):
    """The last sample of a playing is out."""

    line: LineName
    token: Token


class AgentSignedIn(Value, frozen=True):
    agent: AgentName


class AgentSignedOut(Value, frozen=True):
    agent: AgentName


class BreakBegan(Value, frozen=True):
    agent: AgentName
    reason: str


class BreakEnded(Value, frozen=True):
    agent: AgentName


class OfferAccepted(Value, frozen=True):
    agent: AgentName
    token: Token


class OfferDeclined(Value, frozen=True):
    """The agent said no, or the agent's phone could not be rung."""

    agent: AgentName
    token: Token
    cause: MissCause = MissCause.DECLINED


class AgentHungUp(Value, frozen=True):
    agent: AgentName


class HoldBegan(Value, frozen=True):
    """The agent puts the caller on hold."""

    agent: AgentName


class HoldEnded(Value, frozen=True):
    agent: AgentName


class CallTransferred(Value, frozen=True):
    """The agent sends the caller on to a queue, where the ticket keeps its arrival."""

    agent: AgentName
    queue: QueueName


class WrapUpEnded(Value, frozen=True):
    """The agent says they are done before the wrap-up time is over."""

    agent: AgentName


class StationLost(Value, frozen=True):
    """The place where the agent talks is gone; the agent is signed out, a conversation goes back to its queue."""

    agent: AgentName
    reason: str


Event: TypeAlias = (
    BoxStarted
    | PlanPublished
    | ClockStruck
    | DrainBegan
    | LineReady
    | LineFailed
    | LineRang
    | CallerIdentified
    | CallerKnocked
    | SecondCallMoved
    | SecondCallFailed
    | SecondCallGone
    | HandsetMoved
    | LineAnswered
    | LineHungUp
    | LineReleased
    | CallWanted
    | LineDialled
    | RingbackHeard
    | FarEndAnswered
    | DialFailed
    | TransferWanted
    | LineTransferred
    | TransferFailed
    | KeysWanted
    | KeysTaken
    | KeysRefused
    | DigitPressed
    | FaxHeard
    | PromptsEnded
    | PromptEvent
    | MessageEnded
    | MessageKept
    | MessageLost
    | BoxesCounted
    | MissedMarked
    | TextReceived
    | NetworkSeen
    | TextRoomSeen
    | TextKept
    | TextOrdered
    | OutgoingKept
    | TextSent
    | TextRefused
    | NetworkAsked
    | NetworkReplied
    | AgentSignedIn
    | AgentSignedOut
    | BreakBegan
    | BreakEnded
    | OfferAccepted
    | OfferDeclined
    | AgentHungUp
    | HoldBegan
    | HoldEnded
    | TalkEvent
    | SecondCallWanted
    | LoopCallEnded
    | LoopCallWanted
    | CallTransferred
    | WrapUpEnded
    | StationLost
    | SoundDeviceUp
    | SoundDeviceDown
)
