"""What differs between modem families, as data: who they say they are, their formats, ranges, buffers and habits.

Sources: captured logs of a CX93001-EIS_V0.2013-V92 and of a USR5637 as gathered in the project's facts on lines and
modems; where a habit is not known for one of them, the other habit the standard (V.253) allows is taken, so that a
driver meets both.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from appliance.model.words import Value


class SampleFormat(Value, frozen=True, kw_only=True):
    codec: str
    """A name of appliance.sound.codecs.CODECS."""
    idle: bytes
    """One sample of silence, sent while the stream runs and the line is silent or there is nothing to play."""


class SettableRange(Value, frozen=True, kw_only=True):
    """The values a parameter takes, one (least, most, default) for each of its fields."""

    fields: tuple[tuple[int, int, int], ...]


class Family(Value, frozen=True, kw_only=True):
    name: str
    identities: dict[str, tuple[str, ...]]
    """Command → lines of the answer."""
    formats: dict[int, SampleFormat]
    """By number of +VSM; those listed but not here are refused with ERROR."""
    format_listing: tuple[str, ...]
    """The answer to +VSM=?, line by line."""
    first_format: int
    """In force after +FCLASS=8."""
    duplex_exit: bytes
    """What the host sends to leave +VTR."""
    record_exits: tuple[bytes, ...]
    """What the host may send to leave +VRX."""
    play_exit: bytes = b"\x10\x03"
    """What the host sends to leave +VTX."""
    duplex: bool = True
    """It has +VTR."""
    settable: dict[str, SettableRange]
    """Parameters that are stored and change nothing here."""
    countries: tuple[str, ...]
    """Codes +GCI takes; the first is in force."""
    voice_ring: bytes
    """How a ring is told in voice class."""
    caller_id_spaces: bool
    """DATE = 0321 or DATE=0504."""
    digits_told_in: frozenset[str]
    """States of modem_machine.PretendModemState, by value, in which the modem tells digits it detects itself."""
    digits_between_marks: bool
    """DLE / DLE 5 DLE 5 DLE ~, the digit each 70 ms (IS-101), or DLE 5 once."""
    transmit_buffer_bytes: int
    """Room for the host's samples; 1-2 kB in real ones."""
    piece_ms: int
    """Samples go to the host in pieces of so long."""


_ULAW = SampleFormat(codec="ulaw", idle=b"\xff")
_ALAW = SampleFormat(codec="alaw", idle=b"\xd5")
_U8 = SampleFormat(codec="u8", idle=b"\x80")
_S8 = SampleFormat(codec="s8", idle=b"\x00")
_S16 = SampleFormat(codec="s16", idle=b"\x00\x00")


def _one(least: int, most: int, default: int) -> SettableRange:
    return SettableRange(fields=((least, most, default),))


_V253_SETTABLE = {
    "+VGR": _one(0, 255, 128),
    "+VGT": _one(0, 255, 128),
    "+VGM": _one(0, 255, 128),
    "+VGS": _one(0, 255, 128),
    "+VTD": _one(0, 400, 100),
    "+VRA": _one(0, 255, 50),
    "+VRN": _one(0, 255, 10),
    "+VPR": _one(0, 255, 0),
    "+VNH": _one(0, 2, 0),
    "+VDR": SettableRange(fields=((0, 1, 0), (0, 255, 0))),
    "+VDT": SettableRange(fields=((0, 1, 0), (0, 255, 0))),
    "+IFC": SettableRange(fields=((0, 3, 2), (0, 2, 2))),
    "+IPR": _one(0, 921_600, 0),
}

USR5637 = Family(
    name="usr5637",
    identities={
        "I0": ("5601",),
        "I3": ("U.S. Robotics 56K FAX USB V1.2.23",),
        "I7": ("Configuration Profile...", "Product type           US/Canada USB", "Options                V.90,V.92"),
        "+GMI": ("U.S. Robotics",),
        "+GMM": ("U.S. Robotics 56K FAX USB",),
        "+GMR": ("V1.2.23",),
        "+FMI": ("U.S. Robotics",),
        "+FMM": ("U.S. Robotics 56K FAX USB",),
        "+FMR": ("V1.2.23",),
        "+FCLASS=?": ("0,1,2,2.0,8",),
        "+VLS=?": ("(0-8,13)",),
        "+VSD=?": ("(0-255),(0-255)",),
    },
    formats={128: _U8, 129: _S16, 130: _ALAW, 131: _ULAW},
    format_listing=(
        '128,"8-BIT LINEAR",(7200,8000,11025)',
        '129,"16-BIT LINEAR",(7200,8000,11025)',
        '130,"8-BIT ALAW",(8000)',
        '131,"8-BIT ULAW",(8000)',
        '132,"IMA ADPCM",(7200,8000,11025)',
    ),
    first_format=128,
    duplex_exit=b"\x10\x03",
    record_exits=(b"\x10!", b"\x10\x1b"),
    settable=_V253_SETTABLE,
    countries=("B5", "B4", "3D", "F6"),
    voice_ring=b"\x10R\r\n",
    caller_id_spaces=True,
    digits_told_in=frozenset({"recording"}),
    digits_between_marks=False,
    transmit_buffer_bytes=2_048,
    piece_ms=20,
)

CX930XX = Family(
    name="cx930xx",
    identities={
        "I0": ("56000",),
        "I1": ("OK",),
        "I3": ("CX93001-EIS_V0.2013-V92",),
        "+GMI": ("CONEXANT",),
        "+GMM": ("CX93001-EIS_V0.2013-V92",),
        "+GMR": ("V0.2013-V92",),
        "+FMI": ("CONEXANT",),
        "+FMM": ("V90",),
        "+FMR": ("CX93001-EIS_V0.2013-V92",),
        "+FCLASS=?": ("0,1,1.0,2,8",),
        "+VLS=?": ('0,"",0A008080,0A008080', '1,"T",0BE0B7FF,0BE0B7FF', '5,"ST",0BE0B7FF,0BE0B7FF'),
        "+VSD=?": ("(0),(0-255)",),
    },
    formats={0: _S8, 1: _U8, 130: _U8, 131: _ULAW, 132: _ALAW, 133: _S16},
    format_listing=(
        '0,"SIGNED PCM",8,0,8000,0,0',
        '1,"UNSIGNED PCM",8,0,8000,0,0',
        '129,"IMA ADPCM",4,0,8000,0,0',
        '130,"UNSIGNED PCM",8,0,8000,0,0',
        '131,"Mu-Law",8,0,8000,0,0',
        '132,"A-Law",8,0,8000,0,0',
        '133,"14 bit PCM",14,0,8000,0,0',
    ),
    first_format=0,
    duplex_exit=b"\x10^",
    record_exits=(b"\x10!", b"\x10^", b"\x10\x1b"),
    settable={
        **_V253_SETTABLE,
        "-SDR": _one(0, 7, 0),
        "-SCID": _one(0, 1, 0),
        "-STE": _one(0, 7, 0),
    },
    countries=("B5", "B4", "3D", "F6"),
    voice_ring=b"\x10R",
    caller_id_spaces=False,
    digits_told_in=frozenset({"off-hook", "duplex", "recording"}),
    digits_between_marks=True,
    transmit_buffer_bytes=1_024,
    piece_ms=10,
)

DELL_RD02 = msgspec.structs.replace(
    CX930XX,
    name="dell_rd02",
    identities={**CX930XX.identities, "I3": ("CX93001-EIS_V0.2002-V92",), "I4": ("Dell RD02-D400",)},
)

V253 = Family(
    name="v253",
    identities={
        "I0": ("56000",),
        "I3": ("VOICE MODEM V1.0",),
        "+GMI": ("Example",),
        "+GMM": ("V.253 VOICE MODEM",),
        "+GMR": ("1.0",),
        "+FMI": ("Example",),
        "+FMM": ("V.253 VOICE MODEM",),
        "+FMR": ("1.0",),
        "+FCLASS=?": ("0,1,8",),
        "+VLS=?": ("(0,1,5)",),
        "+VSD=?": ("(0-255),(0-255)",),
    },
    # The numbers of V.253 table 17 and the words of its text; vendors' own begin at 128.
    formats={0: _S8, 1: _U8, 4: _ULAW, 5: _ALAW},
    format_listing=(
        '0,"SIGNED PCM",8,0,8000,0,0',
        '1,"UNSIGNED PCM",8,0,8000,0,0',
        '4,"G.711U",8,0,8000,0,0',
        '5,"G.711A",8,0,8000,0,0',
    ),
    first_format=1,
    duplex_exit=b"\x10^",
    record_exits=(b"\x10!", b"\x10\x1b"),
    settable=_V253_SETTABLE,
    countries=("B5", "B4", "3D", "F6"),
    voice_ring=b"\x10R",
    caller_id_spaces=True,
    digits_told_in=frozenset({"off-hook", "duplex", "recording"}),
    digits_between_marks=True,
    transmit_buffer_bytes=1_024,
    piece_ms=10,
)
"""Any modem that keeps to ITU-T V.253 and to nothing else."""

MULTITECH = msgspec.structs.replace(
    USR5637,
    name="multitech",
    identities={
        **USR5637.identities,
        "I0": ("33600",),
        "I3": ("MT5634SMI",),
        "+GMI": ("Multi-Tech Systems",),
        "+GMM": ("MT5634SMI",),
        "+FMI": ("Multi-Tech Systems",),
        "+FMM": ("MT5634SMI",),
    },
    voice_ring=b"\x10R",
    digits_between_marks=True,
    duplex=False,
)
"""MT5634SMI guide, chapter 6: plays or records, never both; a digit comes every 70 ms between its marks."""

ZOOM_3095 = msgspec.structs.replace(
    CX930XX,
    name="zoom3095",
    identities={**CX930XX.identities, "I3": ("ZOOM 3095 V0.2013-V92",), "+GMI": ("ZOOM",), "+FMI": ("ZOOM",)},
    play_exit=b"\x10\x10\x10\x03",
    record_exits=(b"\x10\x10\x10\x03", b"\x10^"),
)
"""Leaves playing and recording for three DLEs where others want one (emxsys#94)."""

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {family.name: family for family in (USR5637, CX930XX, DELL_RD02, V253, MULTITECH, ZOOM_3095)}
)

MIXED = (USR5637, CX930XX)
"""Of which a house has some of each when nothing else is said."""
