"""Words that stand where a caller's number or name would: why it is not there, in the languages exchanges write."""

import re
import unicodedata
from contextlib import suppress
from typing import Final

from appliance.model.caller import Presentation

_WITHHELD: Final = """
    P PRIVATE WITHHELD BLOCKED ANONYMOUS RESTRICTED CONFIDENTIAL NOCALLERID
    PRIVE MASQUE ANONYME CONFIDENTIEL SECRET
    PRIVAT UNTERDRUCKT UNTERDRUECKT ANONYM GEHEIM
    PRIVADO PRIVADA OCULTO OCULTA ANONIMO ANONIMA CONFIDENCIAL RESTRINGIDO RESTRITO NAOIDENTIFICADO
    PRIVATO RISERVATO NASCOSTO
    ANONIEM AFGESCHERMD PRYWATNY ZASTRZEZONY ANONIMOWY HEMLIGT HEMMELIGT SKJULT
"""
"""English, French, German, Spanish and Portuguese, Italian, Dutch, Polish, Scandinavian; without accents."""

_OUT_OF_AREA: Final = """
    O OUTOFAREA UNAVAILABLE NOTAVAILABLE UNAVAIL UNKNOWN NOTPROVIDED NONUMBER NONAME
    HORSZONE INDISPONIBLE NONDISPONIBLE INCONNU INCONNUE
    UNBEKANNT NICHTVERFUGBAR NICHTVERFUEGBAR
    FUERADEAREA NODISPONIBLE DESCONOCIDO DESCONOCIDA INDISPONIVEL DESCONHECIDO FORADEAREA
    FUORIAREA NONDISPONIBILE SCONOSCIUTO
    NIETBESCHIKBAAR ONBEKEND NIEZNANY NIEDOSTEPNY OKAND UKENDT UKJENT
"""

_ABSENCE: Final = {
    **dict.fromkeys(_WITHHELD.split(), Presentation.WITHHELD),
    **dict.fromkeys(_OUT_OF_AREA.split(), Presentation.OUT_OF_AREA),
}

_WHAT_IS_MISSING: Final = re.compile(
    "NUMBER|NUM|NAME|CALLER|CALL|CALLERID|ID|NUMERO|NOM|APPEL|NUMMER|RUFNUMMER|ANRUFER|NAAM|NOMBRE|LLAMADA|NOME"
    "|CHIAMATA|CHAMADA"
)
"""Nouns that may stand beside the word: PRIVATE NUMBER, NUMERO PRIVE, RUFNUMMER UNTERDRUECKT."""


def absence(text: str) -> Presentation | None:
    """Why there is no number or name when the text is a word for that, whatever its case and accents; else None."""
    words = re.findall(r"\w+", _plain(text).replace("_", " "))
    whole = _ABSENCE.get("".join(words))
    return whole or _ABSENCE.get("".join(word for word in words if not _WHAT_IS_MISSING.fullmatch(word)))


def readable(text: str) -> str:
    """Text as it was meant: UTF-8 that was read as Latin-1 put right, nothing unprintable, single blanks.

    Which of the two an exchange or its modem writes is not told; what is valid UTF-8 is no Latin-1 name in practice.
    """
    with suppress(UnicodeError):  # then it is Latin-1, or was read rightly before
        text = text.encode("latin-1").decode("utf-8")
    return " ".join("".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in text).split())


def _plain(text: str) -> str:
    """Capitals without accents; letters that have none stay."""
    decomposed = unicodedata.normalize("NFKD", text.upper())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
