"""Memories for short messages: numbered places, a status each, and an end to the room (27.005 §3.1)."""

from enum import Enum

from appliance.model.words import Value


class Kept(Enum):
    """<stat> in PDU mode (27.005 §3.1)."""

    UNREAD = 0
    READ = 1
    UNSENT = 2
    SENT = 3


class Message(Value, frozen=True):
    """One place taken."""

    kept: Kept
    octets: bytes
    """Service centre address and TPDU, as +CMGR shows them."""
    tpdu_octets: int


ALL = 4


class MessageMemory:
    """One of SM and ME; places count from `first`."""

    def __init__(self, size: int, first: int) -> None:
        self.size = size
        self._first = first
        self._places: dict[int, Message] = {}

    def __len__(self) -> int:
        return len(self._places)

    @property
    def full(self) -> bool:
        return len(self._places) >= self.size

    def put(self, message: Message) -> int | None:
        """The lowest free place, or None when it is full."""
        for place in range(self._first, self._first + self.size):
            if place not in self._places:
                self._places[place] = message
                return place
        return None

    def get(self, place: int) -> Message | None:
        return self._places.get(place)

    def read(self, place: int) -> Message | None:
        """As get(); one that was unread is read from then on."""
        message = self._places.get(place)
        if message is not None and message.kept is Kept.UNREAD:
            self._places[place] = Message(Kept.READ, message.octets, message.tpdu_octets)
        return message

    def delete(self, place: int) -> bool:
        return self._places.pop(place, None) is not None

    def delete_those(self, flag: int) -> None:
        """+CMGD's second field (27.005 §3.5.4): 1 read, 2 and sent, 3 and unsent, 4 all."""
        kinds = [Kept.READ, Kept.SENT, Kept.UNSENT, Kept.UNREAD][:flag]
        self._places = {place: message for place, message in self._places.items() if message.kept not in kinds}

    def those(self, kept: int) -> list[tuple[int, Message]]:
        """By place; ALL for all."""
        return [
            (place, self._places[place])
            for place in sorted(self._places)
            if kept in (ALL, self._places[place].kept.value)
        ]
