"""A session of python-gsmmodem-new with a pretend modem, as a process: the library is not made for strict warnings.

python gsmmodem_session.py PORT: prints what it learns, one JSON object a line.
"""

import json
import logging
import queue
import sys
from contextlib import suppress

from gsmmodem.modem import GsmModem  # type: ignore[import-not-found, import-untyped, unused-ignore]

SOON_S = 20


def tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(port: str) -> None:
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    texts: queue.Queue[tuple[str, str]] = queue.Queue()
    reports: queue.Queue[str] = queue.Queue()
    calls: queue.Queue[object] = queue.Queue()
    states: queue.Queue[object] = queue.Queue()
    modem = GsmModem(
        port,
        115_200,
        incomingCallCallbackFunc=calls.put,
        smsReceivedCallbackFunc=lambda text: texts.put((text.number, text.text)),
        smsStatusReportCallback=lambda report: reports.put(report.number),
    )
    modem.smsTextMode = False
    modem.connect(waitingForModemToStartInSeconds=5)
    tell(maker=modem.manufacturer, model=modem.model, imei=modem.imei, imsi=modem.imsi)
    tell(signal=modem.waitForNetworkCoverage(10), network=modem.networkName)
    tell(text=texts.get(timeout=SOON_S))
    long = "grüße, lang: " + "0123456789" * 20
    modem.sendSms("+49170", long, waitForDeliveryReport=False, deliveryTimeout=SOON_S)
    tell(report=reports.get(timeout=SOON_S))
    tell(ussd=modem.sendUssd("*100#").message)
    ringing = calls.get(timeout=SOON_S)
    tell(ringing=ringing.number)  # type: ignore[attr-defined]
    ringing.answer()  # type: ignore[attr-defined]
    ringing.sendDtmfTone("12")  # type: ignore[attr-defined]
    ringing.hangup()  # type: ignore[attr-defined]
    for _ in range(5):  # HANGUP of that call, handled late by a thread of the library, would end the next one
        modem.waitForNetworkCoverage(5)
    made = modem.dial("0301", timeout=SOON_S, callStatusUpdateCallbackFunc=states.put)
    for _ in range(SOON_S):  # on ZTE sticks the library notices the answer and calls nobody back
        if not made.answered:
            with suppress(queue.Empty):
                states.get(timeout=1)
    tell(dialled=made.number, answered=made.answered)
    made.hangup()
    modem.close()
    tell(done=True)


if __name__ == "__main__":
    main(sys.argv[1])
