"""The 7 bit alphabets of 3GPP 23.038: default (§6.2.1), extension (§6.2.1.1), and annex A's national languages.

A language is the number that elements 24 (single shift) and 25 (locking shift) of a user data header carry (§A.1).
"""

from typing import Final

ESCAPE: Final = 0x1B

DEFAULT: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}

UNASSIGNED: Final = " "
"""Shown for a code that a locking table leaves out."""

TURKISH, SPANISH, PORTUGUESE, BENGALI, GUJARATI, HINDI, KANNADA, MALAYALAM, ORIYA, PUNJABI, TAMIL, TELUGU, URDU = range(
    1, 14
)

# Annex A.3, Indic languages: these codes keep Latin signs, all others follow the order of the language's Unicode block.
_KEPT: Final = {
    0x0A: "\n", 0x0D: "\r", 0x1B: "\x1b", 0x20: " ", 0x21: "!", 0x28: ")", 0x29: "(", 0x2C: ",", 0x2E: ".",
    **{0x30 + digit: str(digit) for digit in range(10)},
    0x3A: ":", 0x3B: ";", 0x3F: "?",
    **{0x61 + letter: chr(0x61 + letter) for letter in range(26)},
}  # fmt: skip
_OWN: Final = tuple(code for code in range(0x80) if code not in _KEPT)
_BLOCK_ORDER: Final = tuple(offset for offset in range(0x01, 0x4E) if offset not in {0x04, 0x3A, 0x3B})

# Language: start of its block, what of the order it has no sign for, and what stands at 0x60 and 0x7B to 0x7F.
_BLOCKS: Final = {
    BENGALI: (0x980, "0D 0E 11 12 29 31 33 34 35 45 46 49 4A", "4E 57 5C 5D 70 71"),
    GUJARATI: (0xA80, "0E 12 29 31 34 46 4A", "50 60 61 62 63 71"),
    HINDI: (0x900, "", "50 72 7B 7C 7E 7F"),
    KANNADA: (0xC80, "01 0D 11 29 34 45 49", "55 56 60 61 62 63"),
    MALAYALAM: (0xD00, "01 0D 11 29 3C 45 49", "57 60 61 62 63 79"),
    ORIYA: (0xB00, "0D 0E 11 12 29 31 34 45 46 49 4A", "56 57 60 61 62 63"),
    PUNJABI: (0xA00, "0B 0C 0D 0E 11 12 29 31 34 37 3D 43 44 45 46 49 4A", "51 70 71 72 73 74"),
    TAMIL: (
        0xB80,
        "01 0B 0C 0D 11 16 17 18 1B 1D 20 21 22 25 26 27 2B 2C 2D 3C 3D 43 44 45 49",
        "50 57 70 71 72 79",
    ),
    TELUGU: (0xC00, "0D 11 29 34 3C 45 49", "55 56 60 61 62 63"),
}

_URDU_LOCKING: Final = (
    "0627 0622 0628 067B 0680 067E 06A6 062A 06C2 067F 0679 067D 067A 067C 062B 062C 0681 0684 0683 0685 0686 0687 062D"
    " 062E 062F 068C 0688 0689 068A 068F 068D 0630 0631 0691 0693 0699 0632 0696 0698 069A 0633 0634 0635 0636 0637"
    " 0638 0639 0641 0642 06A9 06AA 06AB 06AF 06B3 06B1 0644 0645 0646 06BA 06BB 06BC 0648 06C4 06D5 06C1 06BE 0621"
    " 06CC 06D0 06D2 064D 0650 064F 0657 0654 0655 0651 0653 0656 0670"
)

# Annex A.2, Indic languages and Urdu: Latin signs common to all, and the codes between them, filled in order.
_SHIFTED_LATIN: Final = {
    **dict(enumerate("@£$¥¿\"¤%&'\f*+\r-/<=>¡^¡_#*")),
    **EXTENSION,
    0x0A: "\f",
    0x14: "^",
    **{0x41 + letter: chr(0x41 + letter) for letter in range(26)},
}
_SHIFTED_OWN: Final = (*range(0x19, 0x1B), *range(0x1C, 0x28), *range(0x2A, 0x2F), *range(0x30, 0x3C), 0x3F)
_SHIFTED: Final = {
    BENGALI: "09E6-09EF 09DF-09E3 09F2-09FA",
    GUJARATI: "0964 0965 0AE6-0AEF",
    HINDI: "0964-096F 0951-0954 0958-0963 0970 0971",
    KANNADA: "0964 0965 0CE6-0CEF 0CDE 0CF1 0CF2",
    MALAYALAM: "0964 0965 0D66-0D75 0D7A-0D7F",
    ORIYA: "0964 0965 0B66-0B6F 0B5C 0B5D 0B5F 0B70 0B71",
    PUNJABI: "0964 0965 0A66-0A6F 0A59-0A5C 0A5E 0A75",
    TAMIL: "0964 0965 0BE6-0BEF 0BF3-0BF8 0BFA",
    TELUGU: "0020 0020 0C66-0C6F 0C58 0C59 0C78-0C7F",
    URDU: "0600 0601 06F0-06F9 060C-0614 061B 061F 0640 0652 0658 066B 066C 0672 0673 06CD 06D4",
}


def _runs(signs: dict[int, str]) -> dict[int, str]:
    """Each sign by its code; a run stands at its first."""
    return {first + place: sign for first, run in signs.items() for place, sign in enumerate(run)}


def _changed(table: str, changes: dict[int, str]) -> str:
    return "".join(_runs(changes).get(code, sign) for code, sign in enumerate(table))


def _indic_locking(start: int, gaps: str, extra: str) -> str:
    missing = {int(offset, 16) for offset in gaps.split()}
    ordered = [UNASSIGNED if offset in missing else chr(start + offset) for offset in _BLOCK_ORDER]
    own = dict(zip(_OWN, ordered + [chr(start + int(offset, 16)) for offset in extra.split()], strict=True))
    return "".join((own | _KEPT)[code] for code in range(0x80))


def _urdu_locking() -> str:
    own = dict(zip(_OWN, (chr(int(code, 16)) for code in _URDU_LOCKING.split()), strict=True))
    return "".join((own | _KEPT)[code] for code in range(0x80))


def _indic_single(runs: str) -> dict[int, str]:
    signs: list[str] = []
    for run in runs.split():
        first, _, last = run.partition("-")
        signs += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    own = {code: sign for code, sign in zip(_SHIFTED_OWN, signs, strict=False) if sign != UNASSIGNED}
    return _SHIFTED_LATIN | own


LOCKING: Final[dict[int, str]] = {
    TURKISH: _changed(DEFAULT, {0x04: "€", 0x07: "ı", 0x0B: "Ğğ", 0x1C: "Şş", 0x40: "İ", 0x60: "ç"}),
    PORTUGUESE: _changed(
        DEFAULT,
        {0x04: "êéúíóç", 0x0B: "Ôô", 0x0E: "Áá", 0x12: "ªÇÀ∞^\\€Ó|", 0x1C: "ÂâÊ", 0x24: "º", 0x40: "Í"}
        | {0x5B: "ÃÕÚ", 0x60: "~", 0x7B: "ãõ`"},
    ),
    **{language: _indic_locking(*block) for language, block in _BLOCKS.items()},
    URDU: _urdu_locking(),
}
"""128 signs by language; Spanish has none."""

_ACUTE: Final = {0x49: "Í", 0x4F: "Ó", 0x55: "Ú", 0x69: "í", 0x6F: "ó", 0x75: "ú"}
SINGLE: Final[dict[int, dict[int, str]]] = {
    TURKISH: EXTENSION | {0x47: "Ğ", 0x49: "İ", 0x53: "Ş", 0x63: "ç", 0x67: "ğ", 0x69: "ı", 0x73: "ş"},
    SPANISH: EXTENSION | _ACUTE | {0x09: "ç", 0x41: "Á", 0x61: "á"},
    PORTUGUESE: EXTENSION
    | _ACUTE
    | _runs({0x05: "ê", 0x09: "ç", 0x0B: "Ôô", 0x0E: "Áá", 0x12: "ΦΓ^ΩΠΨΣΘ", 0x1F: "Ê", 0x41: "À", 0x5B: "ÃÕ"})
    | _runs({0x61: "Â", 0x7B: "ãõ", 0x7F: "â"}),
    **{language: _indic_single(runs) for language, runs in _SHIFTED.items()},
}
"""What a code behind ESCAPE means, by language; a code that is not there means its sign without ESCAPE."""
