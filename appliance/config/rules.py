"""What a value must keep to beyond its type, for the words of the model; drivers say it with msgspec.Meta."""

import datetime
import ipaddress
import re
from collections.abc import Callable
from typing import Any

from appliance.config.friendly import read_opening
from appliance.config.lan_domain import lan_domain
from appliance.config.tables import DAYS, AgentTable, HoursTable
from appliance.core.flow_checker import DIGITS, LONGEST_NUMBER, MOST_REPEATS
from appliance.model.flow import Ask, Collect, Flow, Queue, Say, TakeMessage
from appliance.model.mail import SUBJECT_FIELDS, MailSettings
from appliance.model.outbound import Caps, OutboundPlan, TargetPlan
from appliance.model.plan import AgentPlan, HoursPlan, LampPlan, LinePlan, LoudspeakerPlan, PromptPlan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan
from appliance.model.settings import BoxSettings, SoundSettings, WebSettings

Rule = Callable[[Any], str]
"""What was expected, as the end of a sentence; empty when the value is fine."""

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?"
"""Of RFC 5321 what people have; no quoted names, no addresses in brackets."""
_NAME = re.compile(r"\w[\w .-]{0,39}")
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
MOST_MINUTES = 240
"""Nobody stays on the line who is told to wait longer."""
MOST_PLACES = 50
"""Each is a phrase that is spoken before the box starts, in each language."""


def whole(least: int, most: int) -> Rule:
    return lambda value: "" if least <= value <= most else f"expected {least} to {most}"


def lasting(least: int, most: int, words: str) -> Rule:
    return lambda value: "" if least <= value <= most else f"expected {words}"


def name(value: str) -> str:
    return "" if _NAME.fullmatch(value) else 'expected a name of 1 to 40 letters, digits, spaces and ".-_"'


def filled(value: str) -> str:
    return "" if value.strip() else "expected something, not nothing"


def digit(value: str) -> str:
    return "" if value in DIGITS else "expected one key: 0 to 9, *, # or A to D"


def date(value: str) -> str:
    try:
        well_formed = datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        well_formed = False
    return "" if well_formed else 'expected a date of the calendar, such as "2026-12-25"'


def minutes(value: str) -> str:
    whole_number = value.isascii() and value.isdecimal() and not value.startswith("0")
    return "" if whole_number and int(value) <= MOST_MINUTES else f"expected whole minutes, 1 to {MOST_MINUTES}"


def matching(pattern: str, words: str) -> Rule:
    return lambda value: "" if re.fullmatch(pattern, value) else f"expected {words}"


def opening(value: str) -> str:
    try:
        read_opening(value)
    except ValueError as fault:
        return str(fault)
    return ""


def subject(value: str) -> str:
    fields = set(re.findall(r"\{([^{}]*)\}", value))
    if not value.strip() or len(value) > 200 or not value.isprintable() or not fields <= set(SUBJECT_FIELDS):
        return "expected one line with nothing in braces but " + ", ".join(f"{{{each}}}" for each in SUBJECT_FIELDS)
    return ""


def network(value: str) -> str:
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return 'expected a network, such as "203.0.113.0/24"'
    return ""


language = matching(LANGUAGE, 'the tag of a language, such as "de" or "de-AT"')
language_or_none = matching(f"|{LANGUAGE}", 'the tag of a language, such as "de" or "de-AT", or nothing')

_SHORT = lasting(0, _MINUTE, '"0 s" to "60 s"')
_WAIT = lasting(200, _MINUTE, '"200 ms" to "60 s"')
_RINGING = lasting(1_000, 2 * _MINUTE, '"1 s" to "2 min"')
_TALK = lasting(1_000, _DAY, '"1 s" to "24 h"')
_LEVEL = whole(1, 5)
_TIER = whole(0, 9)
_MISSES = whole(0, 100)
_CAP = whole(1, 300)
_PREFIX = matching(r"\+?[0-9*#]{1,20}|\+", 'the first digits of numbers, such as "0", "0176" or "+43"')
_DIGITS = "1 to 20 of 0-9, * and #"


def now_and_then(value: int) -> str:
    return "" if value == 0 or 10_000 <= value <= _HOUR else 'expected "0 s" for never, or "10 s" to "1 h"'


def key_or_none(value: str) -> str:
    return "" if not value else digit(value)


def beep(value: int) -> str:
    return "" if value == 0 or 5_000 <= value <= _MINUTE else 'expected "0 s" for never, or "5 s" to "60 s"'


RULES: dict[tuple[type, str], Rule] = {
    (BoxSettings, "name"): filled,
    (BoxSettings, "language"): filled,
    (BoxSettings, "state_dir"): filled,
    (BoxSettings, "cache_dir"): filled,
    (BoxSettings, "run_dir"): filled,
    (BoxSettings, "drain_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (WebSettings, "address"): filled,
    (WebSettings, "port"): whole(1, 65_535),
    (WebSettings, "https_port"): whole(1, 65_535),
    (WebSettings, "domain"): lan_domain,
    (WebSettings, "allow_from"): network,
    (SoundSettings, "country"): filled,
    (SoundSettings, "voices"): filled,
    (SoundSettings, "piper_voices"): matching(r".+\.onnx", "the .onnx file of a voice of piper"),
    (SoundSettings, "hang_up_silence_ms"): lasting(5_000, _HOUR, '"5 s" to "1 h"'),
    (MailSettings, "port"): whole(1, 65_535),
    (MailSettings, "host"): matching(r"[A-Za-z0-9.:_-]{0,253}", "the name or address of a mail server"),
    (MailSettings, "sender"): matching(r"|" + ADDRESS, 'an address, such as "box@example.org"'),
    (MailSettings, "subjects"): subject,
    (MailSettings, "timeout_ms"): lasting(1_000, 5 * _MINUTE, '"1 s" to "5 min"'),
    (MailSettings, "give_up_ms"): lasting(_MINUTE, 14 * _DAY, '"1 min" to "336 h"'),
    (RoutingPlan, "late_every"): whole(0, 100),
    (RoutingPlan, "seed"): whole(0, 2**62),
    (Relaxation, "after_ms"): lasting(1_000, _DAY, '"1 s" to "24 h"'),
    (Relaxation, "need"): _LEVEL,
    (LinePlan, "name"): name,
    (LinePlan, "rings"): whole(1, 20),
    (LinePlan, "ring_gap_ms"): lasting(1_000, _MINUTE, '"1 s" to "60 s"'),
    (LinePlan, "menu_limit_ms"): _TALK,
    (LinePlan, "talk_limit_ms"): _TALK,
    (LinePlan, "call_limit_ms"): _TALK,
    (LinePlan, "limit_notice_before_ms"): lasting(10_000, _HOUR, '"10 s" to "1 h"'),
    (LinePlan, "number"): matching(r"\+?[0-9*#]{0,20}", "up to 20 of 0-9, * and #, with + before a country"),
    (LinePlan, "dial_prefix"): matching(r"[0-9*#]{0,4}", "up to 4 of 0-9, * and #"),
    (LinePlan, "ring_out_ms"): lasting(5_000, 5 * _MINUTE, '"5 s" to "5 min"'),
    (OutboundPlan, "country_code"): matching(r"|[1-9][0-9]{0,2}", 'a country\'s code without 00 or +, such as "49"'),
    (OutboundPlan, "trunk_prefix"): matching(r"[0-9]{0,3}", 'what comes before an area code, such as "0"'),
    (OutboundPlan, "international_prefix"): matching(r"[0-9]{1,5}", 'what + is dialled as, such as "00"'),
    (OutboundPlan, "allow"): _PREFIX,
    (OutboundPlan, "deny"): _PREFIX,
    (OutboundPlan, "allow_codes"): matching(r"[*#][0-9*#]{1,39}", 'the first characters of a code, such as "*140*"'),
    (OutboundPlan, "emergency"): matching(r"[0-9]{2,6}", "2 to 6 digits"),
    (OutboundPlan, "at_once"): whole(1, 32),
    (Caps, "per_number"): _CAP,
    (Caps, "per_hour"): _CAP,
    (Caps, "per_day"): _CAP,
    (TargetPlan, "name"): name,
    (TargetPlan, "number"): matching(r"[0-9*#]{1,20}", _DIGITS),
    (Flow, "name"): name,
    (Flow, "language"): language_or_none,
    (Say, "language"): language_or_none,
    (Ask, "wait_ms"): _WAIT,
    (Ask, "repeats"): whole(0, MOST_REPEATS),
    (Collect, "variable"): name,
    (Collect, "least"): whole(1, LONGEST_NUMBER),
    (Collect, "most"): whole(1, LONGEST_NUMBER),
    (Collect, "finish"): digit,
    (Collect, "wait_ms"): _WAIT,
    (Collect, "repeats"): whole(0, MOST_REPEATS),
    (TakeMessage, "box"): name,
    (TakeMessage, "longest_ms"): lasting(1_000, _HOUR, '"1 s" to "1 h"'),
    (TakeMessage, "silence_ms"): lasting(500, _MINUTE, '"500 ms" to "60 s"'),
    (TakeMessage, "least_ms"): _SHORT,
    (TakeMessage, "tries"): whole(1, 5),
    (TakeMessage, "wait_ms"): _WAIT,
    (QueuePlan, "name"): name,
    (QueuePlan, "need"): _LEVEL,
    (QueuePlan, "target_ms"): lasting(1_000, _HOUR, '"1 s" to "1 h"'),
    (QueuePlan, "head_start_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (QueuePlan, "band"): whole(0, 9),
    (QueuePlan, "top_after_ms"): _TALK,
    (QueuePlan, "tiers"): _TIER,
    (QueuePlan, "prefer_last_agent_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (QueuePlan, "load"): whole(1, 100),
    (QueuePlan, "offer_ms"): _RINGING,
    (QueuePlan, "max_wait_ms"): _TALK,
    (QueuePlan, "keep_place_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (QueuePlan, "short_ms"): _SHORT,
    (QueuePlan, "capacity"): whole(1, 1_000),
    (QueuePlan, "misses"): _MISSES,
    (QueuePlan, "misses_busy"): _MISSES,
    (QueuePlan, "misses_declined"): _MISSES,
    (QueuePlan, "misses_unreachable"): _MISSES,
    (QueuePlan, "excluded_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (QueuePlan, "announce_every_ms"): now_and_then,
    (QueuePlan, "announce_percentile"): whole(50, 99),
    (QueuePlan, "announce_spoken"): whole(1, MOST_MINUTES),
    (QueuePlan, "announce_places"): whole(0, MOST_PLACES),
    (QueuePlan, "record_refuse_key"): key_or_none,
    (QueuePlan, "record_beep_every_ms"): beep,
    (QueuePlan, "record_beep_dbm0"): whole(-40, -5),
    (QueuePlan, "record_pause_ms"): lasting(10_000, _HOUR, '"10 s" to "1 h"'),
    (QueuePlan, "board_waiting"): whole(0, 1_000),
    (QueuePlan, "board_waiting_alarm"): whole(0, 1_000),
    (QueuePlan, "board_wait_ms"): lasting(0, _DAY, '"0 s" to "24 h"'),
    (QueuePlan, "board_wait_alarm_ms"): lasting(0, _DAY, '"0 s" to "24 h"'),
    (QueuePlan, "board_level"): whole(0, 100),
    (QueuePlan, "board_level_alarm"): whole(0, 100),
    (AgentPlan, "name"): name,
    (AgentPlan, "skills"): _LEVEL,
    (AgentPlan, "tier"): _TIER,
    (AgentPlan, "position"): whole(0, 9_999),
    (Capacity, "voice"): whole(0, 1),
    (Capacity, "text"): whole(0, 20),
    (Capacity, "message"): whole(0, 20),
    (Capacity, "callback"): whole(0, 20),
    (AgentPlan, "wrap_up_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (AgentTable, "station"): filled,
    (HoursPlan, "name"): name,
    (HoursTable, "name"): name,
    **{(HoursTable, day): opening for day in DAYS},
    (HoursTable, "closed_on"): date,
    (LampPlan, "name"): name,
    (LampPlan, "warn_messages"): whole(1, 1_000),
    (LampPlan, "warn_ms"): lasting(1_000, _DAY, '"1 s" to "24 h"'),
    (LoudspeakerPlan, "callers"): whole(1, 1_000),
    (LoudspeakerPlan, "waited_ms"): lasting(0, _HOUR, '"0 s" to "1 h"'),
    (LoudspeakerPlan, "every_ms"): lasting(5_000, _HOUR, '"5 s" to "1 h"'),
    (PromptPlan, "name"): name,
    (PromptPlan, "texts"): filled,
}
"""Of a field; of each value where the field is a table or a list."""

KEY_RULES: dict[tuple[type, str], Rule] = {
    (Ask, "choices"): digit,
    (Queue, "keys"): digit,
    (Flow, "steps"): name,
    (QueuePlan, "need"): name,
    (QueuePlan, "announce_minutes"): minutes,
    (Relaxation, "need"): name,
    (AgentPlan, "skills"): name,
    (PromptPlan, "texts"): language,
    (SoundSettings, "voices"): language,
    (MailSettings, "to"): name,
    (MailSettings, "subjects"): language,
    (SoundSettings, "piper_voices"): language,
}
"""Of the keys of a field that is a table."""


def rule_of(rules: dict[tuple[type, str], Rule], owner: type, field: str) -> Rule | None:
    return next((rules[kind, field] for kind in owner.__mro__ if (kind, field) in rules), None)
