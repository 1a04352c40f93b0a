"""What is fuzzed of files and offers: modem families, tone plans, WAV, +VSM=?, and what a pretend modem is told."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from appliance.drivers.line.modem.families import _family, _File, _read_files, families_folder, read_families
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.drivers.line.modem.voice_family import CodecOffer, VoiceFamily
from appliance.drivers.line.modem.voice_formats import choose_format, read_format
from appliance.drivers.sound.tone_file import read_plan
from appliance.drivers.sound.tone_plans import TONES_DIR
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.misbehaviour import Habits
from appliance.pretend.modem import Modem
from appliance.sound.wav import WavFault, channels_from_bytes, from_bytes

_SHIPPED: Final = _read_files(families_folder(), [])
_KEYS: Final = sorted({*VoiceFamily.__struct_fields__, *GsmFamily.__struct_fields__, "kind", "like"})
_INNER: Final = ("send", "may_fail", "why", "wait", "says", "codec", "name", "source", "by", "frame", "dialect", "x")
_PLANS: Final = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(TONES_DIR.glob("*.toml"))[:40]}
_PLAN_KEYS: Final = ("country", "source", "dial", "busy", "congestion", "unobtainable", "ringing", "information", "x")
_RULE_KEYS: Final = ("hz", "cadence_ms", "source", "sound_ms", "x")
_ODD: Final[tuple[Any, ...]] = (
    *("", "gsm", "voice", "20 ms", "-1 s", "DLE ETX", "DLE §", "{number}", "\x00", "x" * 999, "sim7600", "mine", "é"),
    *(0, 1, -1, 440, 9**30, 0.5, float("nan"), float("inf"), True, False, [], {}, [[]], [{}], [1, 2], [440, 480]),
    *([{"send": "AT"}], [{"send": "DLE ETX", "wait": "1 s"}], {"send": "AT"}, [500, 500], [100, -100]),
)
_OFFERS: Final = tuple(
    CodecOffer(says=each.says, codec=each.codec)
    for family in read_families().sound.values()
    if isinstance(family, VoiceFamily)
    for each in family.codecs
)
_MOST_WAKES: Final = 2_000


def family_file(data: bytes) -> None:
    """A family's file, as text or as one of ours with things put where they do not belong: a family, or sentences."""
    if data[:1] > b"\x80":
        try:
            table = tomllib.loads(data[1:].decode("utf-8", "replace"))
        except tomllib.TOMLDecodeError:
            return
    else:
        table = _edited(
            {"like": list(_SHIPPED)[data[0] % len(_SHIPPED)] if data else "generic"}, data[1:], _KEYS, _INNER
        )
    family, faults = _family("mine", _SHIPPED | {"mine": _File(Path("/mine"), table)})
    assert (family is None) == bool(faults)
    assert all(fault.startswith("/mine/mine.toml") and "\n" not in fault for fault in faults), faults
    if isinstance(family, VoiceFamily):
        family.exits()


def tone_file(data: bytes) -> None:
    """A file of tones, likewise."""
    names = list(_PLANS)
    if data[:1] > b"\xc0":
        try:
            table = tomllib.loads(data[1:].decode("utf-8", "replace"))
        except tomllib.TOMLDecodeError:
            return
    else:
        table = _edited(dict(_PLANS[names[data[0] % len(names)]]) if data else {}, data[1:], _PLAN_KEYS, _RULE_KEYS)
    plan, faults = read_plan(table)
    assert all(faults)
    assert faults or plan.busy


def voice_formats(data: bytes) -> None:
    """The lines of +VSM=?, and the choice among them."""
    lines = tuple(data.decode("latin-1").split("\n"))
    read = [each for each in map(read_format, lines) if each is not None]
    chosen = choose_format(lines, _OFFERS)
    assert chosen is None or chosen[0] in read


def wav_file(data: bytes) -> None:
    """Any bytes, and any behind a sound header: samples or WavFault."""
    header = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0"
    for content in (data, header + data):
        for read in (from_bytes, channels_from_bytes):
            try:
                read(content)
            except WavFault as fault:
                assert "\n" not in str(fault)  # noqa: PT017


def pretend_modem(data: bytes) -> None:
    """What a host may say to a pretend modem, in pieces with pauses between: it never raises."""
    families = [*FAMILIES.values(), *GSM_FAMILIES.values()]
    family = families[data[0] % len(families)] if data else families[0]
    habits = Habits()
    if not isinstance(family, type(next(iter(FAMILIES.values())))):
        _talk_to_mobile(GsmModem(family, SimCard(), habits), data[1:])
        return
    modem, now = Modem(family, habits), 1_000
    modem.power_on(now)
    for piece in data[1:].split(b"\0"):
        now += 10 * (piece[0] if piece else 1)
        modem.wake(now)
        modem.receive(piece[1:], now)
        modem.take_output(now)


def _talk_to_mobile(modem: GsmModem, data: bytes) -> None:
    now = 1_000
    modem.power_on(now)
    for piece in data.split(b"\0"):
        now += 10 * (piece[0] if piece else 1)
        for _ in range(_MOST_WAKES):
            due = modem.next_wake()
            if due is None or due > now:
                break
            modem.wake(due)
        modem.receive("", piece[1:], now)
        for port in modem.ports.values():
            port.take_output(now)


def _edited(
    table: dict[str, Any], data: bytes, keys: tuple[str, ...] | list[str], inner: tuple[str, ...]
) -> dict[str, Any]:
    """Three octets are an edit: which key, which key within it or none, which odd thing to put there."""
    for key, within, odd in _threes(data):
        name, thing = keys[key % len(keys)], _ODD[odd % len(_ODD)]
        if within % 4:
            table[name] = thing
        else:
            before = table.get(name)
            below = inner[within // 4 % len(inner)]
            table[name] = [*before, {below: thing}] if isinstance(before, list) else {**_table(before), below: thing}
    return table


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _threes(data: bytes) -> Iterator[tuple[int, int, int]]:
    for at in range(0, len(data) - 2, 3):
        yield data[at], data[at + 1], data[at + 2]


FILE_TARGETS: Final[tuple[Callable[[bytes], None], ...]] = (
    *(family_file, tone_file, voice_formats, wav_file, pretend_modem),
)
