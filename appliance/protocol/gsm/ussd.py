"""USSD, the service codes of networks such as *100#: +CUSD out and in, its codings, one dialogue (27.007 §7.15)."""

import re
from enum import Enum
from typing import Final

from appliance.model.words import Ms, Value
from appliance.protocol.errors import OurFault
from appliance.protocol.gsm.fields import NamedLine, named_line
from appliance.protocol.gsm.sms.alphabet import septets_of, text_of
from appliance.protocol.gsm.sms.septets import pack, unpack_all
from appliance.protocol.gsm.sms.user_data import utf16_text

ANSWER_MS: Final[Ms] = 60_000
"""From a request to the network's answer, whether OK comes before it or after."""
REPLY_MS: Final[Ms] = 60_000
"""From the network's question to our reply; networks give up earlier or later than this, but not all tell."""
LONGEST_TEXT: Final = 182
"""Characters of 7 bit in the 160 octets of one message (22.090 §6, 24.090)."""

CANCEL: Final = "AT+CUSD=2"
_DEFAULT_SCHEME: Final = 15
_CARRIAGE_RETURN: Final = b"\r"
_HEXADECIMAL: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_UCS2_HEXADECIMAL: Final = re.compile(r"(?:[0-9A-Fa-f]{4})+")


class Step(Enum):
    """What the network wants next."""

    DONE = 0
    REPLY_WANTED = 1
    ENDED_BY_NETWORK = 2
    ANSWERED_ELSEWHERE = 3
    NOT_SUPPORTED = 4
    NETWORK_TIMEOUT = 5


class Writing(Enum):
    """How a modem writes text of the default alphabet between the quotes; its family tells."""

    PLAIN = "as it is"
    PACKED = "packed septets in hexadecimal"
    """Older Huawei, unless AT^USSDMODE=0."""
    UCS2 = "UCS2 in hexadecimal"
    """After AT+CSCS="UCS2"."""
    GSM = "codes of the default alphabet"
    """After AT+CSCS="GSM"."""
    UTF_8 = "UTF-8"


class UssdAnswer(Value, frozen=True):
    step: Step
    text: str
    """Empty when the network says nothing."""
    told: str = ""
    """As the modem wrote it, for whoever reads it otherwise."""

    @property
    def words(self) -> str:
        return self.text or _WORDS[self.step]


_WORDS: Final = {
    Step.DONE: "the network answered without words",
    Step.REPLY_WANTED: "the network waits for a reply",
    Step.ENDED_BY_NETWORK: "the network ended the dialogue",
    Step.ANSWERED_ELSEWHERE: "another program on the modem answered",
    Step.NOT_SUPPORTED: "the network does not know this code",
    Step.NETWORK_TIMEOUT: "the network did not answer in time",
}


def read_ussd(line: str, writing: Writing = Writing.PLAIN) -> UssdAnswer | None:
    """`+CUSD: m[,"text",dcs]`; None when the line is of something else. Raises ModemFault."""
    named = named_line(line)
    if named is None or named.name != "+CUSD":
        return None
    number = named.required(0)
    if number not in {each.value for each in Step}:
        raise named.fault(f"step {number}", "0 to 5")
    told = _between_quotes(named)
    return UssdAnswer(Step(number), _decoded(told, _scheme(named), writing), told)


def written_ussd(text: str, writing: Writing = Writing.PLAIN) -> str:
    """A code or a reply as it stands between the quotes of its command.

    Raises OurFault for what the alphabet has not, or what is too long.
    """
    septets = septets_of(text)
    if not text or septets is None or len(septets) > LONGEST_TEXT:
        fault = f"USSD {text[:40]!r}: expected 1 to {LONGEST_TEXT} characters of the GSM alphabet"
        raise OurFault(fault)
    written = _written(text, septets, writing)
    if not written.isascii() or not written.isprintable() or '"' in written:
        fault = (
            f"USSD {text[:40]!r}: expected characters that stand in an AT command; this modem writes {writing.value}"
        )
        raise OurFault(fault)
    return written


class UssdDialogue:
    """One dialogue at a time: when the network, or we, have taken too long."""

    def __init__(self) -> None:
        self._due: Ms | None = None
        self.reply_wanted = False

    @property
    def under_way(self) -> bool:
        """No other request may be made now."""
        return self._due is not None

    def asked(self, now: Ms) -> None:
        """A request or a reply was sent."""
        self._due, self.reply_wanted = now + ANSWER_MS, False

    def answered(self, answer: UssdAnswer, now: Ms) -> None:
        """Also one that comes before the command's OK, and one that nobody asked for."""
        self.reply_wanted = answer.step is Step.REPLY_WANTED
        self._due = now + REPLY_MS if self.reply_wanted else None

    def refused(self) -> None:
        """The command failed, or the dialogue was cancelled."""
        self._due, self.reply_wanted = None, False

    def next_wake(self) -> Ms | None:
        return self._due

    def wake(self, now: Ms) -> bool:
        """Whether it took too long just now, and CANCEL is to be sent."""
        late = self._due is not None and self._due <= now
        if late:
            self.refused()
        return late


def _between_quotes(line: NamedLine) -> str:
    """Text may have quotes of its own: everything from the first to the last."""
    value = line.value
    first, last = value.find('"'), value.rfind('"')
    if first < 0:
        return line.text(1)
    return value[first + 1 : last] if last > first else value[first + 1 :]


def _scheme(line: NamedLine) -> int:
    """The data coding scheme behind the text; the default one where it is missing or no number."""
    told = line.value.rpartition(",")[2].strip()
    behind = line.value.rfind('"') < line.value.rfind(",")
    return int(told) if behind and re.fullmatch(r"\d{1,3}", told, re.ASCII) else _DEFAULT_SCHEME


def _decoded(told: str, scheme: int, writing: Writing) -> str:
    """Text by the scheme's alphabet (23.038 §5) as the modem writes it."""
    if _is_ucs2(scheme) and _UCS2_HEXADECIMAL.fullmatch(told):
        octets = bytes.fromhex(told)
        return utf16_text(octets[2:] if scheme == 0x11 else octets)  # the language comes first: two septets
    if _is_octets(scheme) and _HEXADECIMAL.fullmatch(told):
        return bytes.fromhex(told).decode("latin-1")
    return _of_default_alphabet(told, writing)


def _of_default_alphabet(told: str, writing: Writing) -> str:
    match writing:
        case Writing.PACKED if _HEXADECIMAL.fullmatch(told):
            return text_of(unpack_all(bytes.fromhex(told)))
        case Writing.UCS2 if _UCS2_HEXADECIMAL.fullmatch(told):
            return utf16_text(bytes.fromhex(told))
        case Writing.GSM:
            return text_of(told.encode("latin-1", "replace"))
        case Writing.UTF_8:
            return told.encode("latin-1", "replace").decode("utf-8", "replace")
        case _:
            return told


def _written(text: str, septets: bytes, writing: Writing) -> str:
    match writing:
        case Writing.PACKED:
            return pack(_padded(septets)).hex().upper()
        case Writing.UCS2:
            return text.encode("utf-16-be").hex().upper()
        case Writing.GSM:
            return septets.decode("latin-1")
        case _:
            return text


def _padded(septets: bytes) -> bytes:
    """Seven spare bits are a CR; where a CR ends the text on an octet's border, another follows (23.038 §6.1.2.3.1)."""
    ends_in_return = len(septets) % 8 == 0 and septets.endswith(_CARRIAGE_RETURN)
    return septets + _CARRIAGE_RETURN if len(septets) % 8 == 7 or ends_in_return else septets


def _is_ucs2(scheme: int) -> bool:
    """§5: 0x11 with a language before it, the general groups' alphabet 2."""
    return (
        scheme == 0x11 or (scheme >> 6 == 1 and scheme >> 2 & 0x3 == 2) or (scheme >> 4 == 9 and scheme >> 2 & 3 == 2)
    )


def _is_octets(scheme: int) -> bool:
    return (scheme >> 6 == 1 and scheme >> 2 & 0x3 == 1) or (scheme >> 4 == 0xF and bool(scheme & 0x4))
