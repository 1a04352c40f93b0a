"""Waits, places, money, dates, times and telephone numbers in nine languages, as written by hand; and their parts."""

import pytest

from appliance.model.languages import SPOKEN
from appliance.sound.spoken.part import Part, Piece, pieces, text_of
from appliance.sound.spoken.phrases import (
    TONGUES,
    clock,
    counted,
    date,
    decimal,
    digits,
    duration,
    money,
    number,
    place,
    wait,
)

WAITS = {
    "en": ("one minute", "two minutes", "five minutes", "twenty-one minutes"),
    "es": ("un minuto", "dos minutos", "cinco minutos", "veintiún minutos"),
    "fr": ("une minute", "deux minutes", "cinq minutes", "vingt et une minutes"),
    "de": ("eine Minute", "zwei Minuten", "fünf Minuten", "einundzwanzig Minuten"),
    "it": ("un minuto", "due minuti", "cinque minuti", "ventuno minuti"),
    "pt": ("um minuto", "dois minutos", "cinco minutos", "vinte e um minutos"),
    "nl": ("één minuut", "twee minuten", "vijf minuten", "eenentwintig minuten"),
    "pl": ("jedna minuta", "dwie minuty", "pięć minut", "dwadzieścia jeden minut"),
    "ru": ("одна минута", "две минуты", "пять минут", "двадцать одна минута"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_minutes_agree_with_their_number(language: str) -> None:
    assert tuple(text_of(counted(language, n, "minute")) for n in (1, 2, 5, 21)) == WAITS[language]
    assert WAITS[language][2] in text_of(wait(language, 5))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The waiting time is about three minutes.|You are number two in line."),
        ("es", "El tiempo de espera es de aproximadamente tres minutos.|Usted es el número dos en la cola."),
        ("fr", "Le temps d'attente est d'environ trois minutes.|Vous êtes numéro deux dans la file d'attente."),
        ("de", "Die Wartezeit beträgt etwa drei Minuten.|Sie sind Nummer zwei in der Warteschlange."),
        ("it", "Il tempo di attesa è di circa tre minuti.|Lei è il numero due in coda."),
        ("pt", "O tempo de espera é de cerca de três minutos.|Você é o número dois na fila."),
        ("nl", "De wachttijd is ongeveer drie minuten.|U bent nummer twee in de wachtrij."),
        ("pl", "Przewidywany czas oczekiwania: trzy minuty.|Twój numer w kolejce: dwa."),
        ("ru", "Примерное время ожидания: три минуты.|Ваш номер в очереди: два."),
    ],
)
def test_what_waiting_callers_are_told(language: str, words: str) -> None:
    assert "|".join((text_of(wait(language, 3)), text_of(place(language, 2)))) == words


@pytest.mark.parametrize(
    ("language", "hundredths", "currency", "words"),
    [
        ("en", 1250, "EUR", "twelve euros and fifty cents"),
        ("en", 101, "GBP", "one pound and one penny"),
        ("en", 0, "USD", "zero dollars"),
        ("en", 5, "USD", "five cents"),
        ("de", 101, "EUR", "ein Euro und ein Cent"),
        ("de", 100, "GBP", "ein Pfund"),
        ("de", -2_150, "CHF", "minus einundzwanzig Franken und fünfzig Rappen"),
        ("fr", 100_000_000, "EUR", "un million d'euros"),
        ("fr", 2_100, "GBP", "vingt et une livres"),
        ("fr", 50, "EUR", "cinquante centimes"),
        ("es", 100_000_000, "EUR", "un millón de euros"),
        ("es", 2_100, "GBP", "veintiuna libras"),
        ("es", 3_101, "USD", "treinta y un dólares y un centavo"),
        ("it", 100, "GBP", "una sterlina"),
        ("it", 200_000_000, "EUR", "due milioni di euro"),
        ("pt", 200, "GBP", "duas libras"),
        ("pt", 300_000_000, "USD", "três milhões de dólares"),
        ("nl", 101, "EUR", "één euro en één cent"),
        ("pl", 100, "PLN", "jeden złoty"),
        ("pl", 2_200, "PLN", "dwadzieścia dwa złote"),
        ("pl", 500, "PLN", "pięć złotych"),
        ("pl", 102, "RUB", "jeden rubel i dwie kopiejki"),
        ("ru", 100, "RUB", "один рубль"),
        ("ru", 2_202, "RUB", "двадцать два рубля и две копейки"),
        ("ru", 1_105, "RUB", "одиннадцать рублей и пять копеек"),
    ],
)
def test_money(language: str, hundredths: int, currency: str, words: str) -> None:
    assert text_of(money(language, hundredths, currency)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Sunday, the first of March|Friday, the thirty-first of July"),
        ("es", "domingo uno de marzo|viernes treinta y uno de julio"),
        ("fr", "dimanche premier mars|vendredi trente et un juillet"),
        ("de", "Sonntag, der erste März|Freitag, der einunddreißigste Juli"),
        ("it", "domenica primo marzo|venerdì trentuno luglio"),
        ("pt", "domingo, primeiro de março|sexta-feira, trinta e um de julho"),
        ("nl", "zondag één maart|vrijdag eenendertig juli"),
        ("pl", "niedziela, pierwszego marca|piątek, trzydziestego pierwszego lipca"),
        ("ru", "воскресенье, первое марта|пятница, тридцать первое июля"),
    ],
)
def test_dates(language: str, words: str) -> None:
    assert "|".join((text_of(date(language, 1, 3, 6)), text_of(date(language, 31, 7, 4)))) == words


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("de", 3, "der dritte"),
        ("de", 7, "der siebte"),
        ("de", 19, "der neunzehnte"),
        ("de", 20, "der zwanzigste"),
        ("pl", 20, "dwudziestego"),
        ("pl", 22, "dwudziestego drugiego"),
        ("ru", 30, "тридцатое"),
        ("ru", 23, "двадцать третье"),
        ("en", 12, "the twelfth"),
    ],
)
def test_days_of_the_month(language: str, day: int, words: str) -> None:
    assert TONGUES[language].day(day) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "twelve a.m.|one oh five a.m.|two thirty p.m."),
        ("es", "cero horas|una hora y cinco minutos|catorce horas y treinta minutos"),
        ("fr", "zéro heure|une heure cinq|quatorze heures trente"),
        ("de", "null Uhr|ein Uhr fünf|vierzehn Uhr dreißig"),
        ("it", "ore zero|ore uno e cinque|ore quattordici e trenta"),
        ("pt", "zero hora|uma hora e cinco minutos|catorze horas e trinta minutos"),
        ("nl", "nul uur|één uur vijf|veertien uur dertig"),
        ("pl", "godzina zerowa|godzina pierwsza zero pięć|godzina czternasta trzydzieści"),
        ("ru", "ноль часов|один час пять минут|четырнадцать часов тридцать минут"),
    ],
)
def test_times_of_day(language: str, words: str) -> None:
    times = ((0, 0), (1, 5), (14, 30))
    assert "|".join(text_of(clock(language, *time)) for time in times) == words


def test_polish_hours_after_twenty_are_two_ordinals_and_noon_is_p_m() -> None:
    assert text_of(clock("pl", 21, 0)) == "godzina dwudziesta pierwsza"
    assert text_of(clock("pl", 20, 15)) == "godzina dwudziesta piętnaście"
    assert text_of(clock("en", 12, 0)) == "twelve p.m."


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("en", 0, "zero seconds"),
        ("en", 3_660, "one hour and one minute"),
        ("de", 59, "neunundfünfzig Sekunden"),
        ("de", 7_200, "zwei Stunden"),
        ("it", 3_600, "un'ora"),
        ("fr", 5_460, "une heure et trente et une minutes"),
        ("pl", 18_120, "pięć godzin i dwie minuty"),
        ("ru", 10_920, "три часа и две минуты"),
        ("nl", 7_260, "twee uur en één minuut"),
    ],
)
def test_durations(language: str, seconds: int, words: str) -> None:
    assert text_of(duration(language, seconds)) == words


def test_telephone_numbers_are_digits_in_groups() -> None:
    assert text_of(digits("en", "+49 30 1205")) == "plus four nine, three zero, one two zero five"
    assert text_of(digits("ru", "112")) == "один один два"
    for wrong in ("12a", "1-2", "٣"):
        with pytest.raises(ValueError, match="something else than digits"):
            digits("en", wrong)


def test_decimals() -> None:
    assert text_of(decimal("de", "3.05")) == "drei Komma null fünf"
    assert text_of(decimal("fr", "-0.5")) == "moins zéro virgule cinq"
    assert text_of(decimal("pl", "12")) == "dwanaście"


def test_what_lies_between_recordings_is_spoken_in_one_go() -> None:
    parts = wait("en", 5)
    assert pieces(parts, set()) == (Piece((), "The waiting time is about five minutes."),)
    assert pieces(parts, {"n5"}) == (
        Piece((), "The waiting time is about"),
        Piece(("n5",), "five"),
        Piece((), "minutes."),
    )
    assert [piece.recordings for piece in pieces(parts, {part.name for part in parts})] == [
        ("wait.is",),
        ("n5",),
        ("minute.other",),
        ("wait.end",),
    ]


@pytest.mark.parametrize("language", SPOKEN)
def test_a_part_is_one_recording_whatever_it_stands_in(language: str) -> None:
    """The same name is never written for two sounds: s and accents that are not heard may differ."""
    texts: dict[str, set[str]] = {}
    for n in [*range(1_200), 2_003, 21_000, 1_000_000, 2_000_000, 5_000_000]:
        for gender in ("", "m", "f"):
            for part in number(language, n, gender):
                texts.setdefault(part.name, set()).add(part.text)
    unheard = {"cents", "cent", "quatre-vingts", "quatre-vingt", "tré", "tre", "en", "ën", "ein", "een", "één"}
    assert {name: said for name, said in texts.items() if len(said) > 1 and not said <= unheard} == {}
    assert len(texts) < 120


def test_the_catalogue_of_parts_of_a_wait_is_what_the_manual_says() -> None:
    names = {part.name for n in range(1, 61) for part in (*wait("en", n), *place("en", n))}
    tens = {f"n{n}" for n in range(20, 70, 10)}
    assert names == {f"n{n}" for n in range(1, 20)} | tens | {
        *("wait.is", "wait.end", "place.is", "place.end", "minute.one", "minute.other")
    }


def test_a_part_keeps_what_stands_after_it() -> None:
    assert text_of((Part("a", "un'", ""), Part("b", "ora"))) == "un'ora"
