"""A mail about a message, as the bytes that the server gets. Slow: not for the event loop."""

import email.policy
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.outside import run, whole_path
from appliance.mail.words import Words, words_in
from appliance.model.caller import Caller, Presentation
from appliance.model.languages import fallbacks
from appliance.model.mail import MailSettings, MailSound
from appliance.model.records import MessageRecord

LARGEST_SOUND: Final = 12_000_000
"""Bytes: twelve minutes. Servers commonly refuse mails of more than 25 MB, and base64 makes a third more of it."""
ENCODE_S: Final = 60.0


def composed(settings: MailSettings, language: str, box_name: str, message: MessageRecord, state_dir: Path) -> bytes:
    """With its sound, unless that is too large or gone: the mail then says where it is. Never raises for that."""
    words = words_in(language)
    mail = _begun(settings, settings.to[message.box], _subject(settings, language, message, words), box_name)
    mail["Message-ID"] = message_id(settings, f"{message.id}.{message.taken_utc_ms}")
    mail["Date"] = format_datetime(datetime.fromtimestamp(message.taken_utc_ms / 1_000, UTC))
    if message.urgent:
        mail["Importance"] = "high"
        mail["X-Priority"] = "1"
    mail.set_content("\n".join(_lines(message, words)) + "\n")
    sound = _sound(settings.sound, state_dir / message.file)
    if sound is not None:
        kind, content = sound
        mail.add_attachment(content, maintype="audio", subtype=kind[0], filename=f"message-{message.id}.{kind[1]}")
    return mail.as_bytes()


def test_mail(settings: MailSettings, language: str, box_name: str, to: str, now_utc_ms: int) -> bytes:
    words = words_in(language)
    mail = _begun(settings, (to,), words.test, box_name)
    mail["Message-ID"] = message_id(settings, f"test.{now_utc_ms}")
    mail["Date"] = format_datetime(datetime.fromtimestamp(now_utc_ms / 1_000, UTC))
    mail.set_content(f"{words.test}\n")
    return mail.as_bytes()


def message_id(settings: MailSettings, name: str) -> str:
    """The same however often it is sent: who gets it twice can tell."""
    return f"<{name}@{settings.sender.rpartition('@')[2]}>"


def _begun(settings: MailSettings, to: tuple[str, ...], subject: str, box_name: str) -> EmailMessage:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = f'"{_plain(box_name).translate(_NO_QUOTES)}" <{settings.sender}>'
    mail["To"] = ", ".join(to)
    mail["Subject"] = subject
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: no holiday notices come back
    return mail


_NO_QUOTES = {ord('"'): None, ord("\\"): None}


def _subject(settings: MailSettings, language: str, message: MessageRecord, words: Words) -> str:
    own = (settings.subjects[tag] for tag in settings.subjects if tag.lower() in fallbacks(language))
    text = next(own, words.subject)
    for field, value in {
        "box": message.box,
        "caller": _caller(message.caller, words),
        "length": _length(message),
        "time": _time(message),
    }.items():
        text = text.replace(f"{{{field}}}", value)
    return _plain(f"{words.urgent}: {text}" if message.urgent else text)


def _lines(message: MessageRecord, words: Words) -> tuple[str, ...]:
    facts = (
        (words.caller, _caller(message.caller, words)),
        (words.time, _time(message)),
        (words.length, _length(message)),
        (words.box, message.box),
    )
    told = tuple(f"{name}: {_plain(value)}" for name, value in facts)
    urgent = (f"{words.urgent}!",) if message.urgent else ()
    cut = (words.cut,) if message.cut else ()
    return (*urgent, *told, *cut, f"callbox messages hear {message.id} message.wav")


def _caller(caller: Caller, words: Words) -> str:
    known = " ".join(part for part in (caller.name, caller.number) if part)
    return known or (words.withheld if caller.presentation is Presentation.WITHHELD else words.unknown)


def _length(message: MessageRecord) -> str:
    seconds = round(message.length_ms / 1_000)
    return f"{seconds // 60}:{seconds % 60:02}"


def _time(message: MessageRecord) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(message.taken_utc_ms / 1_000))


def _plain(text: str) -> str:
    """What a telephone network says of callers must not make headers of its own."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _sound(wanted: MailSound, file: Path) -> tuple[tuple[str, str], bytes] | None:
    """Its subtype, the ending of its name, and the bytes."""
    if wanted is MailSound.NONE:
        return None
    try:
        if file.stat().st_size > LARGEST_SOUND:
            return None
        content = file.read_bytes()
    except OSError:
        return None
    encoded = _as_mp3(content) if wanted is MailSound.MP3 else None
    return (("mpeg", "mp3"), encoded) if encoded else (("wav", "wav"), content)


def _as_mp3(content: bytes) -> bytes | None:
    """None where ffmpeg is not installed, or cannot."""
    try:
        ffmpeg = whole_path("ffmpeg", "mails carry WAV files", "apt install ffmpeg")
        words = ("-nostdin", "-v", "error", "-f", "wav", "-i", "pipe:0", "-b:a", "32k", "-f", "mp3", "pipe:1")
        return run((ffmpeg, *words), content, timeout_s=ENCODE_S)
    except DriverFault:
        return None
