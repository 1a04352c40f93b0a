"""The settings of the whole box, frozen: where things are, which drivers run, and the plan."""

from typing import Any, Literal

from appliance.model.mail import MailSettings
from appliance.model.plan import Plan
from appliance.model.words import AgentName, LineName, Ms, Value

DATABASE_NAME = "callbox.db"
"""Below state_dir."""


class BoxSettings(Value, frozen=True, kw_only=True):
    name: str = "Callbox"
    """Shown on the pages."""
    language: str = "en"
    """What callers are spoken to in where nothing else says so, and the voice of espeak-ng for it."""
    state_dir: str = "/var/lib/callbox"
    """Database, recordings and messages."""
    cache_dir: str = "/var/cache/callbox"
    """Prompts made from text; may be lost at any time."""
    run_dir: str = "/run/callbox"
    """Control socket."""
    drain_ms: Ms = 120_000
    """On SIGTERM: how long conversations may go on."""


class WebSettings(Value, frozen=True, kw_only=True):
    address: str = "127.0.0.1"
    port: int = 8080
    """Of plain http: the whole pages at a loopback address, elsewhere only the way to https."""
    https_port: int = 8443
    """At a loopback address there is none: browsers trust their own computer."""
    domain: str = ""
    """Of the local network, where it has one: the box is <host name>.<domain> too."""
    without_sign_in: Literal["nobody", "viewer", "agent", "supervisor", "admin", "technician"] = "nobody"
    """What whoever asks from this machine may do without signing in."""
    allow_from: tuple[str, ...] = ()
    """Networks that may come in besides the private ones, such as 203.0.113.0/24."""


class SoundSettings(Value, frozen=True, kw_only=True):
    country: str = "us"
    """Call-progress tones: a file of firmware_config/tones."""
    hang_up_silence_ms: Ms = 60_000
    """In a conversation: nothing heard from either end for so long ends the call."""
    automatic_level: bool = True
    """Who is too soft or too loud is brought to where others are, slowly and by 9 dB at the most."""
    voices: dict[str, str] = {}
    """Language → voice of espeak-ng that speaks it; others are spoken by the voice of their own name."""
    piper_voices: dict[str, str] = {}
    """Language → file of a voice of piper, which then speaks it."""


class DriverChoice(Value, frozen=True, kw_only=True):
    """A driver by name with the options it declares itself. The name is the name of its file."""

    driver: str
    options: dict[str, Any] = {}
    """As read; the driver's own Settings type validates them."""
    place: str = ""
    """File and section, for messages."""


class Settings(Value, frozen=True, kw_only=True):
    box: BoxSettings = BoxSettings()
    web: WebSettings = WebSettings()
    sound: SoundSettings = SoundSettings()
    mail: MailSettings = MailSettings()
    lamps: DriverChoice = DriverChoice(driver="console")
    loudspeaker: DriverChoice | None = None
    line_in: DriverChoice | None = None
    """Sound devices of the house; None: there is none."""
    lines: dict[LineName, DriverChoice] = {}
    stations: dict[AgentName, DriverChoice] = {}
    plan: Plan = Plan()
