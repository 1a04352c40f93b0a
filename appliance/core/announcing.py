"""What waiting callers are told: so many minutes, never more than before, their place in line, and who is next.

Rule 1: a number of minutes is told only when it is smaller than the one before and promises no later end; once the wait
was longer than told, none is.
Rule 2: "you are next" is only told to who is: the first in line, where nobody comes before from another line that the
same agents serve; once, and after it no number.
Rule 3: a place in line is told once, and again only when it is nearer; place 1 is rule 2's.
Rule 4: an announcement holds nothing up: the offer, the bridge and the keys go on beside it.
"""

from appliance.core.house import Call, House
from appliance.core.members import Promise
from appliance.core.precedence import is_next
from appliance.model.actions import PlayMusic, PlayPrompts
from appliance.model.plan import QueuePlan
from appliance.model.spoken import place_prompt, wait_prompt
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
    prompts = _news(house, call, queue) if call.machine.state is CallState.WAITING and not call.notice else ()
    if prompts:
        call.token = house.new_token()
        house.do(PlayPrompts(call.line, prompts, call.token, call.spoken_to_in))


def go_on(house: House, call: Call) -> None:
    """What was held back while the caller heard something else."""
    if call.lined_up:
        begin(house, call)


def said(house: House, call: Call) -> None:
    """The announcement is over; the music comes back."""
    house.do(PlayMusic(call.line, call.waits_in.music))


def _news(house: House, call: Call, queue: QueuePlan) -> tuple[PromptName, ...]:
    """Empty when there is nothing new to tell."""
    told = call.promise or Promise()
    place, minutes = _place(house, call, queue, told), _minutes(house, call, queue, told)
    news: tuple[PromptName, ...] = ()
    if place is not None:
        told.place = place
        house.note(call.id, f"Told to be number {place} in line")
        news = (place_prompt(place),)
    if minutes is not None:
        told.minutes, told.until = minutes, house.now + minutes * MINUTE_MS
        house.note(call.id, f"Told to wait about {minutes} min")
        news = (*news, _minute_prompts(queue)[minutes])
    elif place is None and not told.next and not _may_tell_less(house, queue, told):
        news = _next(house, call, queue, told)
    if news:
        call.promise = told
    return news


def _next(house: House, call: Call, queue: QueuePlan, told: Promise) -> tuple[PromptName, ...]:
    prompt = queue.announce_next or (place_prompt(1) if queue.announce_places else None)
    if prompt is None or not is_next(house, call.id, house.now):
        return ()
    told.next = True
    house.note(call.id, "Told to be next")
    return (prompt,)


def _place(house: House, call: Call, queue: QueuePlan, told: Promise) -> int | None:
    """What can be told anew; who is first in line is told to be next, once that is sure."""
    place = house.routing.position(call.id)
    if told.next or not 1 < place <= queue.announce_places:
        return None
    return place if told.place is None or place < told.place else None


def _minute_prompts(queue: QueuePlan) -> dict[int, PromptName]:
    """What is said for each number of minutes: the house's own prompt before the box's words."""
    spoken = {minutes: wait_prompt(minutes) for minutes in queue.announce_spoken}
    return {**spoken, **{int(minutes): prompt for minutes, prompt in queue.announce_minutes.items()}}


def _minutes(house: House, call: Call, queue: QueuePlan, told: Promise) -> int | None:
    """What can be told anew, rounded up to what there is a prompt for."""
    left = _left(house, call, queue)
    if left is None or told.next:
        return None
    minutes = next((each for each in sorted(_minute_prompts(queue)) if each * MINUTE_MS >= left), None)
    return minutes if minutes is not None and _is_less(house, told, minutes) else None


def _may_tell_less(house: House, queue: QueuePlan, told: Promise) -> bool:
    """Some smaller number may still have its time."""
    return told.minutes is not None and any(_is_less(house, told, each) for each in _minute_prompts(queue))


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
