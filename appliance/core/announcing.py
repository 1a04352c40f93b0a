"""What waiting callers are told about their wait: so many minutes, never more than before, and who is next.

Rule 1: a number of minutes never grows, and none is told any more once the wait was longer than told.
Rule 2: "you are next" is only told to who is: the first in line, where nobody comes before from another line that the
same agents serve; and after it no number.
Rule 3: an announcement holds nothing up: the offer, the bridge and the keys go on beside it.
"""

from appliance.core.house import Call, House
from appliance.core.members import Promise
from appliance.core.precedence import is_next
from appliance.model.actions import PlayMusic, PlayPrompts
from appliance.model.plan import QueuePlan
from appliance.model.states import CallState
from appliance.model.words import CallId, Ms, PromptName

MINUTE_MS = 60_000


def begin(house: House, call: Call) -> None:
    """The first one at once, further ones at the queue's pace."""
    if call.waits_in.announce_every_ms:
        announce(house, call.id)


def announce(house: House, call_id: CallId) -> None:
    """Nothing is said while a phone rings for the caller."""
    call = house.calls[call_id]
    queue = call.waits_in
    if not queue.announce_every_ms:
        return
    call.ages = True
    house.alarms.set(("announce", call_id), house.now + queue.announce_every_ms)
    prompt = _prompt(house, call, queue) if call.machine.state is CallState.WAITING else None
    if prompt is not None:
        call.token = house.new_token()
        house.do(PlayPrompts(call.line, (prompt,), call.token))


def said(house: House, call: Call) -> None:
    """The announcement is over; the music comes back."""
    house.do(PlayMusic(call.line, call.waits_in.music))


def _prompt(house: House, call: Call, queue: QueuePlan) -> PromptName | None:
    minutes = _minutes(house, call, queue)
    if minutes is not None:
        until = house.now + minutes * MINUTE_MS
        call.promise = Promise(minutes, until if call.promise is None else min(until, call.promise.until))
        house.note(call.id, f"Told to wait about {minutes} min")
        return queue.announce_minutes[str(minutes)]
    if queue.announce_next is None or not is_next(house, call.id, house.now):
        return None
    call.promise = Promise(0, house.now)
    house.note(call.id, "Told to be next")
    return queue.announce_next


def _minutes(house: House, call: Call, queue: QueuePlan) -> int | None:
    """What can be told, rounded up to what there is a prompt for; None when there is nothing to tell."""
    if call.promise is not None and house.now >= call.promise.until:
        return None
    left = _left(house, call, queue)
    sayable = sorted(map(int, queue.announce_minutes))
    minutes = next((each for each in sayable if left is not None and each * MINUTE_MS >= left), None)
    if minutes is None or call.promise is None or minutes <= call.promise.minutes:
        return minutes
    return call.promise.minutes if call.promise.minutes in sayable else None


def _left(house: House, call: Call, queue: QueuePlan) -> Ms | None:
    """At first what was foretold when the wait began; later the place in line may say less than was told."""
    if call.promise is None and call.forecast is not None:
        return call.forecast.at + call.forecast.enough_ms - house.now
    place, expected = house.routing.position(call.id), house.waits.expected(queue.name)
    by_place = expected.remaining(place, queue.announce_percentile) if expected is not None and place else None
    if call.promise is None:
        return by_place
    told = call.promise.until - house.now
    return told if by_place is None else min(told, by_place)
