"""What one measurement comes to: every figure of the table, by its name."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import msgspec

from benchmarks.live import calls
from benchmarks.live.calls import Call
from benchmarks.live.marks import Passage, Spread, spread
from benchmarks.live.probe import Lateness
from benchmarks.live.run import Gathered, Measured


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How long callers wait for what they want, over all calls, in milliseconds."""

    ring_to_answer: Spread | None
    identity_to_answer: Spread | None
    key_to_prompt: Spread | None
    accepted_to_said: Spread | None
    accepted_to_agent_ear: Spread | None
    accepted_to_wire: Spread | None
    accepted_to_caller_ear: Spread | None


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the sound while all talked; times in milliseconds."""

    caller_to_agent: Spread | None
    agent_to_caller: Spread | None
    caller_to_agent_in_box: Spread | None
    """From the last sample of a frame leaving the modem."""
    agent_to_caller_in_box: Spread | None
    """From a frame handed over by the agent to it being written to the modem."""
    marks_lost: int
    holes_agents: int
    """All that the agents heard in their last conversation, also before and after the time measured."""
    holes_callers: int
    underruns: int
    """Of the modems, over whole calls."""
    missing_ms: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Of one number of lines. Processor time in percent of one core, memory in 10^6 bytes."""

    lines: int
    reached: Reached
    sound: Sound
    frames_late: float
    frames_lost: float
    ticks: float
    ticks_skipped: float
    tick_latest_ms: float
    core_main: float
    core_others: float
    agents_alone: float
    """What so many pretend agents cost in a process of their own; part of core_main."""
    rss_mb: float
    most_rss_mb: float
    exchange: float
    exchange_latest_ms: float
    exchange_slips: int
    """Times the machine kept the exchange from running for so long that a modem's clock stood still."""
    foreign: float
    stolen: float
    machine_late: Lateness

    @property
    def core_per_line(self) -> float:
        """Without the pretend agents, who are elsewhere in a real house."""
        return (self.core_main + self.core_others - self.agents_alone) / self.lines


def figures(gathered: Gathered, agents_alone: float) -> Figures:
    measured = gathered.measured
    every = list(calls.matched(gathered.outcomes, gathered.records, gathered.conversations))
    last = [call for call in every if call.outcome.kind == "long"]
    return Figures(
        lines=gathered.load.lines,
        reached=_reached(every),
        sound=_sound(last, measured.began_ms, measured.ended_ms),
        frames_late=_counted(measured, "frames_late"),
        frames_lost=_counted(measured, "frames_lost"),
        ticks=_counted(measured, "sound_ticks"),
        ticks_skipped=_counted(measured, "sound_ticks_skipped"),
        tick_latest_ms=measured.stats_after["sound_tick_latest_ms"],
        core_main=measured.core.main,
        core_others=measured.core.others,
        agents_alone=agents_alone,
        rss_mb=measured.core_after.rss_mb,
        most_rss_mb=measured.core_after.most_rss_mb,
        exchange=measured.exchange.total,
        exchange_latest_ms=max((call.outcome.latest_piece_ms for call in every), default=0),
        exchange_slips=sum(call.outcome.clock_slips for call in every),
        foreign=measured.foreign,
        stolen=measured.stolen,
        machine_late=measured.machine,
    )


def _reached(every: Sequence[Call]) -> Reached:
    return Reached(
        ring_to_answer=_over(every, calls.ring_to_answer_ms),
        identity_to_answer=_over(every, calls.identity_to_answer_ms),
        key_to_prompt=spread(list(chain.from_iterable(calls.keys_to_prompts_ms(call) for call in every))),
        accepted_to_said=_over(every, calls.accepted_to_said_ms),
        accepted_to_agent_ear=_over(every, calls.accepted_to_agent_ear_ms),
        accepted_to_wire=_over(every, calls.accepted_to_wire_ms),
        accepted_to_caller_ear=_over(every, calls.accepted_to_caller_ear_ms),
    )


def _sound(last: Sequence[Call], began: float, ended: float) -> Sound:
    to_agent = [calls.caller_to_agent(call, began, ended) for call in last]
    to_caller = [calls.agent_to_caller(call, began, ended) for call in last]
    in_modem = [call.piece_ms for call in last]
    return Sound(
        caller_to_agent=_delays(to_agent),
        agent_to_caller=_delays(to_caller),
        caller_to_agent_in_box=_delays(to_agent, in_modem),
        agent_to_caller_in_box=_delays([calls.agent_to_wire(call, began, ended) for call in last]),
        marks_lost=sum(each.lost for each in (*to_agent, *to_caller)),
        holes_agents=sum(call.talk.heard.holes for call in last),
        holes_callers=sum(calls.holes_for_caller(call, began, ended) for call in last),
        underruns=sum(call.outcome.underruns for call in last),
        missing_ms=sum(call.outcome.missing_samples for call in last) / 8,
    )


def _over(every: Iterable[Call], of: Callable[[Call], float | None]) -> Spread | None:
    return spread([value for call in every if (value := of(call)) is not None])


def _delays(passages: Sequence[Passage], less: Sequence[float] = ()) -> Spread | None:
    """Of all calls together; of each call so much `less`."""
    per_call = zip(passages, less or [0.0] * len(passages), strict=True)
    return spread([delay - part for each, part in per_call for delay in each.delays_ms])


def _counted(measured: Measured, name: str) -> float:
    return measured.stats_after[name] - measured.stats_before[name]
