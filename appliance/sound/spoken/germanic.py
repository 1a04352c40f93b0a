"""Numbers in English, German and Dutch."""

from collections.abc import Iterator

from appliance.sound.spoken.part import Part, listed

Parts = Iterator[Part]

_EN = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_EN_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_DE = listed(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
)
_DE_TENS = listed("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_NL = listed(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_NL_TENS = listed("twintig dertig veertig vijftig zestig zeventig tachtig negentig")


def english(n: int, _: str = "") -> Parts:
    """Three hundred and forty-five; understood everywhere, and the way of most of the world's English."""
    if not n:
        yield _word(_EN, 0)
    millions, thousands, rest = _groups(n)
    if millions:
        yield from _english_below_1000(millions)
        yield Part("million", "million")
    if thousands:
        yield from _english_below_1000(thousands)
        yield Part("thousand", "thousand")
    if rest and rest < 100 < n:
        yield Part("and", "and")
    yield from _english_below_1000(rest)


def _english_below_1000(n: int) -> Parts:
    hundreds, rest = divmod(n, 100)
    if hundreds:
        yield _word(_EN, hundreds)
        yield Part("hundred", "hundred")
        if rest:
            yield Part("and", "and")
    if rest >= 20:
        yield Part(f"n{rest // 10 * 10}", _EN_TENS[rest // 10 - 2], "-" if rest % 10 else " ")
        rest %= 10
    if rest:
        yield _word(_EN, rest)


def german(n: int, gender: str = "") -> Parts:
    """Eins where it is counted, ein or eine before a noun (gender m, n or f)."""
    if n == 1 and gender:
        yield Part("n1f", "eine") if gender == "f" else Part("n1m", "ein")
        return
    if not n:
        yield _word(_DE, 0)
    millions, thousands, rest = _groups(n)
    if millions == 1:
        yield Part("n1f", "eine")
        yield Part("million.one", "Million")
    elif millions:
        yield from _spaced(_german_below_1000(millions, last="eins"))
        yield Part("million.other", "Millionen")
    if thousands:
        yield from _german_below_1000(thousands, last="ein")
        yield Part("thousand", "tausend", "" if rest else " ")
    yield from _spaced(_german_below_1000(rest, last="eins"))


def _german_below_1000(n: int, last: str) -> Parts:
    hundreds, rest = divmod(n, 100)
    if hundreds:
        yield _glued(_DE, hundreds, "ein")
        yield Part("hundred", "hundert", "")
    if rest == 1:
        yield Part("n1" if last == "eins" else "n1m", last, "")
    elif rest >= 20:
        if rest % 10:
            yield _glued(_DE, rest % 10, "ein")
            yield Part("and", "und", "")
        yield Part(f"n{rest // 10 * 10}", _DE_TENS[rest // 10 - 2], "")
    elif rest:
        yield _glued(_DE, rest, last)


def dutch(n: int, gender: str = "") -> Parts:
    """Eén with its accents where it stands by itself: een would be an article, and voices say it like one."""
    if n == 1:
        yield Part("n1m" if gender else "n1", "één")
        return
    if not n:
        yield _word(_NL, 0)
    millions, thousands, rest = _groups(n)
    if millions:
        yield from dutch(millions, "m")
        yield Part("million", "miljoen")
    if thousands:
        yield from _dutch_below_1000(thousands) if thousands > 1 else ()
        yield Part("thousand", "duizend")
    yield from dutch(1) if rest == 1 else _spaced(_dutch_below_1000(rest))


def _dutch_below_1000(n: int) -> Parts:
    hundreds, rest = divmod(n, 100)
    if hundreds:
        if hundreds > 1:
            yield Part(f"n{hundreds}", _NL[hundreds], "")
        yield Part("hundred", "honderd", "")
    if rest >= 20:
        if rest % 10:
            yield Part(f"n{rest % 10}", _NL[rest % 10], "")
            yield Part("and", "ën" if rest % 10 in {2, 3} else "en", "")
        yield Part(f"n{rest // 10 * 10}", _NL_TENS[rest // 10 - 2], "")
    elif rest:
        yield Part(f"n{rest}", _NL[rest], "")


def _groups(n: int) -> tuple[int, int, int]:
    return n // 1_000_000, n // 1_000 % 1_000, n % 1_000


def _word(words: tuple[str, ...], n: int) -> Part:
    return Part(f"n{n}", words[n])


def _glued(words: tuple[str, ...], n: int, one: str) -> Part:
    return Part("n1m", one, "") if n == 1 and one == "ein" else Part(f"n{n}", words[n], "")


def _spaced(parts: Parts) -> Parts:
    """The last one is the end of a word."""
    held = list(parts)
    yield from held[:-1]
    yield from (part._replace(after=" ") for part in held[-1:])
