"""What a modem can do, as rows to read: what it is, and what was measured or asked to know it."""

from collections.abc import Iterator

from appliance.model.diagnosis import GsmFacts, ModemKind, PortExam, Tried, VoiceFacts
from appliance.model.words import Value


class Capability(Value, frozen=True):
    name: str
    told: str


def capabilities(exam: PortExam) -> tuple[Capability, ...]:
    """In the order to read them; empty for a port on which nothing answers."""
    return tuple(Capability(name, told) for name, told in _rows(exam) if told)


def _rows(exam: PortExam) -> Iterator[tuple[str, str]]:
    if exam.kind is not None:
        family = f", family {exam.family}" if exam.family else ""
        yield "modem", f"{exam.title or exam.kind.value} ({exam.kind.value}{family})"
        yield "says", exam.says
    if exam.times is not None:
        times = exam.times
        refused = f", {times.refused} refused" if times.refused else ""
        span = f"{times.median_ms} ms (median), {times.slowest_ms} ms at most ({times.slowest})"
        yield "answers", f"{times.asked} questions{refused}: {span}"
    if exam.voice is not None and exam.kind is ModemKind.VOICE:
        yield from _voice(exam.voice)
    if exam.gsm is not None:
        yield from _gsm(exam.gsm)


def _voice(facts: VoiceFacts) -> Iterator[tuple[str, str]]:
    yield "voice", "yes" if "8" in facts.classes else "no"
    yield "formats", ", ".join(facts.formats) + (f"; the box takes {facts.codec}" if facts.codec else "")
    yield "duplex", _duplex(facts)
    yield "caller id", _known(facts.caller_id)
    yield (
        "DTMF",
        {True: "sends keys (AT+VTS); hears them in a call", False: "sends none (AT+VTS=?)"}.get(
            bool(facts.sends_digits), ""
        )
        if facts.sends_digits is not None
        else "",
    )
    yield "country", facts.country and f"T.35 {facts.country}"
    if facts.heard is not None:
        heard = facts.heard
        tones = " + ".join(map(str, heard.hz))
        what = f"{tones} Hz" if tones else "no tone"
        yield "off-hook", f"{heard.level_dbm0:.0f} dBm0, {what}, {heard.bytes_per_s} bytes a second"
        yield "stream", f"opens in {heard.opened_ms} ms, closes in {heard.closed_ms} ms"


def _duplex(facts: VoiceFacts) -> str:
    if facts.duplex is Tried.NOT_TRIED:
        return "not tried"
    ways = (("both ways", facts.duplex), ("play", facts.play), ("record", facts.record))
    return ", ".join(f"{name} {tried.value}" for name, tried in ways if tried is not Tried.NOT_TRIED)


def _known(answer: str | None) -> str:
    if answer is None:
        return ""
    return f"yes, forms {answer}" if answer else "no"


def _gsm(facts: GsmFacts) -> Iterator[tuple[str, str]]:
    yield "SIM", facts.sim_says
    if facts.own_number is not None:
        yield "own number", facts.own_number or "not on the SIM"
    yield "network", "; ".join(facts.networks)
    yield "operator", ", ".join(part for part in (facts.operator, facts.access) if part)
    if facts.dbm is not None:
        yield "signal", f"{facts.dbm} dBm, {facts.bars} of 4 bars"
    if facts.speech is not None:
        yield "speech", "allowed" if facts.speech else "locked"
    yield "sound", _sound(facts)
    yield "formats", _formats(facts)
    if facts.sound_by:
        yield "DTMF", _keys(facts)
    if facts.gives_caller_id is not None:
        yield "caller id", "yes" if facts.gives_caller_id else "no"
    if facts.texts_used is not None:
        yield "texts", f"{facts.texts_used} of {facts.texts_room} places taken"


def _sound(facts: GsmFacts) -> str:
    match facts.sound_by:
        case "port":
            return f"by its port {facts.sound_port}" if not facts.sound_trouble else "by a port that cannot be had"
        case "card":
            return "by a sound card"
        case _:
            return "none known"


def _formats(facts: GsmFacts) -> str:
    takes = facts.sound_form and f"the box takes {facts.sound_form}"
    return "; ".join(part for part in (*facts.sound_says, takes) if part)


def _keys(facts: GsmFacts) -> str:
    sends = f"sends keys by {facts.sends_keys}" if facts.sends_keys else "the box sounds keys in the call"
    hears = f"hears them by {facts.hears_keys}, and so does the box" if facts.hears_keys else "the box hears them"
    refused = f" (it refuses {', '.join(facts.keys_refused)}: a call will tell)" if facts.keys_refused else ""
    return f"{sends}; {hears}{refused}"
