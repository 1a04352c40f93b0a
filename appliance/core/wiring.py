"""Which lamps may have to look different: those of the lines, queues and boxes that something happened to."""

from collections.abc import Iterable

from appliance.model.plan import LampPlan
from appliance.model.words import LampName, LineName, QueueName


class Wiring:
    """After a step only these are looked at, however many lamps, lines and callers there are."""

    def __init__(self, lamps: Iterable[LampPlan] = ()) -> None:
        """All of them are looked at once."""
        self._lamps = {lamp.name: lamp for lamp in lamps}
        self._places = {name: place for place, name in enumerate(self._lamps)}
        self._of_line: dict[LineName, list[LampName]] = {}
        self._of_queue: dict[QueueName, list[LampName]] = {}
        self._of_box: dict[str, list[LampName]] = {}
        self._of_faults: list[LampName] = []
        for lamp in self._lamps.values():
            if lamp.line is not None:
                self._of_line.setdefault(lamp.line, []).append(lamp.name)
            elif lamp.queue is not None:
                self._of_queue.setdefault(lamp.queue, []).append(lamp.name)
            elif lamp.box is not None:
                self._of_box.setdefault(lamp.box, []).append(lamp.name)
            else:
                self._of_faults.append(lamp.name)
        self.touched = set(self._lamps)

    def touch(self, lamp: LampName) -> None:
        if lamp in self._lamps:
            self.touched.add(lamp)

    def touch_line(self, line: LineName) -> None:
        if line in self._of_line:
            self.touched.update(self._of_line[line])

    def touch_queue(self, queue: QueueName) -> None:
        if queue in self._of_queue:
            self.touched.update(self._of_queue[queue])

    def touch_box(self, box: str) -> None:
        if box in self._of_box:
            self.touched.update(self._of_box[box])

    def touch_faults(self) -> None:
        self.touched.update(self._of_faults)

    def take(self) -> list[LampPlan]:
        """In the order of the plan; none is left."""
        touched = sorted(self.touched, key=self._places.__getitem__)
        self.touched.clear()
        return [self._lamps[name] for name in touched]
