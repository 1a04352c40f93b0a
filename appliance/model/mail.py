"""Mail about messages: where it goes, through which server, and what has become of it."""

from appliance.model.states import State
from appliance.model.words import Ms, Value

SUBJECT_FIELDS = ("box", "caller", "length", "time")
"""What a subject may have in braces."""


class MailSecurity(State):
    STARTTLS = "starttls"
    TLS = "tls"
    """From the first byte on; port 465."""
    NONE = "none"


class MailSound(State):
    """How the message itself goes with it."""

    WAV = "wav"
    MP3 = "mp3"
    """Where ffmpeg is installed; else as WAV."""
    NONE = "none"


class MailSettings(Value, frozen=True, kw_only=True):
    host: str = ""
    """Of the server that takes mail for delivery; empty: no mail is sent."""
    port: int = 587
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    password_file: str = ""
    """A file with the password alone, which only the mail program reads."""
    sender: str = ""
    to: dict[str, tuple[str, ...]] = {}
    """Message box → addresses; what lies in other boxes is not sent."""
    sound: MailSound = MailSound.WAV
    subjects: dict[str, str] = {}
    """Language → subject, with SUBJECT_FIELDS in braces; else the box's own words."""
    timeout_ms: Ms = 30_000
    """For each answer of the server."""
    give_up_ms: Ms = 259_200_000
    """After so long without success a message is sent no more; it lies in its box all the same."""


class MailHealth(Value, frozen=True, kw_only=True):
    """How the mail program is doing."""

    waiting: int = 0
    """Messages that are still to be sent."""
    failed: int = 0
    """Given up in the last 30 days."""
    sent: int = 0
    """In the last 30 days."""
    fault: str = ""
    """In the server's own words; empty when the last try went well."""
    fault_utc_ms: int = 0
    """When that was last said."""
    sent_utc_ms: int = 0
    """The last success."""


class TestWanted(Value, frozen=True, kw_only=True, tag="test"):
    """Asked of the mail program: a mail at once, to one address of the settings."""

    to: str


class Tested(Value, frozen=True, kw_only=True, tag="tested"):
    sent: bool
    words: str
    """The server's own."""
