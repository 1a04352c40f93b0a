"""The texts of one line: read from the modem's memory, joined, told; and deleted there when they are on the disk."""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

from appliance.drivers.line import Report
from appliance.drivers.line.gsm.text_listing import Listing, listed
from appliance.drivers.line.gsm.text_room import no_room
from appliance.drivers.line.gsm.turns import Turns
from appliance.drivers.line.modem.gsm_family import Messages
from appliance.model.records import DeliveryReport
from appliance.model.signals import DirectMessage
from appliance.model.states import ReportedFate, TextKind
from appliance.model.text_events import TextReceived, TextRoomSeen
from appliance.model.words import LineName, Ms, Token
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.storage import StoredMessage, TextMode, announced_length
from appliance.protocol.gsm.sms import Delivery, PduFault, Purpose, SmsDeliver, SmsSubmit, StatusReport, decode_pdu
from appliance.protocol.gsm.sms_parts import PartsJoining, RepeatedPart
from appliance.protocol.gsm.unfinished_message import JoinedMessage

CALM_LOOK_S: Final = 600.0
"""Without being told to: +CMTI may have been lost."""
WARY_LOOK_S: Final = 60.0
"""The same for modems whose +CMTI stays away once their memory is full."""
MOST_TOLD: Final = 512
"""Texts told and not yet on the disk; the largest memories hold 255. Of more the oldest is no longer waited for."""

log = logging.getLogger(__name__)

_FATES: Final = {
    Delivery.DELIVERED: ReportedFate.DELIVERED,
    Delivery.TRYING: ReportedFate.TRYING,
    Delivery.FAILED: ReportedFate.FAILED,
}
MOST_TORN_LOOKS: Final = 3
"""In a row, because something came torn; what is torn then is looked at when everything is."""

_KINDS: Final = {Purpose.TEXT: TextKind.PLAIN, Purpose.WAITING: TextKind.PLAIN, Purpose.FLASH: TextKind.FLASH}


class TextInbox:
    """Nothing is deleted before forget(): what a crash leaves in the modem is read again, and known by its key."""

    def __init__(self, line: LineName, turns: Turns, messages: Messages, report: Report, look_s: float) -> None:
        """Looks into the memory at first, when told to, and every `look_s` seconds."""
        self._line = line
        self._turns = turns
        self._messages = messages
        self._report = report
        self._look_s = look_s
        self._joining = PartsJoining()
        self._read: dict[int, str] = {}
        """Place in the memory → the PDU that was read there and is not deleted."""
        self._torn: dict[int, str] = {}
        """The same, of what could not be read: told only when it reads the same again."""
        self._torn_looks = 0
        """In a row."""
        self._told: dict[Token, tuple[int, ...]] = {}
        """Texts that are not on the disk yet, and their places; none for those that the modem handed over at once."""
        self._done: set[int] = set()
        """Places to be deleted."""
        self._unsure: set[int] = set()
        """Places whose deletion was not confirmed: another text may lie there by now, so they are looked at first."""
        self._acknowledge = 0
        """Texts handed over at once that are on the disk; the network is to be told."""
        self._next_token = 1
        self._poked = asyncio.Event()
        self._mode_renewed = False
        """Since the last listing that could be read."""
        self._mode_lost = False
        """A text was handed over in text mode."""
        self._trouble = ""
        """Why no text can come in, as told last."""

    def look(self) -> None:
        """Something came, or may have."""
        self._poked.set()

    def forget(self, token: Token) -> None:
        """The text is on the disk."""
        places = self._told.pop(token, None)
        if places is None:
            return
        if not places and self._messages.acknowledge:
            self._acknowledge += 1
        self._done.update(places)
        self._poked.set()

    def hand_over(self, message: DirectMessage) -> None:
        """A text that the modem does not keep (+CMT), or a report (+CDS); as it is where that cannot be read."""
        try:
            length = announced_length(message.header)
        except ModemFault:
            length = None
        if length is not None:
            self._take(message.body.strip(), length)
            return
        why = f"a text came in text mode, where it has no certain end: {message.header} {message.body}"
        self._tell(_Text(body=why, kind=TextKind.UNREADABLE, pdus=(message.header, message.body)))
        self._mode_lost = True
        self._poked.set()

    async def run(self) -> None:
        """Runs until cancelled. Raises DriverFault when the modem is silent."""
        self._poked.set()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._next_look_s()):
                    await self._poked.wait()
            self._poked.clear()
            self._tell_late()
            if self._mode_lost:
                self._mode_lost = False
                await self._back_to_pdu_mode()
            await self._delete()
            await self._list()

    def _next_look_s(self) -> float:
        due = self._joining.next_wake()
        return self._look_s if due is None else min(self._look_s, max((due - _now_ms()) / 1_000, 0.0))

    async def _delete(self) -> None:
        while self._acknowledge:
            self._acknowledge -= 1
            await self._turns.ask_once(self._messages.acknowledge)
        for place in sorted(self._done):
            reply = await self._turns.ask_once(f"AT+CMGD={place}")
            if reply is None:
                self._done.discard(place)
                self._unsure.add(place)
            elif reply.ok:
                self._done.discard(place)
                self._read.pop(place, None)

    async def _back_to_pdu_mode(self) -> None:
        """Some modems forget it as they restart by themselves; nothing of a listing in text mode is taken."""
        if not self._mode_renewed:
            self._mode_renewed = True
            for step in self._messages.on:
                await self._turns.do(step)
            self._poked.set()

    async def _stored(self) -> Listing | None:
        """What is there; None when the modem does not tell, or it cannot be read, which another look may change."""
        try:
            listing = await listed(self._turns)
        except TextMode:
            await self._back_to_pdu_mode()
            return None
        except ModemFault:  # a header lost some of itself on the way
            self._look_at_torn(torn=True)
            return None
        self._mode_renewed &= listing is None
        return listing

    async def _list(self) -> None:
        listing = await self._stored()
        if listing is None:
            return  # where the SIM is busy, or gone, the registration will tell
        stored = listing.stored
        times = Counter(place for place, _ in {(message.index, message.pdu) for message in stored})
        there = {message.index: message for message in stored if message.index is not None}
        torn = False
        self._done |= {place for place in self._unsure & there.keys() if there[place].pdu == self._read.get(place)}
        self._unsure.clear()
        for known in (self._read, self._torn):
            for place in known.keys() - there.keys():
                del known[place]
        for place, message in there.items():
            if times[place] > 1:  # two in one place: a digit was lost on the way, and nobody knows of which
                torn = True
            elif self._read.get(place) != message.pdu:
                torn |= not self._take_stored(place, message)
        self._look_at_torn(torn=torn)
        self._look_at_room(listing)

    def _look_at_room(self, listing: Listing) -> None:
        """Told when it changes; while texts are still to be deleted there will be room by itself."""
        if self._done or self._told:
            return
        trouble = no_room(listing.room, listing.stored)
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                log.warning("%s: %s", self._line, trouble)
            self._report(TextRoomSeen(self._line, trouble))

    def _look_at_torn(self, *, torn: bool) -> None:
        self._torn_looks = self._torn_looks + 1 if torn else 0
        if 0 < self._torn_looks <= MOST_TORN_LOOKS:
            self._poked.set()

    def _take_stored(self, place: int, message: StoredMessage) -> bool:
        """False when it cannot be read and is to be looked at again, as the wire may have lost some of it."""
        self._done.discard(place)  # another lies there now
        if _is_torn(message) and self._torn.get(place) != message.pdu:
            self._torn[place] = message.pdu
            self._read.pop(place, None)  # what was read there before may be no more
            return False
        self._torn.pop(place, None)
        self._read[place] = message.pdu
        self._take(message.pdu, message.length)
        return True

    def _take(self, pdu: str, length: int | None) -> None:
        try:
            message = decode_pdu(pdu, length)
        except PduFault as fault:
            self._tell(_Text(body=str(fault), kind=TextKind.UNREADABLE, pdus=(pdu,)))
            return
        match message:
            case SmsDeliver():
                for given in self._joining.take(message, _now_ms()):
                    self._give(given)
            case StatusReport():
                body = f"{message.recipient.text}: {message.status.words}"
                told = _Text(body=body, kind=TextKind.REPORT, pdus=(pdu,), sent=message.finished)
                self._tell(told._replace(report=_report(message)))
            case SmsSubmit():
                return  # one of ours, or of whoever had the SIM before

    def _tell_late(self) -> None:
        for given in self._joining.wake(_now_ms()):
            self._give(given)

    def _give(self, given: JoinedMessage | RepeatedPart) -> None:
        if isinstance(given, RepeatedPart):
            self._forget_repeated(given.message.pdu)
            return
        first = given.first
        kind = _KINDS.get(first.purpose, TextKind.DATA)
        text = _Text(
            sender=first.sender.text,
            body=given.text,
            kind=kind,
            sent=first.sent,
            parts=len(given.parts) + len(given.missing),
            missing=given.missing,
            pdus=tuple(part.pdu for part in given.parts),
        )
        self._tell(text, (*text.pdus, *(part.pdu for part in given.repeated)))

    def _forget_repeated(self, pdu: str) -> None:
        """The whole message was told. While it may not be on the disk, the part stays; a later look finds it again."""
        places = self._places((pdu,))
        if self._told:
            for place in places:
                del self._read[place]
        else:
            self._done.update(places)
            self._poked.set()

    def _tell(self, text: "_Text", all_pdus: tuple[str, ...] = ()) -> None:
        token, self._next_token = self._next_token, self._next_token + 1
        if len(self._told) >= MOST_TOLD:
            self._give_up_oldest()
        self._told[token] = self._places(all_pdus or text.pdus)
        self._report(text.event(self._line, token))

    def _give_up_oldest(self) -> None:
        """The disk has failed for long. What the modem keeps of it is read and told again one day."""
        for place in self._told.pop(next(iter(self._told))):
            self._read.pop(place, None)

    def _places(self, pdus: Iterable[str]) -> tuple[int, ...]:
        wanted = set(pdus)
        return tuple(place for place, pdu in self._read.items() if pdu in wanted)


class _Text(NamedTuple):
    """What is told of one, before it has a number."""

    body: str
    kind: TextKind
    pdus: tuple[str, ...]
    sender: str = ""
    sent: datetime | None = None
    parts: int = 1
    missing: tuple[int, ...] = ()
    report: DeliveryReport | None = None

    def event(self, line: LineName, token: Token) -> TextReceived:
        return TextReceived(
            line=line,
            token=token,
            key=hashlib.sha256("\n".join(self.pdus).encode()).hexdigest(),
            sender=self.sender,
            body=self.body,
            sent_utc_ms=int(self.sent.timestamp() * 1_000) if self.sent is not None else None,
            kind=self.kind,
            parts=self.parts,
            missing=self.missing,
            pdus=() if self.kind in _KINDS.values() else self.pdus,
            report=self.report,
        )


def _report(message: StatusReport) -> DeliveryReport:
    status = message.status
    return DeliveryReport(
        reference=message.reference,
        recipient=message.recipient.text,
        fate=_FATES[status.delivery],
        words=status.words,
    )


def _is_torn(message: StoredMessage) -> bool:
    try:
        decode_pdu(message.pdu, message.length)
    except PduFault:
        return True
    return False


def _now_ms() -> Ms:
    return int(asyncio.get_running_loop().time() * 1_000)
