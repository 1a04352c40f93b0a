"""The service centre for one mobile: keeps texts until the modem takes them, takes the host's, reports (23.040 §3)."""

from collections import Counter, deque
from collections.abc import Callable

from appliance.model.words import LineName, Ms, Value
from appliance.pretend.gsm.agenda import Agenda
from appliance.pretend.gsm.asking import Cms
from appliance.pretend.gsm.mobile import TextSent
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.subscribers import FarEnd, far_end_of
from appliance.pretend.gsm.texts import Joiner, PretendText, SentText, parts_of
from appliance.pretend.gsm.tpdu import read_submit, status_report

MOST_KEPT = 1_000
"""Parts waiting for one mobile; the centre drops what comes then."""
AGAIN_MS = 2_000
"""After a part that found no room, or was not acknowledged; real centres wait minutes, or for word of room."""
BETWEEN_MS = 200
TAKES_MS = 500


class Waiting(Value, frozen=True):
    """One part, or a report, on its way to the modem."""

    tpdu: bytes
    flash: bool = False
    report: bool = False


class TextCentre:
    def __init__(
        self,
        line: LineName,
        modem: GsmModem,
        agenda: Agenda,
        far_ends: tuple[FarEnd, ...],
        *,
        moment: Callable[[], str],
        sent: Callable[[SentText], None],
    ) -> None:
        """`moment` tells the service centre's time, as tpdu.timestamp() wants it."""
        self._modem = modem
        self._agenda = agenda
        self._far_ends = far_ends
        self._moment = moment
        self._sent = sent
        self._joiner = Joiner(line, self._whole)
        self._faults: Counter[str] = Counter()
        """By the far end's number, texts refused so far."""
        self._waiting: deque[Waiting] = deque()
        self._looking = False
        self._reference = 0
        self._long_reference = 0
        self.dropped = 0
        """Parts that found no room in the centre."""

    # To the modem

    def text(self, text: PretendText, now: Ms) -> None:
        """Somebody has sent this."""
        self._long_reference = self._long_reference % 255 + 1
        for part in parts_of(text, self._long_reference, self._moment()):
            self._keep(Waiting(part, flash=text.flash), now)

    def _keep(self, waiting: Waiting, now: Ms) -> None:
        if len(self._waiting) >= MOST_KEPT:
            self.dropped += 1
            return
        self._waiting.append(waiting)
        self.look_later(now)

    def look_later(self, now: Ms, after_ms: Ms = BETWEEN_MS) -> None:
        """Also when something that may have kept the mobile from taking texts is different."""
        if not self._looking:
            self._looking = self._agenda.at(now + after_ms, self._look)

    @property
    def _reachable(self) -> bool:
        modem = self._modem
        return modem.powered and modem.mobile.in_service and modem.commands_done > 0

    def _look(self, now: Ms) -> None:
        self._looking = False
        if not self._waiting:
            return
        if not self._reachable:
            self.look_later(now, AGAIN_MS)
            return
        first = self._waiting[0]
        if first.report:
            taken = self._modem.report(first.tpdu, now)
        else:
            taken = self._modem.deliver(first.tpdu, now, flash=first.flash)
        if taken:
            self._waiting.popleft()
            self.look_later(now)
        elif taken is None:  # routed to the host, which is to acknowledge it
            self._looking = self._agenda.at(now + BETWEEN_MS, self._look_for_acknowledgement)
        else:
            self.look_later(now, AGAIN_MS)

    def _look_for_acknowledgement(self, now: Ms) -> None:
        self._looking = False
        texts = self._modem.texts
        if texts.acknowledged:
            texts.acknowledged = False
            if self._waiting:
                self._waiting.popleft()
            self.look_later(now)
        elif texts.acknowledgement_due is None:
            self.look_later(now, AGAIN_MS)
        else:
            self._looking = self._agenda.at(now + BETWEEN_MS, self._look_for_acknowledgement)

    # From the modem

    def sent(self, wish: TextSent, now: Ms) -> None:
        """The host has sent a text; the modem has seen to it that it is one."""
        self._agenda.at(now + TAKES_MS, lambda due: self._take(wish, due))

    def _take(self, wish: TextSent, now: Ms) -> None:
        submitted = read_submit(wish.tpdu)
        far_end = far_end_of(self._far_ends, submitted.destination)
        if (fault := self._fault(far_end)) is not None:
            self._modem.text_refused(wish.token, fault, now)
            return
        self._reference = (self._reference + 1) % 256
        self._modem.text_taken(wish.token, self._reference, now)
        self._joiner.take(submitted, now)
        if submitted.wants_report and far_end.report is not None:
            report = status_report(self._reference, submitted.destination, self._moment(), far_end.report)
            self._agenda.at(now + far_end.report_after_ms, lambda due: self._keep(Waiting(report, report=True), due))

    def _fault(self, far_end: FarEnd) -> Cms | None:
        if not far_end.takes_texts:
            return Cms.NETWORK_REFUSED
        if not far_end.text_fault:
            return None
        self._faults[far_end.number] += 1
        if 0 < far_end.text_faults < self._faults[far_end.number]:
            return None
        code: int = far_end.text_fault
        return next(each for each in Cms if each.value[0] == code)

    def _whole(self, text: SentText) -> None:
        self._sent(text)
        own = self._modem.mobile.sim.card.number
        if text.destination == own and not text.data:
            self.text(PretendText(number=own, text=text.text), text.at_ms)

    def stop(self, now: Ms) -> None:
        """Long texts of which parts are missing are told as they are."""
        self._joiner.give_up_all(now)
