"""The door of the router: tickets and agents in, who takes what out. Ids and times are int64 in any unit.

After every call no ready agent stands beside a ticket they may take, unless it is reserved for somebody else: each
match is made inside the call that makes it possible. Nothing depends on a clock, on chance or on the order of a
dict.

*Who may take a ticket:* who meets its need, is not excluded and has a unit of capacity free for its kind of work.
Each agent has a *seat* per kind (records.Kind); seats are ready and busy by themselves, signing in and out is for
all of them.

*Which ticket an agent gets:* waiting tickets stand in lines: those of one need in one, those of one kind reserved for
one agent in another. Within a line the order is always the least band, the least due, the earliest arrival, the
lowest id. An agent looks at the heads of the lines they may take from (of each line the first that they may take) and
takes the first by that same order. With late_every = k > 0 the late have a share among these heads: a ticket is late
when late_after < now. Of the heads of the least band, those on time go by due, arrival and id, and come before the
late ones; the late ones go by arrival and id, and one comes first when k − 1 choices in a row went to a head on time
though a late one of its band stood beside it. (One count per router; any choice of a late ticket begins it anew, and
so does setting late_every. A ticket that finds an agent ready is no choice of this kind.) So nobody is overtaken
within a line, an earlier due never makes a ticket later in it, and position() is what it says.

*Which agent a ticket gets:* the least tier, then the preferred one, then the least ring – the index, oldest first, of
the first of the ticket's needs that the agent meets, see relax() – then the least strategy key, then who has been
ready longest, then the lowest id. The keys, counted per seat:
  longest_idle, ring_all 0 · fewest_calls tickets given and neither given back nor accepted by another · linear
  position · least_talk_time sum of `talked` · round_robin number of the router-wide turn in which the seat last got a
  ticket · best_skill −sum of the levels in the needed skills · least_versatile number of skills · lighter_next m,
  which becomes m // 2 + 256 × load with each ticket given · random 63 bits scattered from seed, ticket, agent and
  times given back · least_occupied busy time in millionths of the time there: of the present twelfth of `window` and
  the eleven before it (multiples of window // 12, by the latest `now` of any call), those in which the agent was
  signed in or finished what they had; busy is what lies in them of given to freed, of what has been freed.
*Ready since* is when the seat last was signed in, given a ticket or freed of one.

ring_all: a ticket rings with every ready agent who may take it; it keeps its place in line until accept() names the
one who has it. Agents who become ready join the first ticket in line that they may take. Whether a ticket rings is
settled when it is offered. A unit of capacity rings for one ticket; no agent rings twice for the same.

Every method first reads its arguments – TypeError for what is no number or mapping, OutOfRange for what does not fit
– and then looks up what they name and checks: after a RouterFault (_fastroute/faults.py) nothing has changed.
UnknownId, OutOfRange and, for things in the wrong state, WrongState come from every method; AlreadyThere and
RouterFull where noted. What reading runs, as a generator or an __index__, may itself call the router: its calls come
first, wholly.
Not safe to share between threads: one owner, no locks.
"""

from collections.abc import Iterable, Mapping
from typing import final

from _fastroute.records import AgentReport, AgentState, Decision, Kind, Strategy, TicketReport

IMPLEMENTATION: str
"""What runs, for the log and the admin page."""
AGENT_LIMIT: int
NEED_LIMIT: int
"""Different needs; they are never given up."""
SKILL_LIMIT: int
LEVEL_LIMIT: int
"""Levels are 1 to this; an agent without the skill has 0."""
TICKET_LIMIT: int
"""Waiting and held."""
EXCLUSION_LIMIT: int
"""Over all tickets, former needs of relaxed ones included."""
UNIT_LIMIT: int
"""Capacity over all agents and kinds; one seat has at most 255."""
TIER_LIMIT: int
"""Tiers of needs' own, over all needs."""
LOAD_LIMIT: int

@final
class Router:
    strategy: Strategy
    """May be set at any time, by name too; it decides from then on. UnknownId."""
    late_every: int
    """0: the late have no share. May be set at any time."""

    def __init__(
        self,
        strategy: str = "longest_idle",
        *,
        late_every: int = 0,
        seed: int = 0,
        window: int = 3_600_000,
        explaining: bool = True,
    ) -> None:
        """`window`: how far least_occupied looks back.

        Without `explaining` nothing is kept to answer decision(); everything is decided alike.
        """

    def add_agent(
        self,
        agent: int,
        skills: Mapping[int, int],
        tier: int = 0,
        position: int | None = None,
        capacity: Mapping[int, int] | None = None,
    ) -> None:
        """Makes an agent known, signed out. Skills are skill → level, capacity is kind → units: without it one call.

        The position is for linear, at first the id. AlreadyThere, RouterFull.
        """

    def set_skills(
        self,
        agent: int,
        skills: Mapping[int, int] | None,
        now: int,
        *,
        tier: int | None = None,
        position: int | None = None,
        capacity: Mapping[int, int] | None = None,
    ) -> int | None:
        """Changes what an agent can do (None keeps it); returns the first ticket they can take now. RouterFull.

        What they have they keep, be it more than a new capacity. A capacity replaces all kinds: not named is 0.
        """

    def remove_agent(self, agent: int) -> None:
        """Forgets an agent who is signed out and for whom no ticket is reserved, and who excluded or preferred them."""

    def sign_in(self, agent: int, now: int) -> int | None:
        """Makes the agent ready since now, or takes back that they leave; returns the first ticket they get at once.

        Seats are filled kind by kind, each until it is full or nothing is left for it.
        """

    def sign_out(self, agent: int, now: int) -> None:
        """An agent who has nothing is out at once, else when the last unit is freed; until then they get nothing."""

    def free(
        self,
        agent: int,
        now: int,
        kind: int = Kind.VOICE,
        *,
        ticket: int | None = None,
        talked: int | None = None,
        loose: bool = False,
    ) -> int | None:
        """One unit of a seat is over, and so is its ticket; returns the next. A leaving agent gets none.

        It is the unit of the named ticket (whatever `kind` and `loose` say), else of the ticket held longest, else one
        whose ticket is gone; with `loose` only one whose ticket is gone. `talked` is the time spoken; by default since
        the ticket was given, or 0 when another has it. A ticket that still rings is over for all.
        """

    def need(self, skills: Mapping[int, int], kind: int = Kind.VOICE, tiers: Mapping[int, int] | None = None) -> int:
        """A handle for skill → least level; equal arguments, equal handles. {} is met by everybody. RouterFull.

        `tiers`, agent → tier, hold for tickets with this need in place of the agents' own; they need not be known.
        """

    def offer_ticket(
        self,
        ticket: int,
        need: int | Mapping[int, int],
        due: int,
        arrival: int,
        now: int,
        excluded: Iterable[int] = (),
        *,
        late_after: int | None = None,
        band: int = 0,
        preferred: int | None = None,
        reserved: bool = False,
        strategy: str | None = None,
        load: int = 1,
    ) -> int | None:
        """A new ticket; returns the agent who gets it at once, else it waits. AlreadyThere, RouterFull.

        Its id may be used again when it is withdrawn or its agent was freed. It is late when late_after < now, by
        default its due: give both where a head start moves the due. A preferred agent comes first in their tier when
        ready; reserved, nobody else gets it until release(). A strategy replaces the router's for this ticket. The load
        is how hard it is, for lighter_next, 0 to LOAD_LIMIT.
        """

    def give_back(self, ticket: int, excluded: Iterable[int], now: int, *, agent: int | None = None) -> int | None:
        """Takes a ticket from its agent, who stays busy until freed, and returns who gets it next, or it waits again.

        It keeps its due, its arrival and its exclusions; `excluded` are added. Without them, the agent who had it may
        get it again. `agent` says which one of several with whom it rings, else who got it first. RouterFull.
        """

    def accept(self, ticket: int, agent: int) -> None:
        """It rings no more: the agent has it, the others hold nothing and stay busy until freed.

        A ticket that never rang belongs to its agent already: nothing happens.
        """

    def readmit(self, ticket: int, agent: int, now: int) -> int | None:
        """Ends an exclusion; returns the agent if the ticket waited and they can take it now."""

    def withdraw(self, ticket: int) -> None:
        """Forgets a ticket. An agent who had it stays busy until freed."""

    def relax(self, ticket: int, need: int | Mapping[int, int], now: int) -> int | None:
        """Changes the need, mostly to an easier one of the same kind; returns who gets the ticket now, if it waited.

        It keeps its due and arrival. Agents who meet an earlier need come first. RouterFull.
        """

    def promote(self, ticket: int, now: int, *, due: int | None = None, band: int | None = None) -> None:
        """Changes a ticket's place: what is given replaces the old; in equal bands and dues arrival and id decide.

        When it is late stays as it was offered.
        """

    def release(self, ticket: int, now: int) -> int | None:
        """Ends a reservation: others may have the ticket too, after the agent it prefers. Returns who gets it now."""

    def matches(self) -> tuple[tuple[int, int], ...]:
        """All matches of the last call, (agent, ticket), in the order in which they were made.

        Signing in, set_skills and ring_all may make several; what a call returns comes from the first. A call that
        raised does not count.
        """

    def reset_counts(self) -> None:
        """A new day: calls, talk time, turns and loads begin at 0. Busy time stays."""

    def position(self, ticket: int) -> int:
        """Place in line; 1 is next, 0 when an agent has it. A ticket that rings keeps its place.

        The line is that of its need; for a reserved ticket, of what is reserved for that agent and of its kind. Who
        stands behind is served before only by an agent who may not take this one.
        """

    def waiting(self) -> int:
        """Tickets that wait or ring."""

    def ready(self, kind: int = Kind.VOICE) -> int:
        """Agents who could take a ticket of this kind now."""

    def staffed(self, need: int | Mapping[int, int]) -> bool:
        """Whether anybody who meets the need and has capacity for it is signed in, ready or busy, and not leaving."""

    def holding(self, agent: int) -> int | None:
        """The first of held()."""

    def held(self, agent: int) -> tuple[int, ...]:
        """The tickets the agent has or rings for: kind by kind, each in the order in which they got them."""

    def state(self, agent: int, kind: int = Kind.VOICE) -> AgentState: ...
    def decision(self, ticket: int, agent: int | None = None) -> Decision | None:
        """Why the agent who has the ticket got it, None if nobody does; of several with whom it rings, the first."""

    def explain(self, ticket: int) -> TicketReport:
        """Why the ticket is where it is. O(agents): made when asked for."""

    def explain_agent(self, agent: int, kind: int = Kind.VOICE) -> AgentReport:
        """Why the agent has, or has not, a ticket of this kind. O(waiting tickets)."""
