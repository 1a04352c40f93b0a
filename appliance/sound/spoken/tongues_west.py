"""English, German, Dutch, Spanish, French, Italian and Portuguese, as data."""

from appliance.sound.spoken.germanic import dutch, english, german
from appliance.sound.spoken.part import listed, text_of
from appliance.sound.spoken.romance import french, italian, portuguese, spanish
from appliance.sound.spoken.tongue import Tongue, noun

_EN_DAYS = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
_DE_DAYS = {1: "erste", 3: "dritte", 7: "siebte", 8: "achte"}


def _german_day(day: int) -> str:
    return "der " + _DE_DAYS.get(day, text_of(german(day)) + ("te" if day < 20 else "ste"))


ENGLISH = Tongue(
    cardinal=english,
    units={
        "second": noun("", "second|seconds"),
        "minute": noun("", "minute|minutes"),
        "hour": noun("", "hour|hours"),
    },
    money={
        "EUR": (noun("", "euro|euros"), noun("", "cent|cents")),
        "USD": (noun("", "dollar|dollars"), noun("", "cent|cents")),
        "GBP": (noun("", "pound|pounds"), noun("", "penny|pence")),
        "CHF": (noun("", "franc|francs"), noun("", "centime|centimes")),
        "PLN": (noun("", "zloty|zlotys"), noun("", "grosz|groszy")),
        "RUB": (noun("", "rouble|roubles"), noun("", "kopeck|kopecks")),
    },
    months=listed("January February March April May June July August September October November December"),
    weekdays=listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    day=lambda day: "the " + _EN_DAYS[day - 1],
    date="{weekday}, {day} of {month}",
    conjunction="and",
    point="point",
    minus="minus",
    plus="plus",
    wait=("The waiting time is about", "."),
    place=("You are number", "in line."),
)

GERMAN = Tongue(
    cardinal=german,
    units={
        "second": noun("f", "Sekunde|Sekunden"),
        "minute": noun("f", "Minute|Minuten"),
        "hour": noun("f", "Stunde|Stunden"),
    },
    money={
        "EUR": (noun("m", "Euro|Euro"), noun("m", "Cent|Cent")),
        "USD": (noun("m", "Dollar|Dollar"), noun("m", "Cent|Cent")),
        "GBP": (noun("n", "Pfund|Pfund"), noun("m", "Penny|Pence")),
        "CHF": (noun("m", "Franken|Franken"), noun("m", "Rappen|Rappen")),
        "PLN": (noun("m", "Zloty|Zloty"), noun("m", "Groschen|Groschen")),
        "RUB": (noun("m", "Rubel|Rubel"), noun("f", "Kopeke|Kopeken")),
    },
    months=listed("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    weekdays=listed("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
    day=_german_day,
    date="{weekday}, {day} {month}",
    conjunction="und",
    point="Komma",
    minus="minus",
    plus="plus",
    wait=("Die Wartezeit beträgt etwa", "."),
    place=("Sie sind Nummer", "in der Warteschlange."),
)

DUTCH = Tongue(
    cardinal=dutch,
    units={
        "second": noun("m", "seconde|seconden"),
        "minute": noun("m", "minuut|minuten"),
        "hour": noun("m", "uur|uur"),
    },
    money={
        "EUR": (noun("m", "euro|euro"), noun("m", "cent|cent")),
        "USD": (noun("m", "dollar|dollar"), noun("m", "cent|cent")),
        "GBP": (noun("m", "pond|pond"), noun("m", "penny|pence")),
        "CHF": (noun("m", "frank|frank"), noun("m", "centime|centimes")),
        "PLN": (noun("m", "zloty|zloty"), noun("m", "grosz|groszy")),
        "RUB": (noun("m", "roebel|roebel"), noun("m", "kopeke|kopeken")),
    },
    months=listed("januari februari maart april mei juni juli augustus september oktober november december"),
    weekdays=listed("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
    day=lambda day: text_of(dutch(day)),
    date="{weekday} {day} {month}",
    conjunction="en",
    point="komma",
    minus="min",
    plus="plus",
    wait=("De wachttijd is ongeveer", "."),
    place=("U bent nummer", "in de wachtrij."),
)

SPANISH = Tongue(
    cardinal=spanish,
    units={
        "second": noun("m", "segundo|segundos"),
        "minute": noun("m", "minuto|minutos"),
        "hour": noun("f", "hora|horas"),
    },
    money={
        "EUR": (noun("m", "euro|euros", large="de "), noun("m", "céntimo|céntimos")),
        "USD": (noun("m", "dólar|dólares", large="de "), noun("m", "centavo|centavos")),
        "GBP": (noun("f", "libra|libras", large="de "), noun("m", "penique|peniques")),
        "CHF": (noun("m", "franco|francos", large="de "), noun("m", "céntimo|céntimos")),
        "PLN": (noun("m", "esloti|eslotis", large="de "), noun("m", "grosz|groszy")),
        "RUB": (noun("m", "rublo|rublos", large="de "), noun("m", "kopek|kopeks")),
    },
    months=listed("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    weekdays=listed("lunes martes miércoles jueves viernes sábado domingo"),
    day=lambda day: text_of(spanish(day)),
    date="{weekday} {day} de {month}",
    conjunction="y",
    point="coma",
    minus="menos",
    plus="más",
    wait=("El tiempo de espera es de aproximadamente", "."),
    place=("Usted es el número", "en la cola."),
)

FRENCH = Tongue(
    cardinal=french,
    units={
        "second": noun("f", "seconde|secondes"),
        "minute": noun("f", "minute|minutes"),
        "hour": noun("f", "heure|heures"),
    },
    money={
        "EUR": (noun("m", "euro|euros", large="d'"), noun("m", "centime|centimes")),
        "USD": (noun("m", "dollar|dollars", large="de "), noun("m", "cent|cents")),
        "GBP": (noun("f", "livre|livres", large="de "), noun("m", "penny|pence")),
        "CHF": (noun("m", "franc|francs", large="de "), noun("m", "centime|centimes")),
        "PLN": (noun("m", "zloty|zlotys", large="de "), noun("m", "grosz|groszy")),
        "RUB": (noun("m", "rouble|roubles", large="de "), noun("m", "kopeck|kopecks")),
    },
    months=listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    weekdays=listed("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    day=lambda day: "premier" if day == 1 else text_of(french(day)),
    date="{weekday} {day} {month}",
    conjunction="et",
    point="virgule",
    minus="moins",
    plus="plus",
    wait=("Le temps d'attente est d'environ", "."),
    place=("Vous êtes numéro", "dans la file d'attente."),
)

ITALIAN = Tongue(
    cardinal=italian,
    units={
        "second": noun("m", "secondo|secondi"),
        "minute": noun("m", "minuto|minuti"),
        "hour": noun("f", "ora|ore"),
    },
    money={
        "EUR": (noun("m", "euro|euro", large="di "), noun("m", "centesimo|centesimi")),
        "USD": (noun("m", "dollaro|dollari", large="di "), noun("m", "centesimo|centesimi")),
        "GBP": (noun("f", "sterlina|sterline", large="di "), noun("m", "penny|pence")),
        "CHF": (noun("m", "franco|franchi", large="di "), noun("m", "centesimo|centesimi")),
        "PLN": (noun("m", "zloty|zloty", large="di "), noun("m", "grosz|groszy")),
        "RUB": (noun("m", "rublo|rubli", large="di "), noun("m", "copeco|copechi")),
    },
    months=listed("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    weekdays=listed("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
    day=lambda day: "primo" if day == 1 else text_of(italian(day)),
    date="{weekday} {day} {month}",
    conjunction="e",
    point="virgola",
    minus="meno",
    plus="più",
    wait=("Il tempo di attesa è di circa", "."),
    place=("Lei è il numero", "in coda."),
)

PORTUGUESE = Tongue(
    cardinal=portuguese,
    units={
        "second": noun("m", "segundo|segundos"),
        "minute": noun("m", "minuto|minutos"),
        "hour": noun("f", "hora|horas"),
    },
    money={
        "EUR": (noun("m", "euro|euros", large="de "), noun("m", "cêntimo|cêntimos")),
        "USD": (noun("m", "dólar|dólares", large="de "), noun("m", "centavo|centavos")),
        "GBP": (noun("f", "libra|libras", large="de "), noun("m", "pêni|pence")),
        "CHF": (noun("m", "franco|francos", large="de "), noun("m", "cêntimo|cêntimos")),
        "PLN": (noun("m", "zloty|zlotys", large="de "), noun("m", "grosz|groszy")),
        "RUB": (noun("m", "rublo|rublos", large="de "), noun("m", "copeque|copeques")),
    },
    months=listed("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    weekdays=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    day=lambda day: "primeiro" if day == 1 else text_of(portuguese(day)),
    date="{weekday}, {day} de {month}",
    conjunction="e",
    point="vírgula",
    minus="menos",
    plus="mais",
    wait=("O tempo de espera é de cerca de", "."),
    place=("Você é o número", "na fila."),
)
