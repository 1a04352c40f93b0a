"""Whether what a queue or an agent says about routing makes sense: each fault one sentence."""

from collections.abc import Iterable, Iterator, Mapping

from appliance.config.friendly import write_duration
from appliance.config.nearest import hint
from appliance.config.places import Place
from appliance.model.board import limits_of
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import Capacity, Relaxation
from appliance.model.words import AgentName, Ms, SkillName, Value


def check_routing(value: Value, place: Place, agents: Iterable[AgentName]) -> Iterator[str]:
    """Of a queue or an agent that has nothing wrong by itself; `agents` are all there are."""
    match value:
        case QueuePlan():
            yield from _tiers(value, place.at("tiers"), tuple(agents))
            yield from _relaxation(value, place)
            yield from _announcements(value, place)
            yield from _board(value, place)
            if value.prefer_last_agent_ms >= value.max_wait_ms:
                problem = f"nobody waits so long; max_wait is {write_duration(value.max_wait_ms)}"
                yield place.at("prefer_last_agent").wrong(write_duration(value.prefer_last_agent_ms), problem)
        case AgentPlan(capacity=Capacity(voice=0, text=0, message=0, callback=0)):
            yield place.at("capacity").lacks("takes no work of any kind; leave at least one kind above 0")


def _tiers(queue: QueuePlan, place: Place, agents: tuple[AgentName, ...]) -> Iterator[str]:
    for name, tier in queue.tiers.items():
        if name not in agents:
            yield place.at(name).wrong(tier, f"no such agent; {hint(name, agents)}")


def _relaxation(queue: QueuePlan, place: Place) -> Iterator[str]:
    need: Mapping[SkillName, int] = queue.need
    before: Ms = 0
    for number, step in enumerate(queue.relax, 1):
        at = place.at("relax", str(number))
        yield from _step(queue, step, at)
        yield from _order(queue, step, before, at)
        if step.overflow and number < len(queue.relax):
            yield at.wrong({"overflow": True}, "the caller has left the queue by then; make it the last step")
        if step.need is not None:
            yield from _harder(need, step, at.at("need"))
            need = step.need
        before = step.after_ms


def _step(queue: QueuePlan, step: Relaxation, place: Place) -> Iterator[str]:
    """One thing is done by it, and it does something."""
    done = [step.need is not None, bool(step.queues or step.agents), step.overflow]
    if sum(done) != 1:
        yield place.lacks('does nothing or too much; give exactly one of "need", "queues" or "agents", and "overflow"')
    if queue.name in step.queues:
        yield place.at("queues").wrong(list(step.queues), "is this very queue; name another one")


def _order(queue: QueuePlan, step: Relaxation, before: Ms, place: Place) -> Iterator[str]:
    after = place.at("after")
    if step.after_ms <= before:
        problem = f"comes not after the step before, {write_duration(before)}; put the steps in order"
        yield after.wrong(write_duration(step.after_ms), problem)
    if step.after_ms >= queue.max_wait_ms:
        problem = f"nobody waits so long; max_wait is {write_duration(queue.max_wait_ms)}"
        yield after.wrong(write_duration(step.after_ms), problem)


def _harder(before: Mapping[SkillName, int], step: Relaxation, place: Place) -> Iterator[str]:
    for skill, level in (step.need or {}).items():
        if level > before.get(skill, 0) and not step.narrows:
            was = f"{skill} {before[skill]}" if skill in before else f"no {skill}"
            problem = f"is harder than before, which was {was}; lower it, or say narrows = true if that is meant"
            yield place.at(skill).wrong(level, problem)


def _announcements(queue: QueuePlan, place: Place) -> Iterator[str]:
    own_words = queue.announce_spoken or queue.announce_places
    if queue.announce_every_ms and not own_words and not queue.announce_minutes and queue.announce_next is None:
        problem = 'there is nothing to say; give "announce_spoken", "announce_minutes" or "announce_next"'
        yield place.at("announce_every").wrong(write_duration(queue.announce_every_ms), problem)


def _board(queue: QueuePlan, place: Place) -> Iterator[str]:
    """What is an alarm was a warning before."""
    limits, problem = limits_of(queue), "its warning, {}, would come after it; the warning comes first"
    if 0 < limits.waiting_alarm < limits.waiting:
        yield place.at("board_waiting_alarm").wrong(limits.waiting_alarm, problem.format(limits.waiting))
    if limits.wait_alarm_ms < limits.wait_ms:
        first = write_duration(limits.wait_ms)
        yield place.at("board_wait_alarm").wrong(write_duration(limits.wait_alarm_ms), problem.format(first))
    if 0 < limits.level < limits.level_alarm:
        yield place.at("board_level_alarm").wrong(limits.level_alarm, problem.format(limits.level))
