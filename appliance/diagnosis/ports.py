"""What is wrong with a port and with what answers on it; and the findings of the modem, whichever kind it is."""

from collections.abc import Iterator
from typing import Final

import msgspec

from appliance.diagnosis.gsm import gsm_findings
from appliance.diagnosis.voice import voice_findings
from appliance.model.diagnosis import Finding, ModemKind, PortExam, PortState, Weight

SLOW_MS: Final = 500
"""Median answer of a modem that is well: 1 to 30 ms on USB, some 100 where a module thinks."""


SOUND_BAUD: Final = 115_200
"""The least usual speed at which a serial cable carries sound: 8,000 bytes a second are 80,000 bits."""


def judged(exam: PortExam) -> PortExam:
    """The exam with its findings, the worst first."""
    order = (Weight.FAULT, Weight.DOUBT, Weight.NOTE)
    found = sorted(_findings(exam), key=lambda each: order.index(each.weight))
    return msgspec.structs.replace(exam, findings=tuple(found))


def worst(exams: tuple[PortExam, ...]) -> Weight:
    """NOTE when all is well."""
    weights = {each.weight for exam in exams for each in exam.findings}
    return next((each for each in (Weight.FAULT, Weight.DOUBT) if each in weights), Weight.NOTE)


def _findings(exam: PortExam) -> Iterator[Finding]:
    yield from _of_port(exam)
    yield from _of_name(exam)
    if exam.state is PortState.ANSWERS:
        yield from _of_answers(exam)
    if exam.voice is not None:
        yield from voice_findings(exam.voice)
    if exam.gsm is not None:
        yield from gsm_findings(exam.gsm)
    for known in exam.known:
        yield Finding(weight=Weight.NOTE, says=f"known of the {exam.title}: {known}")
    if exam.state is PortState.LOST:
        yield Finding(
            weight=Weight.FAULT,
            says=f"it stopped while it was asked: {_without_advice(exam.trouble)}",
            do="try again; if it comes back, look at cable, hub and power supply, then replace the modem",
        )


def _of_port(exam: PortExam) -> Iterator[Finding]:
    match exam.state:
        case PortState.ABSENT | PortState.HELD | PortState.UNFIT:
            yield _opening(exam)
        case PortState.DEAF:
            yield Finding(
                weight=Weight.FAULT if exam.port.wanted else Weight.NOTE,
                says="nothing there answers AT",
                do="if it is a modem: look at its power and cable, name its command port (a composite modem has "
                "several ports), try another speed in the line's settings (baud), unplug it and plug it in again"
                if exam.port.wanted
                else "",
            )
        case PortState.GARBLED:
            yield _garbled(exam)
        case PortState.LEFT_ALONE if exam.trouble:
            yield Finding(weight=Weight.NOTE, says=exam.trouble)


def _opening(exam: PortExam) -> Finding:
    says, _, do = exam.trouble.partition("; ")
    return Finding(
        weight=Weight.FAULT if exam.port.wanted else Weight.NOTE,
        says=says or "the port does not open",
        do=do or "plug the modem in again",
    )


def _garbled(exam: PortExam) -> Finding:
    says = f"at {exam.baud} baud its answers cannot be read"
    if exam.answers_at:
        do = f"at {exam.answers_at} it answers: write baud = {exam.answers_at} into the line's settings"
        if exam.answers_at < SOUND_BAUD:
            do += (
                "; that is too slow for the sound of an analog modem, which has to be told AT+IPR=115200 and AT&W at "
                "its own speed"
            )
        return Finding(weight=Weight.FAULT, says=says, do=do)
    do = "no usual speed is right: look at the cable and its ground, and whether something else than a modem is there"
    return Finding(weight=Weight.FAULT, says=says, do=do)


def _of_name(exam: PortExam) -> Iterator[Finding]:
    for sentence in exam.port.doubts:
        says, _, do = sentence.partition("; ")
        yield Finding(weight=Weight.DOUBT, says=says, do=do or "name another link of it in the settings")


def _of_answers(exam: PortExam) -> Iterator[Finding]:
    times = exam.times
    if times is not None and times.median_ms > SLOW_MS:
        yield Finding(
            weight=Weight.DOUBT,
            says=f"it answers slowly: half of its answers take {times.median_ms} ms and more (expected: {SLOW_MS})",
            do="look whether the USB hub is shared with a disk or a camera; update the modem's firmware",
        )
    if exam.kind is ModemKind.DATA:
        yield Finding(
            weight=Weight.FAULT if exam.port.wanted else Weight.NOTE,
            says="a data modem: it has neither a voice mode nor a SIM",
            do="use a voice modem (AT+FCLASS=? must say 8) or a GSM modem",
        )
    elif exam.family in {"generic", "generic_gsm"}:
        yield Finding(
            weight=Weight.NOTE,
            says="no family of modems is known for it, so it is driven as any modem of its kind",
        )


def _without_advice(sentence: str) -> str:
    return sentence.partition("; ")[0]
