"""Whether what is said of recording and of announcements in conversations makes sense: each fault one sentence."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from appliance.config.friendly import write_duration
from appliance.config.places import Place
from appliance.model.flow import Flow, Queue
from appliance.model.plan import LinePlan, Plan, QueuePlan
from appliance.model.talk_states import RecordPolicy
from appliance.model.words import Value


class Told(NamedTuple):
    """A table's value, with nothing wrong by itself, and its place."""

    value: Value
    place: Place


def check_talks(tables: Iterable[Told]) -> Iterator[str]:
    told = tuple(tables)
    keys = {each.value.name: each.value.record_refuse_key for each in told if isinstance(each.value, QueuePlan)}
    for each in told:
        match each.value:
            case QueuePlan():
                yield from _recording(each.value, each.place)
            case LinePlan():
                yield from _limit_notice(each.value, each.place)
            case Flow():
                yield from _keys(each.value, each.place, keys)


def recording_doubts(plan: Plan) -> Iterator[str]:
    """A sentence for each queue that tells nobody by itself that it records; many countries forbid that."""
    for queue in plan.queues:
        if queue.record is not RecordPolicy.OFF and not queue.record_notice and not queue.record_beep_every_ms:
            yield (
                f'[[queue]] "{queue.name}" records conversations and tells nobody; name a prompt that does in '
                'record_notice, unless callers hear it before, or say record = "off"'
            )


def _recording(queue: QueuePlan, place: Place) -> Iterator[str]:
    if queue.record is RecordPolicy.OFF and queue.record_notice:
        problem = 'nothing is recorded here; leave it out, or say record = "on" or "on demand"'
        yield place.at("record_notice").wrong(list(queue.record_notice), problem)
    elif queue.record_refuse_key and not queue.record_notice:
        problem = "no caller would know of it; name the prompt that says so in record_notice"
        yield place.at("record_refuse_key").wrong(queue.record_refuse_key, problem)


def _limit_notice(line: LinePlan, place: Place) -> Iterator[str]:
    if line.limit_notice and line.limit_notice_before_ms >= line.talk_limit_ms:
        problem = f"no conversation lasts so long; talk_limit is {write_duration(line.talk_limit_ms)}"
        yield place.at("limit_notice_before").wrong(write_duration(line.limit_notice_before_ms), problem)


def _keys(flow: Flow, place: Place, refuse_keys: dict[str, str]) -> Iterator[str]:
    for name, step in flow.steps.items():
        key = refuse_keys.get(step.queue) if isinstance(step, Queue) else None
        if isinstance(step, Queue) and key and key in step.keys:
            problem = f'is the record_refuse_key of [[queue]] "{step.queue}"; a key can mean one thing, take another'
            yield place.at("steps", name, "keys").wrong(key, problem)
