"""The plan: every setting that decides something. The engine gets it in an event, so the journal holds it too."""

from appliance.model.flow import Flow
from appliance.model.outbound import OutboundPlan, TargetPlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy
from appliance.model.states import LampPattern
from appliance.model.talk_states import Audience, RecordPolicy, WatchMode
from appliance.model.words import (
    AgentName,
    Digit,
    FlowName,
    HoursName,
    LampName,
    LineName,
    Ms,
    PromptName,
    QueueName,
    SkillName,
    Value,
)

MUSIC: PromptName = "music"
"""What callers hear who wait, where the queue names no other."""

LINE_IN: PromptName = "line_in"
"""The music that comes in by the line-in of the box, where it has one."""

BUILT_IN_PROMPTS: tuple[PromptName, ...] = (MUSIC, "beep")
"""There without being in the plan: hold music, the sign to speak. A prompt of that name replaces it."""


class LinePlan(Value, frozen=True, kw_only=True):
    name: LineName
    flow: FlowName
    rings: int = 2
    """Answered at this ring at the latest; sooner when the caller is known (the number comes between ring 1 and 2)."""
    ring_gap_ms: Ms = 7_000
    """No ring for so long: the caller has given up."""
    menu_limit_ms: Ms = 600_000
    """Longest time with the box alone, queues apart: each has its own longest wait. A stuck line never lasts longer."""
    talk_limit_ms: Ms = 14_400_000
    """Longest conversation."""
    limit_notice: tuple[PromptName, ...] = ()
    """Said in a conversation that soon comes to talk_limit."""
    limit_notice_before_ms: Ms = 60_000
    """So long before."""
    limit_notice_to: Audience = Audience.BOTH
    call_limit_ms: Ms = 43_200_000
    """Longest call of all, from answering on: menus, waits, conversations and transfers together."""
    dials_out: bool = False
    """May be used for outgoing calls; for an emergency call every line may."""
    dial_prefix: str = ""
    """Dialled before every number, as a PBX wants for an outside line."""
    ring_out_ms: Ms = 60_000
    """Longest time an outgoing call rings at the far end."""
    hears_fax: bool = True
    """Faxes and modems are told from people, and go the way that the flow has for them."""
    number: str = ""
    """Its own, as others dial it; the modem doctor rings it from another line and compares the caller id with it."""


class QueuePlan(Value, frozen=True, kw_only=True):
    name: QueueName
    need: dict[SkillName, int] = {}
    """Skill → least level (1–5) an agent must have."""
    target_ms: Ms = 20_000
    """Answer target; with the arrival it makes the ticket's due time."""
    head_start_ms: Ms = 0
    """Priority: how much earlier its tickets are due."""
    band: int = 0
    """Strict priority: tickets of a higher band are served before all of a lower one; 0 has none."""
    top_after_ms: Ms = 120_000
    """After so long a ticket of a lower band joins the highest one there is, so that nobody starves."""
    strategy: Strategy | None = None
    """None: the house's."""
    tiers: dict[AgentName, int] = {}
    """Agent → tier in this queue, smaller first; who is not named has the agent's own."""
    prefer_last_agent_ms: Ms = 0
    """The agent who last spoke with the caller's number is waited for so long. 0: not at all; when ready they come
    first all the same."""
    relax: tuple[Relaxation, ...] = ()
    """In the order of their times."""
    load: int = 1
    """How heavy its calls are, for the strategy lighter_next."""
    offer_ms: Ms = 15_000
    """How long an agent is rung."""
    max_wait_ms: Ms = 600_000
    """Longest wait before the ticket overflows; a phone that rings then may ring to its end."""
    keep_place_ms: Ms = 120_000
    """Who rings again from the same number so soon after the connection broke while waiting has the old place."""
    short_ms: Ms = 5_000
    """Hanging up within this time counts as short-abandoned."""
    capacity: int = 50
    """Most tickets waiting at once; the next one overflows."""
    needs_staff: bool = True
    """Who comes while nobody signed in could take the call overflows at once; otherwise they wait all the same."""
    misses: int = 2
    """Unanswered offers in a row after which the agent goes on break; 0 never."""
    misses_busy: int = 2
    """The same for offers that found the agent's phone busy."""
    misses_declined: int = 0
    """The same for declined offers."""
    misses_unreachable: int = 1
    """The same for offers that did not reach the agent's phone at all."""
    excluded_ms: Ms = 30_000
    """After an unanswered or declined offer the ticket is not held out to the same agent for so long."""
    announce_every_ms: Ms = 0
    """How often there may be something new to tell a caller: that it takes less than told, or who is next; 0 never."""
    announce_percentile: int = 80
    """Of so many in a hundred callers the announced wait shall be enough."""
    announce_minutes: dict[str, PromptName] = {}
    """Whole minutes → what says so. A wait is rounded up to the next of them; longer than the last is not told."""
    announce_spoken: tuple[int, ...] = ()
    """Further whole minutes, which the box says in words of its own, in the caller's language."""
    announce_places: int = 0
    """Up to this place in line callers are told theirs, in the box's own words; 0 never."""
    announce_next: PromptName | None = None
    """Said once to who is next and has been told all there is to tell, or has waited longer than told."""
    music: PromptName = "music"
    record: RecordPolicy = RecordPolicy.ON
    """Whether conversations are recorded, caller and agent in separate channels."""
    record_notice: tuple[PromptName, ...] = ()
    """What the caller hears to its end before anything is recorded; none: nothing is said."""
    record_refuse_key: Digit = ""
    """By which the caller refuses, from the notice on; empty: by none."""
    record_beep_every_ms: Ms = 0
    """So often both hear a beep while they are recorded, as some countries demand; 0: never."""
    record_beep_dbm0: int = -15
    record_pause_ms: Ms = 120_000
    """Longest pause of a recording; then it goes on by itself."""
    board_waiting: int = 3
    """The wallboard warns when so many wait …"""
    board_waiting_alarm: int = 6
    """… and sounds an alarm when so many do; 0 never."""
    board_wait_ms: Ms = 0
    """It warns when somebody has waited so long; 0: three quarters of the target …"""
    board_wait_alarm_ms: Ms = 0
    """… and sounds an alarm then; 0: the target."""
    board_level: int = 90
    """It warns below this service level of the day, percent …"""
    board_level_alarm: int = 80
    """… and sounds an alarm below this; 0 never."""


class AgentPlan(Value, frozen=True, kw_only=True):
    name: AgentName
    skills: dict[SkillName, int] = {}
    """Skill → level 1–5."""
    tier: int = 0
    """Smaller first: a higher tier is asked only when nobody of a lower one is ready. A queue may say otherwise."""
    position: int | None = None
    """Place in the list for the strategy linear, smaller first; None: as in the plan, after those who have one."""
    capacity: Capacity = Capacity()
    wrap_up_ms: Ms = 5_000
    """Time for notes after a conversation."""
    watches: tuple[WatchMode, ...] = ()
    """What they may do in the conversations of others."""
    ready_at_start: bool = False
    """Signed in as soon as the station is there: when the box starts, and when the station comes back."""


class Opening(Value, frozen=True, kw_only=True):
    """One interval of a weekday, in minutes of the local day, end not included."""

    day: int
    """0 Monday … 6 Sunday."""
    start: int
    end: int


class HoursPlan(Value, frozen=True, kw_only=True):
    name: HoursName
    openings: tuple[Opening, ...] = ()
    closed_on: tuple[str, ...] = ()
    """Local dates, 2026-12-25."""


class LampPlan(Value, frozen=True, kw_only=True):
    """One lamp and what lights it."""

    name: LampName
    line: LineName | None = None
    """Shows this line: on in use, fast ringing, slow out of order. Exactly one of these four is given."""
    queue: QueueName | None = None
    """Shows this queue: on when somebody waits, fast when somebody waits longer than warn_ms."""
    warn_ms: Ms = 20_000
    box: str | None = None
    """Shows this message box: on while it has messages that nobody has heard, fast when one of them is urgent, or when
    there are as many as warn_messages."""
    warn_messages: int = 10
    fault: bool = False
    """Shows the house: slow when a line or sound device is out of order or a prompt is missing, lit when a line has no
    room for texts."""
    lit: LampPattern = LampPattern.ON
    """The pattern for "in use", "somebody waits" and "no texts"."""


class LoudspeakerPlan(Value, frozen=True, kw_only=True):
    """When the loudspeaker tells the room that callers wait."""

    callers: int = 1
    """So many at least."""
    waited_ms: Ms = 20_000
    """The one who waits longest for so long."""
    every_ms: Ms = 30_000
    """Between two chimes."""
    queues: tuple[QueueName, ...] = ()
    """Whose callers count; none: of all."""
    quiet_hours: tuple[HoursName, ...] = ()
    """While any of these are open it does not chime."""


class PromptPlan(Value, frozen=True, kw_only=True):
    """A prompt by name: made from text, or read from a WAV file. Exactly one of text and file is given."""

    name: PromptName
    text: str = ""
    file: str = ""
    language: str = ""
    """Voice for the text; empty means the box's language."""
    texts: dict[str, str] = {}
    """Language → what is said to callers of that language instead."""


class Plan(Value, frozen=True, kw_only=True):
    routing: RoutingPlan = RoutingPlan()
    lines: tuple[LinePlan, ...] = ()
    flows: tuple[Flow, ...] = ()
    queues: tuple[QueuePlan, ...] = ()
    agents: tuple[AgentPlan, ...] = ()
    hours: tuple[HoursPlan, ...] = ()
    lamps: tuple[LampPlan, ...] = ()
    prompts: tuple[PromptPlan, ...] = ()
    outbound: OutboundPlan = OutboundPlan()
    targets: tuple[TargetPlan, ...] = ()
    loudspeaker: LoudspeakerPlan | None = None
    """None: there is none."""
