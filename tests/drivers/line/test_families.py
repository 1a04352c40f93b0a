"""Modem families: those we ship are sound; files that are wrong say where and what was meant, all faults at once."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.families import (
    GENERIC,
    GENERIC_GSM,
    Families,
    _family,
    _File,
    choose_family,
    families_folder,
    families_with,
    family_of,
    read_families,
)
from appliance.drivers.line.modem.gsm_family import GsmFamily, GsmQuirkName
from appliance.drivers.line.modem.preparing import _title
from appliance.drivers.line.modem.voice_family import QuirkName, VoiceFamily, dle_bytes
from appliance.pretend.families import FAMILIES as VOICE_FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.protocol.gsm.call_dialects import DIALECTS
from appliance.sound.codecs import BYTES_PER_SAMPLE

SHIPPED = read_families()
SOUND = (families_folder() / "generic.toml").read_text()
FILES = {path.stem: _File(path.parent, tomllib.loads(path.read_text())) for path in families_folder().glob("*.toml")}
SOUND_GSM = (families_folder() / "huawei_e1550.toml").read_text()
LIKE = 'kind = "voice"\nlike = "usr5637"\ntitle = "Mine"\nsays = ["MINE 1"]\n'


def voice(name: str) -> VoiceFamily:
    family = SHIPPED.sound[name]
    assert isinstance(family, VoiceFamily)
    return family


def gsm(name: str) -> GsmFamily:
    family = SHIPPED.sound[name]
    assert isinstance(family, GsmFamily)
    return family


def own(tmp_path: Path, **files: str) -> Families:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text)
    return families_with(str(tmp_path))


def faults_of(tmp_path: Path, text: str) -> list[str]:
    return [fault.sentence.removeprefix(f"{tmp_path}/") for fault in own(tmp_path, mine=text).faults]


def test_what_we_ship_is_sound() -> None:
    assert SHIPPED.faults == ()
    names = (
        "usr5637 cx930xx dell_rd02 multitech zoom3095 generic huawei_e1550 huawei_e169 huawei_e173 huawei_e303 sim800"
    )
    names += " sim7600 a7670 quectel_m95 quectel_ec2x quectel_ec2x_uac wavecom zte generic_gsm"
    assert set(names.split()) == set(SHIPPED.sound)


def test_every_voice_family_can_do_what_the_driver_asks_of_it() -> None:
    for family in SHIPPED.sound.values():
        if isinstance(family, VoiceFamily):
            assert all(BYTES_PER_SAMPLE[each.codec] == 1 for each in family.codecs)
            assert family.half_duplex
            assert family.flash
            assert any(step.send == "ATH" for step in family.hang_up)


def test_each_call_dialect_has_a_family_that_speaks_it_and_they_agree() -> None:
    families = [family for family in SHIPPED.sound.values() if isinstance(family, GsmFamily)]
    assert {family.calls.dialect for family in families} == set(DIALECTS)
    kept = {family.title for family in families if family.calls.poll != "always"}
    assert kept == {"ZTE", "Wavecom"}, "of the first a poll ends the call, of the second ATD is still in flight"


def test_exits_are_tried_in_the_familys_order() -> None:
    assert [each.data for each in voice("cx930xx").exits()] == [b"\x10^", b"\x10\x03", b"\x10!"]
    assert voice("usr5637").exits()[0].data == b"\x10\x03"
    assert b"\x10\x10\x10\x03" in [each.data for each in voice("zoom3095").exits()]


@pytest.mark.parametrize(
    ("said", "usb", "name"),
    [
        ("U.S. Robotics 56K FAX USB V1.2.23", "", "usr5637"),
        ("Manufacturer\nUSR5637", "0baf:0303", "usr5637"),
        ("CX93001-EIS_V0.2013-V92", "", "cx930xx"),
        ("CX93001-EIS_V0.2013-V92", "0572:1329", "cx930xx"),
        ("CX93001-EIS_V0.2013-V92", "0572:1324", "dell_rd02"),
        ("cx93010", "dead:beef", "cx930xx"),
        ("56000", "0803:3095", "zoom3095"),
        ("MT5634ZBA-V92", "", "multitech"),
        ("huawei\nE1550", "12d1:1001", "huawei_e1550"),
        ("huawei\nE169", "12d1:1001", "huawei_e169"),
        ("SIMCOM_SIM7600E-H", "1e0e:9001", "sim7600"),
        ("Quectel\nEG25\nRevision: EG25GGBR07A08M2G", "2c7c:0125", "quectel_ec2x"),
        ("56000", "", GENERIC),
        ("", "1d6b:0002", GENERIC),
    ],
)
def test_a_family_is_found_by_usb_id_and_by_what_the_modem_says(said: str, usb: str, name: str) -> None:
    assert choose_family(SHIPPED, VoiceFamily, said, usb) == name


def test_every_pretend_modem_is_known_by_what_it_says() -> None:
    names = {
        "ec25": "quectel_ec2x",
        "ec25_uac": "quectel_ec2x",
        "m95": "quectel_m95",
        "sim900": "sim800",
        "gsm_generic": GENERIC_GSM,
    }
    names |= {"v253": GENERIC, "dell_rd02": "cx930xx"}  # the Dell says what its chip says: only its USB id tells it
    for pretend in GSM_FAMILIES.values():
        said = "\n".join(line for query in ("I", "+CGMI", "+CGMM") for line in pretend.identities[query])
        assert choose_family(SHIPPED, GsmFamily, said) == names.get(pretend.name, pretend.name)
    for analog in VOICE_FAMILIES.values():
        said = "\n".join(line for query in ("I3", "+FMI", "+FMM") for line in analog.identities[query])
        assert choose_family(SHIPPED, VoiceFamily, said) == names.get(analog.name, analog.name)


def test_the_table_of_families_names_each() -> None:
    table = (families_folder() / "README.md").read_text()
    assert all(f"| `{name}` |" in table for name in SHIPPED.sound)


def test_an_unknown_gsm_modem_is_a_generic_one() -> None:
    assert choose_family(SHIPPED, GsmFamily, "ACME 1") == GENERIC_GSM


def test_quirks_are_known_by_name() -> None:
    assert voice("usr5637").has(QuirkName.DIAL_TONE_WHILE_PLAYING)
    assert not voice("cx930xx").has(QuirkName.DIAL_TONE_WHILE_PLAYING)
    assert gsm("sim7600").has(GsmQuirkName.SOUND_DIES_AFTER_CALL)
    assert not gsm("quectel_m95").has(GsmQuirkName.SOUND_DIES_AFTER_CALL)


def test_what_a_file_does_not_say_it_has_from_the_one_it_is_like() -> None:
    assert voice("dell_rd02").enter_voice == voice("cx930xx").enter_voice
    assert voice("dell_rd02").init == voice(GENERIC).init
    assert gsm("huawei_e303").sound == gsm("huawei_e1550").sound
    assert (gsm("huawei_e303").interfaces.at, gsm("huawei_e303").interfaces.sound) == (1, 2)
    assert gsm("huawei_e303").says == ("E303",), "who it is, nobody has from another"


def test_a_table_within_a_file_is_changed_key_by_key_and_a_list_is_replaced(tmp_path: Path) -> None:
    mine = """
        kind = "gsm"
        like = "zte"
        title = "My ZTE"
        [calls]
        ring_gap = "9 s"
        waiting = { reject = [{ send = "AT+CHLD=0" }] }
        [voice_check]
        send = "AT+X?"
        must_say = "Y"
        otherwise = "no"
    """
    families = own(tmp_path, mine=mine, more='kind = "gsm"\nlike = "mine"\ntitle = "More"\ncalls = { answer = [] }')
    assert [fault.sentence.partition(" ")[2] for fault in families.faults] == [
        'calls.answer is empty; expected at least { send = "ATA" }'
    ]
    family = families.sound["mine"]
    assert isinstance(family, GsmFamily)
    assert (family.calls.ring_gap_ms, family.calls.poll, family.calls.dialect) == (9_000, "not_while_dialling", "zte")
    assert family.calls.hang_up == gsm("zte").calls.hang_up
    assert [len(each) for each in (family.calls.waiting.accept, family.calls.waiting.reject)] == [0, 1]


def test_an_option_that_is_none_is_told_what_its_table_has_besides(tmp_path: Path) -> None:
    (told,) = faults_of(tmp_path, 'kind = "gsm"\nlike = "zte"\ntitle = "Mine"\n[calls]\nring_gab = "9 s"\n')
    assert told == 'mine.toml calls.ring_gab = "9 s": no such option; did you mean "ring_gap"?'


def test_ones_own_file_comes_before_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    families = own(tmp_path, mine=LIKE, zoom3095=LIKE.replace("Mine", "My Zoom"))
    assert families.faults == ()
    assert families.sound["mine"].title == "Mine"
    assert families.sound["zoom3095"].title == "My Zoom"
    assert choose_family(families, VoiceFamily, "mine 1") in {"mine", "zoom3095"}


def test_a_wrong_file_of_ones_own_leaves_the_shipped_one_in_force(tmp_path: Path) -> None:
    families = own(tmp_path, usr5637="title = 1", mine="kind = ")
    assert families.sound["usr5637"] == SHIPPED.sound["usr5637"]
    assert "mine" not in families.sound
    assert [fault.family for fault in families.faults] == ["mine", "usr5637"]
    with pytest.raises(DriverFault, match=r'port: family = "mine" cannot be used: .*mine.toml: not TOML'):
        family_of(families, "mine", "port")


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    assert own(tmp_path, mine=LIKE).sound["mine"].title == "Mine"
    os.utime(tmp_path / "mine.toml", ns=(0, 0))
    assert own(tmp_path, mine=LIKE.replace("Mine", "Ours")).sound["mine"].title == "Ours"


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("hang_up = [", "hang_upp = [", 'no such option; did you mean "hang_up"?'),
        ("title = ", "zzz = 1\ntitle = ", 'mine.toml zzz = 1: no such option; there is "'),
        ('{ send = "ATH" }', '{ sent = "ATH" }', 'hang_up.2.sent = "ATH": no such option; did you mean "send"?'),
        ("title = ", "# ", 'mine.toml: lacks the option "title"'),
        ('wait = "1500 ms"', "wait = 1500", "half_duplex.leave_play.1.wait = 1500: expected a time with its unit"),
        ('codec = "alaw"', 'codec = "along"', 'codec = "along": no such value; there is "ulaw", "alaw", "u8", "s8"'),
        ('"DLE ^"', '"DEL ^"', 'leave.1.send "DEL ^" is no sequence of DLE, ETX'),
        ("hang_up = [", "hang_up = = [", "mine.toml: not TOML: "),
        ('kind = "voice"', 'kind = "voise"', 'kind = "voise": no such kind; there is "voice", "gsm"'),
        ('kind = "voice"', "", 'mine.toml: lacks the option "kind"; there is "voice", "gsm"'),
        (
            'kind = "voice"',
            'kind = "voice"\nlike = "cx930"',
            'like = "cx930": no such modem family; did you mean "cx930xx"',
        ),
        ('kind = "voice"', 'kind = "voice"\nlike = "mine"', 'like = "mine": leads in a circle'),
        ("usb = []", 'usb = ["0572-1329"]', 'usb.1 "0572-1329" is no USB id; expected vendor:product in small hex'),
        ('{ send = "ATZ" }', '{ send = "BTZ" }', 'reset.send.2.send "BTZ" is no command; expected "AT'),
        (', why = "a profile somebody stored is given up; ATZ follows in any case"', "", "reset.send.1.why is empty"),
        ('"AT+VSM={number},8000"', '"AT+VSM=131,8000"', "enter_voice sets no codec; expected a step such as"),
        ("codecs = [", "codecs = []\nlist = [", "list = "),
        ("says = []", 'says = [""]', "says.1 is empty; expected part of what the modem says of itself"),
        ('says = "MU-LAW"', 'says = ""', "codecs.1 is empty; expected the modem's name for it"),
        ('"AT+VSM={number},8000"', '"AT+VSM={number},{rate}"', "enter_voice.2.send has {rate}, which nobody fills in"),
        ('"ATD{how}{number};"', '"ATD{number};"', 'dialling.command "ATD{number};" is not such a command'),
        (
            'key = "{{digit},10}"',
            'key = "{{key},10}"',
            'dialling.key "{{key},10}" is no key for +VTS; expected one with',
        ),
        ('"ATS0=0"', '"ATE0S0=1"', 'init.1.send "ATE0S0=1" makes the modem answer by itself'),
        ('"ATM0"', '"ATM0DT112;"', 'init.2.send "ATM0DT112;" dials; expected that only where a call is made'),
        ('"AT+VSD=128,0"', '"AT+VSD=128,0;A"', 'enter_voice.3.send "AT+VSD=128,0;A" takes the line; expected that'),
        ('"AT+VTR"', '"AT+VLS=1;+VTR"', 'stream.send "AT+VLS=1;+VTR" takes the line'),
        ('"AT+VCID=1"', '"AT+VCID=1;H"', 'caller_id.send "AT+VCID=1;H" ends a call; expected that only where one'),
        ('"AT+GCI={code}"', '"AT+GCI=B5"', 'country.send "AT+GCI=B5" sets none; expected "AT…" with {code}'),
        ('"AT+VLS?"', '"VLS?"', 'on_hook_query "VLS?" is no command'),
        ('wait = "500 ms"', 'wait = "1 min"', "leave.1.wait 1 min is outside of what works; expected 50 ms to 5 s"),
        ('back_within = "5 s"', 'back_within = "0 s"', "reset.back_within 0 s is outside of what works; expected 1 s"),
        ("interfaces = {}", "interfaces = { at = 256 }", "interfaces.at 256 is no bInterfaceNumber; expected 0 to 255"),
        (
            'kind = "voice"',
            'kind = "voice"\nlike = "sim800"',
            'like = "sim800": is of kind "gsm"; expected a family of kind "voice"',
        ),
    ],
)
def test_a_wrong_voice_file_is_explained(tmp_path: Path, was: str, becomes: str, sentence: str) -> None:
    faults = faults_of(tmp_path, SOUND.replace(was, becomes, 1))
    assert any(sentence in fault for fault in faults), faults
    assert all(fault.startswith("mine.toml") and "\n" not in fault for fault in faults)


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ('dialect = "huawei"', 'dialect = "hauwei"', 'calls.dialect "hauwei": no such dialect; did you mean "huawei"?'),
        (
            "frame_bytes = 320",
            "frame_bytes = 640",
            "sound.frame_bytes 640 bytes are not 20 ms at 8000 samples a second; expected 320",
        ),
        (
            "{ at = 2, sound = 1 }",
            "{ at = 2 }",
            "interfaces.sound is missing; expected the interface of the sound port",
        ),
        ('"ATD{number};"', '"ATD"', 'calls.dial "ATD" is not such a command; expected "AT…" with {number}'),
        (
            'enable_when = "after_accepted"',
            'enable_when = "later"',
            'sound.enable_when = "later": no such value; there is "at_start"',
        ),
        (
            'name = "messages_stop_when_full"',
            'name = "message_stops_when_full"',
            'quirks.2.name = "message_stops_when_full": no such value; did you mean "messages_stop_when_full"?',
        ),
        (
            'source = "design page 4 §3.1: chan_dongle"',
            'source = ""',
            "quirks.1.source is empty; expected where it was seen or read",
        ),
        (
            '{ send = "AT+CHUP", may_fail',
            '{ send = "AT+CHLD=11", may_fail',
            'calls.hang_up.1.send "AT+CHLD=11" releases one call, which the quirk "no_release_before_ringing" forbids',
        ),
        ("\\d*,(\\d+)'", "\\d*,(\\d+'", "pin_tries.says is no pattern: missing ), unterminated subpattern"),
        ("\\d*,(\\d+)'", "\\d*,\\d+'", "pin_tries.says has 0 groups; expected one, around the answer"),
        ("[calls]", "[calls]\nring_gap = '1 h'", "calls.ring_gap 1 h is outside of what works; expected 2 s to 30 s"),
        ("[calls]", "[calls]\npoll_every = '0 s'", "calls.poll_every 0 s is outside of what works; expected 100 ms"),
        (
            "{ at = 2, sound = 1 }",
            "{ at = 1, sound = 1 }",
            "interfaces.sound 1 is that of the commands; expected another",
        ),
        ("ATD{number};", "ATD{number};\\r\\nATD0", 'calls.dial "ATD{number};\\r\\nATD0" is not such a command'),
        (
            "{call},{digit}",
            "{cell},{digit}",
            "keys.send has {cell}, which nobody fills in; expected here: {digit} and {",
        ),
        ('"0123456789*#"', '"0-9"', 'keys.digits "0-9" has more than keys'),
        (
            "frame_bytes = 320",
            "rate = 16000\nframe_bytes = 640",
            "sound.rate 16000 samples a second are not taken from",
        ),
        (
            'frame = "20 ms"',
            'frame = "30 ms"',
            "sound.frame 30 ms are no whole frames; expected 20 ms or a multiple, 100",
        ),
        (
            'retry_for = "3 s"',
            'retry_for = "3 h"',
            "sound.retry_for 3 h is outside of what works; expected 0 s to 1 min",
        ),
        ('"^CVOICE:0"', '""', "voice_check.must_say is empty; expected part of a line of the answer"),
        ('"AT+CUSD=2"', '"CUSD=2"', 'ussd.cancel "CUSD=2" is no command'),
        ("[sound]", "[messages]\non = []\n[sound]", 'messages.on lacks { send = "AT+CMGF=0" }; texts are read and'),
        ("title = ", "registration = []\ntitle = ", "registration is empty; expected at least"),
        (
            "title = ",
            "sim_busy_for = '1 h'\ntitle = ",
            "sim_busy_for 1 h is outside of what works; expected 0 s to 5 min",
        ),
        ('"AT^DDSETEX=2"', '"AT^DDSETEX=2;+CHUP"', 'sound.enable.send "AT^DDSETEX=2;+CHUP" ends a call; expected that'),
        ('"AT^CURC=1"', '"ATH1"', 'calls.events_on.send "ATH1" takes the line'),
        ('"AT+CUSD=2"', '"ATD112;"', 'ussd.cancel "ATD112;" dials'),
        ("'AT^CPIN?'", "'CPIN?'", 'pin_tries.send "CPIN?" is no command; expected "AT…"'),
    ],
)
def test_a_wrong_gsm_file_is_explained(tmp_path: Path, was: str, becomes: str, sentence: str) -> None:
    faults = faults_of(tmp_path, SOUND_GSM.replace(was, becomes, 1))
    assert any(sentence in fault for fault in faults), faults


@pytest.mark.parametrize(("key", "expected"), [("answer", "ATA"), ("hang_up", "AT+CHUP")])
def test_a_call_must_be_answered_and_ended_somehow(tmp_path: Path, key: str, expected: str) -> None:
    kept = SOUND_GSM.splitlines()
    (at,) = (number for number, line in enumerate(kept) if line.startswith(f"{key} = ["))
    kept[at] = f"{key} = []"
    (fault,) = faults_of(tmp_path, "\n".join(kept))
    assert fault == f'mine.toml calls.{key} is empty; expected at least {{ send = "{expected}" }}'


def test_every_gsm_family_can_be_asked_for_the_tries_left_and_tells_sims_apart() -> None:
    for family in SHIPPED.sound.values():
        if isinstance(family, GsmFamily):
            assert family.pin_tries
            assert family.sim_number
            assert family.sim_number.answer(("+XX: 8949020000001234567F",)) == "8949020000001234567F"


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("title = ", "titel = ").replace('codec = "alaw"', 'codec = "along"', 1).replace('"ATH"', "7")
    assert len(faults_of(tmp_path, text)) == 3


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5) | st.sampled_from(["ATZ", "gsm", "20 ms"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["send", "says", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)
KEYS = sorted({*VoiceFamily.__struct_fields__, *GsmFamily.__struct_fields__, "kind", "like"})


@given(
    st.sampled_from(["generic", "huawei_e1550", "sim7600"]), st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3)
)
def test_any_file_is_a_family_or_sentences(like: str, said: dict[str, object]) -> None:
    family, faults = _family("mine", FILES | {"mine": _File(Path("/mine"), {"like": like, **said})})
    assert (family is None) == bool(faults)
    assert all(fault.startswith("/mine/mine.toml") for fault in faults)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "#" * 262_145)
    assert fault == "mine.toml: larger than 262144 bytes; expected the file of a modem family"


def test_a_folder_without_generic_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(SOUND)
    with pytest.raises(DriverFault, match=r"has no sound generic\.toml; install the callbox package again"):
        read_families(shipped=tmp_path)


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(DriverFault, match='line 1: family = "cx930": no such modem family; did you mean "cx930xx"'):
        family_of(SHIPPED, "cx930", "line 1")


@pytest.mark.parametrize("text", ["", "DLE NUL", "ETXX", "DLE §"])
def test_codes_without_a_name_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no sequence of DLE"):
        dle_bytes(text)


def test_a_generic_modem_that_says_nothing_still_has_a_title() -> None:
    assert _title(GENERIC, voice(GENERIC), ("56000", "")) == "voice modem"
