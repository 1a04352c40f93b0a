"""Numbers in Spanish, French, Italian and Portuguese."""

from collections.abc import Iterator

from appliance.sound.spoken.part import Part, listed

Parts = Iterator[Part]

_ES = listed(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_ES_TENS = listed("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = listed("doscient trescient cuatrocient quinient seiscient setecient ochocient novecient")
_FR = listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_IT = listed(
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove"
)
_IT_TENS = listed("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
_PT = listed(
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
    "dezenove"
)
_PT_TENS = listed("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_PT_HUNDREDS = listed("duzent trezent quatrocent quinhent seiscent setecent oitocent novecent")


def spanish(n: int, gender: str = "") -> Parts:
    """Uno where it is counted, un or una before a noun."""
    if not n:
        yield Part("n0", _ES[0])
    millions, thousands, rest = n // 1_000_000, n // 1_000 % 1_000, n % 1_000
    if millions:
        yield from _spanish_below_1000(millions, "m", "m")
        yield Part("million.one", "millón") if millions == 1 else Part("million.other", "millones")
    if thousands:
        yield from _spanish_below_1000(thousands, gender, "m") if thousands > 1 else ()
        yield Part("thousand", "mil")
    yield from _spanish_below_1000(rest, gender, gender)


def _spanish_below_1000(n: int, hundreds_gender: str, gender: str) -> Parts:
    """Doscientas mil libras, but veintiún mil: the last one before mil does not follow the noun."""
    hundreds, rest = divmod(n, 100)
    if hundreds == 1:
        yield Part("n100and", "ciento") if rest else Part("n100", "cien")
    elif hundreds:
        ending, mark = ("as", "f") if hundreds_gender == "f" else ("os", "")
        yield Part(f"n{hundreds}00{mark}", _ES_HUNDREDS[hundreds - 2] + ending)
    if rest >= 30:
        yield Part(f"n{rest // 10 * 10}", _ES_TENS[rest // 10 - 3])
        if rest % 10:
            yield Part("and", "y")
        rest %= 10
    if rest in {1, 21} and gender:
        ending = "una" if gender == "f" else "un" if rest == 1 else "ún"
        yield Part(f"n{rest}{gender}", ending if rest == 1 else f"veinti{ending}")
    elif rest:
        yield Part(f"n{rest}", _ES[rest])


def french(n: int, gender: str = "") -> Parts:
    """Un, une; cents and quatre-vingts with their s only where nothing but a noun or a million follows."""
    if not n:
        yield Part("n0", _FR[0])
    millions, thousands, rest = n // 1_000_000, n // 1_000 % 1_000, n % 1_000
    if millions:
        yield from _french_below_1000(millions, "", ends=True)
        yield Part("million.one", "million") if millions == 1 else Part("million.other", "millions")
    if thousands:
        yield from _french_below_1000(thousands, "", ends=False) if thousands > 1 else ()
        yield Part("thousand", "mille")
    yield from _french_below_1000(rest, gender, ends=True)


def _french_below_1000(n: int, gender: str, *, ends: bool) -> Parts:
    hundreds, rest = divmod(n, 100)
    if hundreds:
        if hundreds > 1:
            yield Part(f"n{hundreds}", _FR[hundreds])
        yield Part("hundred", "cents" if ends and hundreds > 1 and not rest else "cent")
    yield from _french_below_100(rest, gender, ends=ends)


def _french_below_100(n: int, gender: str, *, ends: bool) -> Parts:
    if n >= 20:
        ten = 60 if 70 <= n < 80 else 80 if n >= 80 else n // 10 * 10
        n -= ten
        with_and = n in {1, 11} and ten != 80
        between = " " if with_and or not n else "-"
        yield Part(f"n{ten}", _FR_TENS[ten] + ("s" if ten == 80 and ends and not n else ""), between)
        if with_and:
            yield Part("and", "et")
    if n == 1 and gender == "f":
        yield Part("n1f", "une")
    elif n:
        yield Part(f"n{n}", _FR[n])


def italian(n: int, gender: str = "") -> Parts:
    """Uno where it is counted, un or una before a noun; 21 to 98 with 1 and 8 lose a vowel."""
    if n == 1 and gender:
        yield Part("n1f", "una") if gender == "f" else Part("n1m", "un")
        return
    if not n:
        yield Part("n0", _IT[0])
    millions, thousands, rest = n // 1_000_000, n // 1_000 % 1_000, n % 1_000
    if millions:
        yield from _closed(_italian_below_1000(millions)) if millions > 1 else (Part("n1m", "un"),)
        yield Part("million.one", "milione") if millions == 1 else Part("million.other", "milioni")
    joined: list[Part] = []
    if thousands:
        joined += _italian_below_1000(thousands) if thousands > 1 else ()
        joined.append(Part("thousand.other", "mila", "") if thousands > 1 else Part("thousand.one", "mille", ""))
    yield from _closed(iter((*joined, *_italian_below_1000(rest))))


def _italian_below_1000(n: int) -> Parts:
    hundreds, rest = divmod(n, 100)
    if hundreds:
        if hundreds > 1:
            yield Part(f"n{hundreds}", _IT[hundreds], "")
        yield Part("hundred", "cento", "")
    if rest >= 20:
        ten, unit = _IT_TENS[rest // 10 - 2], rest % 10
        if unit in {1, 8}:
            yield Part(f"n{rest}", ten[:-1] + _IT[unit], "")
            return
        yield Part(f"n{rest // 10 * 10}", ten, "")
        rest = unit
    if rest:
        yield Part(f"n{rest}", _IT[rest], "")


def _closed(parts: Parts) -> Parts:
    """A word ends here: tre at the end of a longer word has its accent."""
    held = list(parts)
    yield from held[:-1]
    for last in held[-1:]:
        yield last._replace(text="tré" if last.text == "tre" and len(held) > 1 else last.text, after=" ")


def portuguese(n: int, gender: str = "") -> Parts:
    """Brazil's way; um and dois follow the noun, and so do the hundreds."""
    if not n:
        yield Part("n0", _PT[0])
    millions, thousands, rest = n // 1_000_000, n // 1_000 % 1_000, n % 1_000
    if millions:
        yield from _portuguese_below_1000(millions, "m")
        yield Part("million.one", "milhão") if millions == 1 else Part("million.other", "milhões")
        if _joins(thousands) and not rest:
            yield Part("and", "e")
    if thousands:
        yield from _portuguese_below_1000(thousands, gender) if thousands > 1 else ()
        yield Part("thousand", "mil")
    if _joins(rest) and n >= 1_000:
        yield Part("and", "e")
    yield from _portuguese_below_1000(rest, gender)


def _joins(group: int) -> bool:
    """The last group comes with "e" when it is below a hundred or of whole hundreds."""
    return 0 < group < 100 or (group > 0 and group % 100 == 0)


def _portuguese_below_1000(n: int, gender: str) -> Parts:
    hundreds, rest = divmod(n, 100)
    if hundreds == 1:
        yield Part("n100and", "cento") if rest else Part("n100", "cem")
    elif hundreds:
        ending, mark = ("as", "f") if gender == "f" else ("os", "")
        yield Part(f"n{hundreds}00{mark}", _PT_HUNDREDS[hundreds - 2] + ending)
    if hundreds and rest:
        yield Part("and", "e")
    if rest >= 20:
        yield Part(f"n{rest // 10 * 10}", _PT_TENS[rest // 10 - 2])
        if rest % 10:
            yield Part("and", "e")
        rest %= 10
    if rest in {1, 2} and gender == "f":
        yield Part(f"n{rest}f", "uma" if rest == 1 else "duas")
    elif rest:
        yield Part(f"n{rest}", _PT[rest])
