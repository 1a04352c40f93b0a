"""The network's side of USSD: one session at a time, pages that want a reply, and patience that ends (27.007 §7.15)."""

from appliance.model.words import Ms
from appliance.pretend.gsm.agenda import Agenda
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.subscribers import NO_SUCH_CODE, USSD_PATIENCE_MS, UssdMenu

DONE, WANTS_REPLY, ENDED = 0, 1, 2


class UssdSessions:
    def __init__(self, modem: GsmModem, agenda: Agenda, pages: tuple[UssdMenu, ...]) -> None:
        self._modem = modem
        self._agenda = agenda
        self._pages = pages
        self._open: tuple[UssdMenu, ...] = ()
        """Pages that may follow; empty: no session."""
        self._session = 0
        """Counts up: what was on its way to an older one goes nowhere."""

    def asked(self, text: str, now: Ms) -> None:
        page = next((each for each in self._open or self._pages if each.asked == text), NO_SUCH_CODE)
        self._session += 1
        session = self._session
        self._agenda.at(now + page.after_ms, lambda due: self._say(page, session, due))

    def _say(self, page: UssdMenu, session: int, now: Ms) -> None:
        if session != self._session:
            return
        self._open = page.replies
        self._modem.ussd(page.ends or (WANTS_REPLY if page.replies else DONE), page.says, now)
        if page.replies:
            self._agenda.at(now + USSD_PATIENCE_MS, lambda due: self._give_up(session, due))

    def _give_up(self, session: int, now: Ms) -> None:
        if session == self._session and self._open:
            self.cancelled()
            self._modem.ussd(ENDED, "", now)

    def cancelled(self) -> None:
        """By the host, or because the mobile is gone."""
        self._session += 1
        self._open = ()
