"""Commands about short messages in PDU mode: memories, reading, sending, routing of what comes (27.005 §3)."""

from collections.abc import Callable, Mapping

from appliance.model.words import Ms
from appliance.pretend.gsm.asking import ERROR, OK, Answer, Asked, Cms, Form, PromptFor, failed, told
from appliance.pretend.gsm.message_store import ALL, Kept, Message, MessageMemory
from appliance.pretend.gsm.mobile import Mobile, TextSent
from appliance.pretend.gsm.tpdu import LONGEST_TPDU, BadTpdu, address_octets, read_submit

ACKNOWLEDGE_WITHIN_MS = 15_000
"""+CNMA has so long; then routing straight to the host is off (27.005 §3.4.1, §3.4.4)."""
SLOW_LISTING_MS = 12_000
"""With the misbehaviour slow_sim."""
SLOW_READING_MS = 250
"""The same, of one text."""
_HEX = frozenset("0123456789ABCDEFabcdef")


class TextCommands:
    def __init__(self, mobile: Mobile) -> None:
        self._mobile = mobile
        self._next_token = 0
        self._unacknowledged_since: Ms | None = None
        self.acknowledged = False
        """The host has taken the message routed straight to it; until taken."""
        self.answers: Mapping[str, Callable[[Asked, Ms], Answer]] = {
            "+CPMS": self._memories,
            "+CMGL": self._list,
            "+CMGR": self._read,
            "+CMGD": self._delete,
            "+CMGS": lambda one, _: self._ask_to_type(one, PromptFor.SEND),
            "+CMGW": lambda one, _: self._ask_to_type(one, PromptFor.WRITE),
            "+CMSS": self._send_stored,
            "+CNMA": self._acknowledge,
            "+CSCA": self._centre,
            "+CSMS": self._service,
        }

    def switch_on(self) -> None:
        self._unacknowledged_since = None
        self.acknowledged = False

    def _memory(self, name: str) -> MessageMemory:
        return self._mobile.memories[name]

    # Memories

    def _used(self, name: str) -> str:
        memory = self._memory(name)
        return f"{len(memory)},{memory.size}"

    def _memories(self, one: Asked, _: Ms) -> Answer:
        mobile, names = self._mobile, ",".join(f'"{name}"' for name in self._mobile.memories)
        chosen = (mobile.reads, mobile.writes, mobile.receives)
        if one.form is Form.TEST:
            return told(f"+CPMS: ({names}),({names}),({names})")
        if one.form is Form.READ:
            return told("+CPMS: " + ",".join(f'"{name}",{self._used(name)}' for name in chosen))
        wanted = [field.upper() for field in one.fields] + list(chosen[len(one.fields) :])
        if any(name not in mobile.memories for name in wanted) or len(wanted) != 3:
            return failed(Cms.NOT_SUPPORTED)
        mobile.reads, mobile.writes, mobile.receives = wanted
        return told("+CPMS: " + ",".join(map(self._used, wanted)))

    def _shown(self, message: Message) -> str:
        return f"{message.kept.value},,{message.tpdu_octets}\r\n{message.octets.hex().upper()}"

    def _list(self, one: Asked, _: Ms) -> Answer:
        if one.form is Form.TEST:
            return told("+CMGL: (0-4)")
        kept = one.number(0)
        if kept is None or kept > ALL:
            return failed(Cms.BAD_PDU)
        memory = self._memory(self._mobile.reads)
        shown = [f"+CMGL: {place},{self._shown(message)}" for place, message in memory.those(kept)]
        for place, message in memory.those(kept):
            if message.kept is Kept.UNREAD:
                memory.read(place)
        took_ms = SLOW_LISTING_MS if self._mobile.habits.slow_sim else 20
        return Answer(lines=("\r\n".join(shown),) if shown else (), took_ms=took_ms)

    def _read(self, one: Asked, _: Ms) -> Answer:
        place = one.number(0, -1)
        memory = self._memory(self._mobile.reads)
        message = memory.get(place) if place is not None else None
        if message is None or place is None:
            return failed(Cms.INVALID_INDEX)
        memory.read(place)
        took_ms = SLOW_READING_MS if self._mobile.habits.slow_sim else 20
        return Answer(lines=(f"+CMGR: {self._shown(message)}",), took_ms=took_ms)

    def _delete(self, one: Asked, _: Ms) -> Answer:
        memory = self._memory(self._mobile.reads)
        if one.form is Form.TEST:
            return told(f"+CMGD: ({','.join(str(place) for place, _ in memory.those(ALL))}),(0-4)")
        place, flag = one.number(0, -1), one.number(1)
        if flag is None or flag > 4 or place is None:
            return failed(Cms.BAD_PDU)
        if flag:
            memory.delete_those(flag)
        elif not memory.delete(place):
            return failed(Cms.INVALID_INDEX)
        return Answer(took_ms=30)

    # Sending

    def _ask_to_type(self, one: Asked, kind: PromptFor) -> Answer:
        if one.form is Form.TEST:
            return OK
        octets = one.number(0)
        if one.form is not Form.SET or octets is None or not 1 <= octets <= LONGEST_TPDU:
            return failed(Cms.BAD_PDU)
        return Answer(prompt=kind, octets=octets)

    def typed(self, kind: PromptFor, octets: int, text: str, now: Ms) -> Answer:
        """What stands before control-Z."""
        digits = text.strip()
        if kind is PromptFor.ACKNOWLEDGE:
            return self._acknowledged()
        if not digits or len(digits) % 2 or not _HEX.issuperset(digits):
            return failed(Cms.BAD_PDU)
        whole = bytes.fromhex(digits)
        tpdu = whole[1 + whole[0] :]
        if len(tpdu) != octets:
            return failed(Cms.BAD_PDU)
        try:
            read_submit(tpdu)
        except BadTpdu:
            return failed(Cms.BAD_PDU)
        if kind is PromptFor.WRITE:
            return self._keep(Message(Kept.UNSENT, whole, octets))
        return self._send(tpdu)

    def _keep(self, message: Message) -> Answer:
        place = self._memory(self._mobile.writes).put(message)
        return failed(Cms.MEMORY_FULL) if place is None else told(f"+CMGW: {place}")

    def _send(self, tpdu: bytes) -> Answer:
        if not self._mobile.in_service:
            return failed(Cms.NO_NETWORK)
        self._next_token += 1
        self._mobile.wish(TextSent(self._next_token, tpdu))
        return Answer(result="", until=f"text {self._next_token}")

    def _send_stored(self, one: Asked, _: Ms) -> Answer:
        place = one.number(0, -1)
        message = self._memory(self._mobile.writes).get(place) if place is not None else None
        if message is None:
            return failed(Cms.INVALID_INDEX)
        return self._send(message.octets[-message.tpdu_octets :])

    def _centre(self, one: Asked, _: Ms) -> Answer:
        sim = self._mobile.sim
        if one.form is Form.READ:
            return told(f'+CSCA: "{sim.centre}",{145 if sim.centre.startswith("+") else 129}')
        if one.form is not Form.SET or not one.fields[0].removeprefix("+").isdigit():
            return OK if one.form is Form.TEST else ERROR
        sim.centre = one.fields[0]
        return OK

    def _service(self, one: Asked, _: Ms) -> Answer:
        """27.005 §3.2.1: sent, received and broadcast messages are all there."""
        if one.form is Form.READ:
            return told(f"+CSMS: {self._mobile.settings.number('+CSMS')},1,1,1")
        stored = self._mobile.settings.answer(one)
        return told("+CSMS: 1,1,1") if stored is OK and one.form is Form.SET else stored

    # What comes from the network

    def _acknowledge(self, one: Asked, _: Ms) -> Answer:
        """0 or nothing: taken. 1 and 2 with a length ask for a TPDU to be typed (27.005 §3.4.4)."""
        if one.form is Form.TEST:
            return told("+CNMA: (0-2)")
        if (one.number(0) or 0) and (one.number(1) or 0):
            return Answer(prompt=PromptFor.ACKNOWLEDGE, octets=one.number(1) or 0)
        return self._acknowledged()

    def _acknowledged(self) -> Answer:
        if self._unacknowledged_since is None:
            return failed(Cms.NO_CNMA_EXPECTED)
        self._unacknowledged_since, self.acknowledged = None, True
        return OK

    @property
    def acknowledgement_due(self) -> Ms | None:
        since = self._unacknowledged_since
        return None if since is None else since + ACKNOWLEDGE_WITHIN_MS

    def acknowledgement_missed(self) -> None:
        """Routing to the host ends; the network sends the message again later."""
        self._unacknowledged_since = None
        self._mobile.settings.put(Asked("+CNMI", Form.SET, f"{self._mobile.settings.text('+CNMI')},0,0,0"))

    def _with_centre(self, tpdu: bytes) -> bytes:
        return address_octets(self._mobile.sim.centre, of_centre=True) + tpdu

    def deliver(self, tpdu: bytes, now: Ms, *, flash: bool) -> bool | None:
        """One SMS-DELIVER: True when the modem or the host has it, False when there is no room, None when +CNMA is
        waited for. Class 0 is never stored: it goes straight to the host that wants to be told anything.
        """
        route = self._mobile.settings.number("+CNMI", 1)
        if route == 2 or (flash and route):
            self._mobile.tell(f"+CMT: ,{len(tpdu)}\r\n{self._with_centre(tpdu).hex().upper()}", now)
            return self._await_acknowledgement(now)
        if flash:
            return True
        name = self._mobile.receives
        place = self._memory(name).put(Message(Kept.UNREAD, self._with_centre(tpdu), len(tpdu)))
        if place is None:
            if self._mobile.family.unsupported == "COMMAND NOT SUPPORT":
                self._mobile.tell('^SMMEMFULL:"SM"', now)
            return False
        if route and not self._mobile.habits.loses_text_event(full=self._memory(name).full):
            self._mobile.tell(f'+CMTI: "{name}",{place}', now)
        return True

    def report(self, tpdu: bytes, now: Ms) -> bool | None:
        """One SMS-STATUS-REPORT, as deliver()."""
        route = self._mobile.settings.number("+CNMI", 3)
        if route == 1:
            self._mobile.tell(f"+CDS: {len(tpdu)}\r\n{self._with_centre(tpdu).hex().upper()}", now)
            return self._await_acknowledgement(now)
        if route == 2:
            name = self._mobile.receives
            place = self._memory(name).put(Message(Kept.UNREAD, self._with_centre(tpdu), len(tpdu)))
            if place is None:
                return False
            self._mobile.tell(f'+CDSI: "{name}",{place}', now)
        return True

    def _await_acknowledgement(self, now: Ms) -> bool | None:
        if self._mobile.settings.number("+CSMS") != 1:
            return True
        self._unacknowledged_since = now
        return None
