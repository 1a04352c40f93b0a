"""Texts that come in: on the disk first, then the modem may forget them."""

from appliance.core import outgoing
from appliance.core.house import House
from appliance.model.actions import ForgetText, KeepText
from appliance.model.records import TextRecord
from appliance.model.snapshot import text_view
from appliance.model.states import TextKind
from appliance.model.text_events import TextReceived
from appliance.model.words import LineName, Token


def received(house: House, event: TextReceived) -> None:
    """Also while the box stops, and on a line that no plan knows: what somebody wrote is kept in any case."""
    if event.report is not None and outgoing.reported(house, event.line, event.report, event.token):
        return
    text = TextRecord(
        key=event.key,
        line=event.line,
        sender=event.sender,
        body=event.body,
        sent_utc_ms=event.sent_utc_ms,
        received_utc_ms=house.utc_ms(house.now),
        kind=event.kind,
        parts=event.parts,
        missing=event.missing,
        pdus=event.pdus,
    )
    house.do(KeepText(event.token, text))
    if text.kind is not TextKind.REPORT and all(shown.key != text.key for shown in house.last_texts):
        house.last_texts.appendleft(text_view(text))


def kept(house: House, line: LineName, token: Token) -> None:
    house.do(ForgetText(line, token))
