"""One wait in a queue, from joining to being served or giving up: what is counted, foretold and due meanwhile."""

from appliance.core import chiming
from appliance.core.house import Call, House
from appliance.model.plan import QueuePlan
from appliance.model.words import Ms, QueueName

FURTHER_ALARMS = ("relax", "top", "kept", "announce")


def begin(house: House, call: Call, queue: QueuePlan) -> Ms:
    """Returns the ticket's arrival, which may lie before this wait."""
    arrived = house.now if call.arrived is None else call.arrived
    call.queue, call.arrived, call.joined = queue, arrived, house.now
    call.forecast, call.lined_up, call.ages = None, False, False
    call.record.wait_ended_ms = None
    if house.waits.join(queue.name, call.id, arrived):
        house.wiring.touch_queue(queue.name)
    if house.plan.loudspeaker is not None:
        chiming.look(house)
    return arrived


def line_up(house: House, call: Call, place: int) -> None:
    """Nobody was ready: how long it takes now depends on the line."""
    queue = call.waits_in
    call.lined_up = True
    call.forecast = house.waits.forecast(queue.name, queue.announce_percentile, house.now, ahead=place - 1)
    expected = house.waits.expected(queue.name)
    if expected is not None:
        expected.begin(house.now, ahead=place - 1)


def served(house: House, call: Call) -> None:
    """An agent has answered; the ticket is gone from the line."""
    queue = _end(house, call, served=True)
    expected = house.waits.expected(queue)
    if expected is not None and call.lined_up:
        expected.served(house.now, call.joined, call.forecast, waiting=house.waits.together(queue))


def given_up(house: House, call: Call) -> None:
    """By the caller or by the queue."""
    _end(house, call, served=False)


def _end(house: House, call: Call, *, served: bool) -> QueueName:
    """What the caller was told is judged by what came. Returns the queue it was in."""
    if call.ages:
        for kind in FURTHER_ALARMS:
            house.alarms.cancel((kind, call.id))
    queue = call.waits_in.name
    expected = house.waits.expected(queue)
    if call.promise is not None and call.promise.until is not None and expected is not None:
        expected.judge(house.now, call.promise.until, served=served)
    call.promise = None
    if house.waits.leave(queue, call.id):
        house.wiring.touch_queue(queue)
    if house.plan.loudspeaker is not None:
        chiming.look(house)
    return queue
