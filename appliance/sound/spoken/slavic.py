"""Numbers in Polish and Russian, in the nominative."""

from collections.abc import Iterator

from appliance.sound.spoken.part import Part, listed
from appliance.sound.spoken.plural import plural

Parts = Iterator[Part]

_PL = listed(
    "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście "
    "piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
)
_PL_TENS = listed(
    "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
)
_PL_HUNDREDS = listed("sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset")
_PL_THOUSANDS = {"one": "tysiąc", "few": "tysiące", "many": "tysięcy"}
_PL_MILLIONS = {"one": "milion", "few": "miliony", "many": "milionów"}
_RU = listed(
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
_RU_TENS = listed("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
_RU_HUNDREDS = listed("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")
_RU_THOUSANDS = {"one": "тысяча", "few": "тысячи", "many": "тысяч"}
_RU_MILLIONS = {"one": "миллион", "few": "миллиона", "many": "миллионов"}


def polish(n: int, gender: str = "") -> Parts:
    """One agrees with its noun only when alone, two also at the end of a longer number."""
    if n == 1 and gender in {"f", "n"}:
        yield Part(f"n1{gender}", "jedna" if gender == "f" else "jedno")
        return
    if not n:
        yield Part("n0", _PL[0])
    for name, group, forms in (
        ("million", n // 1_000_000, _PL_MILLIONS),
        ("thousand", n // 1_000 % 1_000, _PL_THOUSANDS),
    ):
        if group:
            form = plural("pl", group)
            yield from _polish_below_1000(group, "") if group > 1 else ()
            yield Part(f"{name}.{form}", forms[form])
    yield from _polish_below_1000(n % 1_000, gender)


def _polish_below_1000(n: int, gender: str) -> Parts:
    rest = n % 100
    yield from _tens_of(n, _PL_HUNDREDS, _PL_TENS)
    unit = rest if rest < 20 else rest % 10
    if unit == 2 and gender == "f":
        yield Part("n2f", "dwie")
    elif unit:
        yield Part(f"n{unit}", _PL[unit])


def russian(n: int, gender: str = "") -> Parts:
    """One and two agree with their noun, also at the end of a longer number."""
    if not n:
        yield Part("n0", _RU[0])
    for name, group, forms, own in (
        ("million", n // 1_000_000, _RU_MILLIONS, "m"),
        ("thousand", n // 1_000 % 1_000, _RU_THOUSANDS, "f"),
    ):
        if group:
            form = plural("ru", group)
            yield from _russian_below_1000(group, own)
            yield Part(f"{name}.{form}", forms[form])
    yield from _russian_below_1000(n % 1_000, gender)


def _russian_below_1000(n: int, gender: str) -> Parts:
    rest = n % 100
    yield from _tens_of(n, _RU_HUNDREDS, _RU_TENS)
    unit = rest if rest < 20 else rest % 10
    if unit == 1 and gender in {"f", "n"}:
        yield Part(f"n1{gender}", "одна" if gender == "f" else "одно")
    elif unit == 2 and gender == "f":
        yield Part("n2f", "две")
    elif unit:
        yield Part(f"n{unit}", _RU[unit])


def _tens_of(n: int, hundreds: tuple[str, ...], tens: tuple[str, ...]) -> Parts:
    if n >= 100:
        yield Part(f"n{n // 100}00", hundreds[n // 100 - 1])
    if n % 100 >= 20:
        yield Part(f"n{n % 100 // 10}0", tens[n % 100 // 10 - 2])
