"""Prompts that callers cannot hear as they should: told in the call, in the snapshot and by the lamp of faults."""

from appliance.core import recordings
from appliance.core.house import House
from appliance.model.prompt_events import PromptMissing, PromptsMade

MOST_FAULTS = 20
"""Kept, the oldest going first: whoever mends twenty looks again."""


def made(house: House, event: PromptsMade) -> None:
    house.prompt_faults = dict.fromkeys(event.faults[-MOST_FAULTS:])
    house.wiring.touch_faults()


def missing(house: House, event: PromptMissing) -> None:
    """Each call is told; the house once."""
    line = house.lines.get(event.line)
    if line is not None and line.call is not None:
        house.note(line.call, event.fault[:1].upper() + event.fault[1:])
        recordings.missing(house.calls[line.call], event.prompt)
    if event.fault not in house.prompt_faults:
        while len(house.prompt_faults) >= MOST_FAULTS:
            del house.prompt_faults[next(iter(house.prompt_faults))]
        house.prompt_faults[event.fault] = None
        house.wiring.touch_faults()
