"""What a house has: a line, a call and an agent, each as it stands now."""

from dataclasses import dataclass, field

from appliance.core.agent_machine import ActivityMachine, StatusMachine
from appliance.core.call_machine import REACHING, CallMachine
from appliance.core.digits import DigitMerger
from appliance.core.drafts import Draft
from appliance.core.expected_wait import Forecast
from appliance.core.line_machine import LineMachine
from appliance.core.message_machine import MessageMachine
from appliance.core.recording_machine import TABLE as OF_RECORDINGS
from appliance.core.recording_machine import RecordingMachine
from appliance.core.second_machine import TABLE as OF_SECOND_CALLS
from appliance.core.second_machine import SecondMachine
from appliance.model.caller import Caller, Presentation
from appliance.model.contacts import CallerBlock, CallerMark
from appliance.model.flow import Flow, Step
from appliance.model.network import NetworkSight
from appliance.model.outbound import LedgerRecord
from appliance.model.plan import AgentPlan, LinePlan, QueuePlan
from appliance.model.states import Direction, FaxSign, LineAbility, MissCause, SecondState, ShiftState
from appliance.model.talk_states import RecordingState, WatchMode
from appliance.model.words import AgentName, CallId, LineName, Ms, StepName, Token


@dataclass(slots=True)
class KnownCallers:
    """Whom the address book and the blocklist treat in a way of their own; the store bounds them."""

    marks: dict[str, CallerMark] = field(default_factory=dict)
    """By number."""
    blocks: dict[str, CallerBlock] = field(default_factory=dict)
    """By pattern."""


@dataclass(slots=True)
class Line:
    plan: LinePlan
    machine: LineMachine
    modem: str = ""
    fault: str = "not started yet"
    call: CallId | None = None
    """Of two, the one that is heard."""
    second: CallId | None = None
    """Who knocks, or is held by the network."""
    rings_on: CallId | None = None
    """Who knocked when the call ended; they ring as soon as the line is on-hook."""
    unconfirmed: CallId | None = None
    """Who rings is taken for whoever knocked; caller id may say otherwise."""
    second_machine: SecondMachine = field(default_factory=lambda: SecondMachine(OF_SECOND_CALLS, SecondState.NONE, 0))
    rings: int = 0
    network: NetworkSight | None = None
    texts: str = ""
    announced: Caller | None = None
    """Caller id that came before the first ring, as it does in the UK."""
    digits: DigitMerger = field(default_factory=DigitMerger)
    can: tuple[LineAbility, ...] = ()

    @property
    def about_to_ring(self) -> bool:
        return self.announced is not None or self.rings_on is not None


@dataclass(slots=True)
class Promise:
    """What a waiting caller has been told in this wait."""

    minutes: int | None = None
    """The number told last."""
    place: int | None = None
    """The place in line told last."""
    until: Ms | None = None
    """The earliest end of the wait that the numbers told promise."""
    next: bool = False
    """That nobody comes before."""


@dataclass(slots=True)
class Message:
    """One that is being left."""

    machine: MessageMachine
    tries: int = 0
    """That came to nothing."""
    urgent: bool = False
    onwards: StepName | None = None
    """To a person, when the caller asked for one."""


@dataclass(slots=True)
class Call:
    id: CallId
    line: LineName
    record: Draft
    machine: CallMachine
    flow: Flow
    step: StepName = ""
    token: Token = 0
    """Of the playing or recording that is under way; anything older is ignored."""
    repeats: int = 0
    """Spent of the present step's budget."""
    collected: str = ""
    language: str = ""
    """Chosen on the way; empty: the flow's."""
    leaving: bool = False
    """The present step is over; the next one is entered within the same instant."""
    typed_ahead: str = ""
    """Keys pressed before they were asked for."""
    pressed: bool = False
    """The caller has pressed a key at least once."""
    gave_up: bool = False
    """A question was left unanswered until its repeats ran out."""
    left: str = ""
    """How the queue was left without a person: "key" or "overflow"."""
    caller_gone: bool = False
    """Hung up, or lost, while a message was being left: the call ends once the message is kept."""
    lost: str = ""
    """Why the line is gone, when it is."""
    message: Message | None = None
    message_kept: bool = False
    fax: FaxSign | None = None
    """By which the far end is known for a machine."""
    fax_told: Ms | None = None
    """When the modem first said so, which alone proves nothing."""
    went_as_fax: bool = False
    """It took the way of machines, or was ended as one."""
    queue: QueuePlan | None = None
    """Where the ticket is, or was last."""
    ends_at: Ms = 0
    """Of an answered call: when it is over at the latest, whatever it is in."""
    arrived: Ms | None = None
    """The ticket's: when the caller first asked for a person, in this call or in the one that broke off."""
    joined: Ms = 0
    """When this wait began."""
    lined_up: bool = False
    """Nobody was ready when it began."""
    ages: bool = False
    """Alarms are set that change the ticket, or tell the caller something, as time goes on."""
    forecast: Forecast | None = None
    """Of this wait."""
    promise: Promise | None = None
    excluded: tuple[AgentName, ...] = ()
    """Who did not take it, or sent it on, and is not asked again yet, in whatever queue; until somebody takes it."""
    sent_by: AgentName | None = None
    """Of those excluded, who sent it on."""
    overdue: bool = False
    """The longest wait was over while a phone rang: when it falls silent, so is the wait."""
    rung: tuple[AgentName, ...] = ()
    """To whom the ticket is held out."""
    agent: AgentName | None = None
    """Who speaks with the caller."""
    recording: RecordingMachine = field(default_factory=lambda: RecordingMachine(OF_RECORDINGS, RecordingState.OFF, 0))
    to_record: bool = False
    """By the queue's policy, or because the agent wants it."""
    notice: Token = 0
    """Of the announcement that a recording begins with, while it sounds."""
    told: bool = False
    """The caller has heard it to its end."""
    set_aside: bool = False
    """Paused by the box, because the agent speaks with somebody else."""
    was_paused: bool = False
    """The recording before the one that is to begin."""
    guests: tuple[AgentName, ...] = ()
    """Further agents in the conference, in the order in which they joined."""
    beside: tuple[CallId, ...] = ()
    """Further calls in it."""
    asked: AgentName | None = None
    """Who is rung, or spoken with while the caller is on hold …"""
    asked_call: CallId | None = None
    """… or the call in which that is somebody outside."""
    host: CallId | None = None
    """The call that this one is, or is to be, in conference with."""
    ledger: LedgerRecord | None = None
    """Of an outgoing call: the row that says it was granted."""
    handed_over: bool = False
    """A target of the plan has taken the caller."""
    judged: Caller | None = None
    """Who the caller was when the blocklist was looked at."""
    mark: CallerMark | None = None
    """What the address book says of them."""
    turned_away: bool = False
    """Is not answered."""
    to_message: bool = False
    """Is answered to leave a message, and for nothing else."""

    @property
    def spoken_to_in(self) -> str:
        """Empty: the box's language."""
        return self.language or self.flow.language

    @property
    def outgoing(self) -> bool:
        return self.record.direction is Direction.OUTGOING

    @property
    def reaching(self) -> bool:
        """Outgoing, and nobody has answered yet."""
        return self.machine.state in REACHING

    @property
    def waiting_since(self) -> Ms:
        """When this caller first asked for a person; kept through overflow, transfer and a lost station."""
        return self.record.rang_ms + (self.record.asked_person_ms or 0)

    @property
    def number(self) -> str:
        """Of the other end; empty when it is not known."""
        caller = self.record.caller
        return caller.number if caller.presentation is Presentation.GIVEN else ""

    @property
    def waits_in(self) -> QueuePlan:
        """Of a call with a ticket."""
        assert self.queue is not None, "a call with a ticket has a queue"  # noqa: S101 – for the type checker
        return self.queue

    @property
    def now_at(self) -> Step:
        return self.flow.steps[self.step]


@dataclass(slots=True)
class Stretch:
    """What an agent's time goes to at present, and since when."""

    state: ShiftState
    since: Ms
    reason: str = ""
    call: CallId | None = None


@dataclass(slots=True)
class Agent:
    plan: AgentPlan
    status: StatusMachine
    activity: ActivityMachine
    stretch: Stretch
    reason: str = ""
    """Of the break."""
    call: CallId | None = None
    token: Token | None = None
    """Of the offer held out now."""
    talked: Ms = 0
    """In the conversations since the router gave the last one."""
    talking_since: Ms = 0
    muted: bool = False
    """Nobody hears them in the conversation they are in."""
    watches: WatchMode | None = None
    """How they take part in the conversation of somebody else."""
    away_from_caller: bool = False
    """Their station is out of reach, and the caller on hold for that."""
    unrouted: bool = False
    """Busy with a call that the router does not know of: one begun on a break."""
    misses: dict[MissCause, int] = field(default_factory=dict)
    """Offers in a row that came to nothing, by cause."""
