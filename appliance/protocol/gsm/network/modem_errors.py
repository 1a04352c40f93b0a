"""+CME ERROR and +CMS ERROR in words, and what to do (27.007 §9.2, 27.005 §3.2.5, 24.011 annex E, 23.040 §9.2.3.22)."""

import re
from enum import Enum
from typing import Final

from appliance.model.words import Value


class ErrorKind(Enum):
    EQUIPMENT = "+CME ERROR"
    MESSAGE = "+CMS ERROR"


class ModemError(Value, frozen=True):
    kind: ErrorKind
    code: int | None
    """None when the modem told words that no table has."""
    words: str
    advice: str
    passes: bool
    """The same command may work a little later."""

    def __str__(self) -> str:
        number = "" if self.code is None else f" {self.code}"
        return f"{self.kind.value}{number}: {self.words}; {self.advice}"


_ADVICE: Final = {
    "again": "it is tried again",
    "sim": "look whether a SIM is in the modem, the right way round, and clean its contacts",
    "pin": "put the SIM's PIN into the line's settings",
    "puk": "the SIM is locked: put it into a telephone and enter the PUK that its operator gave",
    "lock": "the modem is locked to an operator: use that operator's SIM or have the modem unlocked",
    "full": "delete messages on the SIM, or let the box do it: it deletes what it has stored",
    "network": "look at the aerial and whether the operator has a network here",
    "operator": "ask the operator whether the SIM may do this",
    "number": "check the number",
    "centre": "the SIM lacks its service centre: enter the number that the operator gives",
    "unable": "the modem cannot do this: choose the right family in the line's settings",
    "ours": "tell us, with the line's trace: the box sent something wrong",
    "modem": "unplug the modem and plug it in again; if it comes back, replace it",
}

# code | words | advice; "again" passes by itself
_EQUIPMENT: Final = """
0|failure of the modem|modem
1|no connection to the modem|modem
2|the modem's link is reserved|again
3|not allowed now|again
4|not supported|unable
5|the modem wants the PIN of its own SIM|lock
6|the modem wants the PIN of its first SIM|lock
7|the modem wants the PUK of its first SIM|lock
10|no SIM|sim
11|the SIM wants its PIN|pin
12|the SIM wants its PUK|puk
13|failure of the SIM|sim
14|the SIM is busy|again
15|wrong SIM|sim
16|wrong PIN|pin
17|the SIM wants PIN2|operator
18|the SIM wants PUK2|operator
20|memory full|full
21|no such place in the memory|ours
22|not found|ours
23|failure of the memory|sim
24|text too long|ours
25|characters that the modem does not take|ours
26|number too long|number
27|characters in the number that the modem does not take|number
30|no network|network
31|the network did not answer in time|again
32|the network allows emergency calls only|operator
40|locked to a network|lock
41|locked to a network, PUK wanted|lock
42|locked to a part of a network|lock
43|locked to a part of a network, PUK wanted|lock
44|locked to a provider|lock
45|locked to a provider, PUK wanted|lock
46|locked to a company|lock
47|locked to a company, PUK wanted|lock
48|hidden key wanted|operator
49|authentication method not supported|unable
50|wrong parameters|ours
51|command disabled now|again
52|given up by the user|again
53|the radio is switched off|again
100|unknown error|again
103|the network does not know this SIM|operator
106|the network does not accept this modem|operator
107|no packet data allowed|operator
111|this network is not allowed|operator
112|this area is not allowed|operator
113|no roaming in this area|operator
132|service not supported|operator
133|service not booked|operator
134|service out of order for now|again
148|unknown packet data error|again
149|authentication failed|operator
"""
_MESSAGE: Final = """
1|this number is not in use|number
8|barred by the operator|operator
10|barred|operator
21|the network rejected the message|operator
22|the memory of the recipient is full|again
27|the recipient is out of service|number
28|the network does not know the sender|operator
29|the network rejected the service|operator
30|the network does not know the recipient|number
38|the network is out of order|again
41|failure that passes|again
42|the network is busy|again
47|the network has no room|again
50|short messages are not booked|operator
69|the network has no such service|operator
81|wrong reference|again
95|the network calls the message wrong|ours
96|the network misses something in the message|ours
97|the network does not know this kind of message|ours
98|the message does not fit now|again
99|the network does not know a part of the message|ours
111|protocol error|again
127|failure between networks|again
128|no interworking with other services|operator
129|silent messages are not supported|operator
130|the earlier message cannot be replaced|operator
143|wrong protocol identifier|ours
144|the alphabet is not supported|operator
145|the message class is not supported|operator
159|wrong coding|ours
160|the service centre cannot do this now|again
161|the service centre cannot do this|operator
175|the service centre did not carry it out|operator
176|this kind of message is not supported|operator
192|the service centre is busy|again
193|not booked with the service centre|operator
194|failure of the service centre|again
195|the service centre does not take this recipient|number
196|the recipient is barred|operator
197|the service centre has this message already|operator
198|the service centre does not take a validity of this kind|ours
199|the service centre does not take this validity|ours
208|the SIM's memory is full|full
209|the SIM stores no messages|full
210|error in the modem|modem
211|memory full|full
212|the SIM's programs are busy|again
213|error in the SIM's programs|sim
255|unknown error|again
300|failure of the modem|modem
301|messages are reserved to another program|again
302|not allowed now|again
303|not supported|unable
304|the modem calls the message wrong|ours
305|wrong text parameter|ours
310|no SIM|sim
311|the SIM wants its PIN|pin
312|the modem wants the PIN of its own SIM|lock
313|failure of the SIM|sim
314|the SIM is busy|again
315|wrong SIM|sim
316|the SIM wants its PUK|puk
317|the SIM wants PIN2|operator
318|the SIM wants PUK2|operator
320|failure of the memory|sim
321|no such place in the memory|ours
322|memory full|full
330|the service centre's number is unknown|centre
331|no network|network
332|the network did not answer in time|again
340|nothing was to be acknowledged|ours
500|unknown error|again
512|error of the modem's maker, often: not ready yet|again
"""

# What modems with AT+CMEE=2 print (27.007 §9.2, 27.005 §3.2.5), where it is common.
_VERBOSE: Final = {
    "SIM NOT INSERTED": 10,
    "SIM PIN REQUIRED": 11,
    "SIM PUK REQUIRED": 12,
    "SIM FAILURE": 13,
    "SIM BUSY": 14,
    "SIM WRONG": 15,
    "INCORRECT PASSWORD": 16,
    "MEMORY FULL": 20,
    "NO NETWORK SERVICE": 30,
    "NETWORK TIMEOUT": 31,
    "OPERATION NOT ALLOWED": 3,
    "OPERATION NOT SUPPORTED": 4,
    "PHONE FAILURE": 0,
    "UNKNOWN": 100,
    "UNKNOWN ERROR": 100,
    "SMSC ADDRESS UNKNOWN": 330,
    "INVALID PDU MODE PARAMETER": 304,
}
_LINE: Final = re.compile(r"\+CM([ES]) ERROR:?\s*(.*)", re.IGNORECASE | re.DOTALL)


def _table(text: str) -> dict[int, tuple[str, str]]:
    rows = (row.split("|") for row in text.strip().splitlines())
    return {int(code): (words, advice) for code, words, advice in rows}


_TABLES: Final = {ErrorKind.EQUIPMENT: _table(_EQUIPMENT), ErrorKind.MESSAGE: _table(_MESSAGE)}


def modem_error(line: str) -> ModemError | None:
    """The detail of a command that failed, in words; None when it has none."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    kind = ErrorKind.EQUIPMENT if found[1] in "Ee" else ErrorKind.MESSAGE
    told = found[2].strip()
    code = int(told) if re.fullmatch(r"\d{1,5}", told, re.ASCII) else _VERBOSE.get(told.upper())
    if code is None:
        return ModemError(kind, None, told[:80] or "no reason told", _ADVICE["again"], passes=True)
    default = ("error that no standard knows", "again")
    table = _TABLES[kind]
    words, advice = table.get(code) or _TABLES[ErrorKind.MESSAGE].get(code, default)
    return ModemError(kind, code, words, _ADVICE[advice], passes=advice == "again")
