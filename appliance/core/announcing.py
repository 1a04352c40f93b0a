"""What waiting callers are told about their wait: so many minutes, never more than before, and who is next.

Rule 1: a number of minutes is told only when it is smaller than the one before and promises no later end; once the wait
was longer than told, none is.
Rule 2: "you are next" is only told to who is: the first in line, where nobody comes before from another line that the
same agents serve; once, and after it no number.
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
        house.do(PlayPrompts(call.line, (prompt,), call.token, call.spoken_to_in))


def said(house: House, call: Call) -> None:
    """The announcement is over; the music comes back."""
    house.do(PlayMusic(call.line, call.waits_in.music))


def _prompt(house: House, call: Call, queue: QueuePlan) -> PromptName | None:
    """None when there is nothing new to tell."""
    told = call.promise or Promise()
    minutes = _minutes(house, call, queue, told)
    if minutes is not None:
        told.minutes, told.until = minutes, house.now + minutes * MINUTE_MS
        call.promise = told
        house.note(call.id, f"Told to wait about {minutes} min")
        return queue.announce_minutes[str(minutes)]
    if told.next or _may_tell_less(house, queue, told):
        return None
    if queue.announce_next is None or not is_next(house, call.id, house.now):
        return None
    told.next = True
    call.promise = told
    house.note(call.id, "Told to be next")
    return queue.announce_next


def _minutes(house: House, call: Call, queue: QueuePlan, told: Promise) -> int | None:
    """What can be told anew, rounded up to what there is a prompt for."""
    left = _left(house, call, queue)
    if left is None or told.next:
        return None
    minutes = next((each for each in sorted(map(int, queue.announce_minutes)) if each * MINUTE_MS >= left), None)
    return minutes if minutes is not None and _is_less(house, told, minutes) else None


def _may_tell_less(house: House, queue: QueuePlan, told: Promise) -> bool:
    """Some smaller number may still have its time."""
    return told.minutes is not None and any(_is_less(house, told, int(each)) for each in queue.announce_minutes)


def _is_less(house: House, told: Promise, minutes: int) -> bool:
    """Than the number told last, and without a later end."""
    if told.minutes is None or told.until is None:
        return True
    return minutes < told.minutes and house.now + minutes * MINUTE_MS <= told.until


def _left(house: House, call: Call, queue: QueuePlan) -> Ms | None:
    """At first what was foretold when the wait began; later the place in line may say less than was told."""
    told = call.promise.until if call.promise is not None else None
    if told is None and call.forecast is not None:
        return call.forecast.at + call.forecast.enough_ms - house.now
    place, expected = house.routing.position(call.id), house.waits.expected(queue.name)
    by_place = expected.remaining(place, queue.announce_percentile) if expected is not None and place else None
    if told is None or by_place is None:
        return by_place if told is None else told - house.now
    return min(told - house.now, by_place)
