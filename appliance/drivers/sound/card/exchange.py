"""What happens at each beat of a card: a frame heard for a frame said, through the memory shared with the box."""

import os

import numpy as np

from appliance.drivers.sound.card.memory import SILENT, CardEnd
from appliance.drivers.sound.card.order import CardOrder
from appliance.sound.buzz import BuzzFilter
from appliance.sound.frames import RATE
from appliance.sound.rate_change import RateChange, samples_of_frame


class FrameExchange:
    """In whatever thread the card calls from, one at a time."""

    def __init__(self, order: CardOrder, rate: int, end: CardEnd, bell: int) -> None:
        """Raises ValueError for a rate of which 20 ms are no whole number of samples."""
        self.samples = samples_of_frame(rate)
        """In one beat, at the card's rate."""
        self._end = end
        self._bell = bell
        self._from_card = RateChange(rate, RATE, order.heard_db)
        self._to_card = RateChange(RATE, rate, order.said_db)
        self._buzz = BuzzFilter() if order.without_buzz else None

    def beat(self, heard: bytes | None, *, rough: bool = False) -> bytes:
        """Signed 16 bit, `samples` of them, both ways; a card that only speaks has heard None, which counts as a frame.

        What a card that only hears should say is of no use to it.
        """
        if rough:
            self._end.was_rough()
        said = self._end.take_said()
        self._end.put_heard(SILENT if heard is None else self._heard(heard))
        os.eventfd_write(self._bell, 1)
        return self._to_card.frame(np.frombuffer(said, "<i2")).astype("<i2", copy=False).tobytes()

    def _heard(self, heard: bytes) -> bytes:
        frame = self._from_card.frame(np.frombuffer(heard, "<i2"))
        if self._buzz is not None:
            frame = self._buzz.frame(frame)
        return frame.astype("<i2", copy=False).tobytes()
