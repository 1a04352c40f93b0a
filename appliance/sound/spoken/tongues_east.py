"""Polish and Russian, as data."""

from appliance.sound.spoken.part import listed
from appliance.sound.spoken.slavic import polish, russian
from appliance.sound.spoken.tongue import Tongue, noun

_PL_DAYS = listed(
    "pierwszego drugiego trzeciego czwartego piątego szóstego siódmego ósmego dziewiątego dziesiątego jedenastego "
    "dwunastego trzynastego czternastego piętnastego szesnastego siedemnastego osiemnastego dziewiętnastego"
)
_PL_TENS = {2: "dwudziestego", 3: "trzydziestego"}
_RU_DAYS = listed(
    "первое второе третье четвёртое пятое шестое седьмое восьмое девятое десятое одиннадцатое двенадцатое тринадцатое "
    "четырнадцатое пятнадцатое шестнадцатое семнадцатое восемнадцатое девятнадцатое"
)
_RU_TENS = {2: ("двадцатое", "двадцать"), 3: ("тридцатое", "тридцать")}


def _polish_day(day: int) -> str:
    """Both of its words are ordinals: dwudziestego pierwszego."""
    if day < 20:
        return _PL_DAYS[day - 1]
    return " ".join((_PL_TENS[day // 10], *_PL_DAYS[day % 10 - 1 : day % 10]))


def _russian_day(day: int) -> str:
    """Only its last word is an ordinal: двадцать первое."""
    if day < 20:
        return _RU_DAYS[day - 1]
    whole, ten = _RU_TENS[day // 10]
    return f"{ten} {_RU_DAYS[day % 10 - 1]}" if day % 10 else whole


POLISH = Tongue(
    cardinal=polish,
    units={
        "second": noun("f", "sekunda|sekundy|sekund|sekundy"),
        "minute": noun("f", "minuta|minuty|minut|minuty"),
        "hour": noun("f", "godzina|godziny|godzin|godziny"),
    },
    money={
        "EUR": (noun("n", "euro|euro|euro|euro"), noun("m", "cent|centy|centów|centa")),
        "USD": (noun("m", "dolar|dolary|dolarów|dolara"), noun("m", "cent|centy|centów|centa")),
        "GBP": (noun("m", "funt|funty|funtów|funta"), noun("m", "pens|pensy|pensów|pensa")),
        "CHF": (noun("m", "frank|franki|franków|franka"), noun("m", "centym|centymy|centymów|centyma")),
        "PLN": (noun("m", "złoty|złote|złotych|złotego"), noun("m", "grosz|grosze|groszy|grosza")),
        "RUB": (noun("m", "rubel|ruble|rubli|rubla"), noun("f", "kopiejka|kopiejki|kopiejek|kopiejki")),
    },
    months=listed("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
    weekdays=("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
    day=_polish_day,
    date="{weekday}, {day} {month}",
    conjunction="i",
    point="przecinek",
    minus="minus",
    plus="plus",
    wait=("Przewidywany czas oczekiwania:", "."),
    place=("Twój numer w kolejce:", "."),
)

RUSSIAN = Tongue(
    cardinal=russian,
    units={
        "second": noun("f", "секунда|секунды|секунд|секунды"),
        "minute": noun("f", "минута|минуты|минут|минуты"),
        "hour": noun("m", "час|часа|часов|часа"),
    },
    money={
        "EUR": (noun("m", "евро|евро|евро|евро"), noun("m", "цент|цента|центов|цента")),
        "USD": (noun("m", "доллар|доллара|долларов|доллара"), noun("m", "цент|цента|центов|цента")),
        "GBP": (noun("m", "фунт|фунта|фунтов|фунта"), noun("m", "пенс|пенса|пенсов|пенса")),
        "CHF": (noun("m", "франк|франка|франков|франка"), noun("m", "сантим|сантима|сантимов|сантима")),
        "PLN": (noun("m", "злотый|злотых|злотых|злотого"), noun("m", "грош|гроша|грошей|гроша")),
        "RUB": (noun("m", "рубль|рубля|рублей|рубля"), noun("f", "копейка|копейки|копеек|копейки")),
    },
    months=listed("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    day=_russian_day,
    date="{weekday}, {day} {month}",
    conjunction="и",
    point="запятая",
    minus="минус",
    plus="плюс",
    wait=("Примерное время ожидания:", "."),
    place=("Ваш номер в очереди:", "."),
)
