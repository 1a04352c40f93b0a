"""Numbers as the whole world writes them (ITU-T E.164), and patterns of them, of what people type."""

import re
from typing import Final

import phonenumbers

from appliance.model.contacts import ANONYMOUS

LONGEST_TYPED: Final = 60
_PATTERN: Final = re.compile(r"(\+[1-9][0-9]{0,14})(\*?)")
_BETWEEN: Final = str.maketrans("", "", " -./()\u00a0\u2011\u2013")
NO_COUNTRY: Final = "write it with + and the country's code, or set country_code in [outbound]"


class NoNumber(ValueError):
    """The text is no telephone number; one sentence."""


def region_of(country_code: str, tones: str) -> str:
    """Two letters of the country that numbers without one are in: by its code, "43", else by its tones, "at"."""
    if country_code.isdecimal():
        region = phonenumbers.region_code_for_country_code(int(country_code))
        if region not in {"ZZ", "001"}:
            return str(region)
    return tones.upper() if len(tones) == 2 and tones.upper() in phonenumbers.SUPPORTED_REGIONS else ""


def normal(typed: str, region: str) -> str:
    """E.164. `region`: where a number without a country's code is; empty: it must have one. Raises NoNumber."""
    try:
        found = phonenumbers.parse(typed[:LONGEST_TYPED].strip(), region or None)
    except phonenumbers.NumberParseException as fault:
        sure = NO_COUNTRY if fault.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE else ""
        raise NoNumber(f'"{typed[:LONGEST_TYPED]}" is no telephone number' + (f"; {sure}" if sure else "")) from None
    if not phonenumbers.is_possible_number(found):
        text = f'"{typed[:LONGEST_TYPED]}" is too long or too short for a telephone number'
        raise NoNumber(text)
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def shown(number: str, region: str) -> str:
    """As people write it: at home without the country."""
    try:
        found = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    home = region in phonenumbers.region_codes_for_country_code(found.country_code or 0)
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(found, form.NATIONAL if home else form.INTERNATIONAL))


def pattern(typed: str, region: str) -> str:
    """A row's pattern: "anonymous", a number, or the beginning of numbers with * behind. Raises NoNumber."""
    plain = typed.strip()
    if plain.casefold() == ANONYMOUS:
        return ANONYMOUS
    if not plain.endswith("*"):
        return normal(plain, region)
    begun = plain.removesuffix("*").translate(_BETWEEN)
    whole = _whole_beginning(begun, region)
    if not _PATTERN.fullmatch(f"{whole}*"):
        text = f'"{plain[:LONGEST_TYPED]}" is no beginning of numbers; expected one such as +4390* or 0900*'
        raise NoNumber(text)
    return f"{whole}*"


def beginnings(typed: str, region: str) -> tuple[str, ...]:
    """What E.164 numbers may begin with that somebody has typed the beginning of; empty for what is no number."""
    digits = typed.translate(_BETWEEN)
    if not re.fullmatch(r"\+?[0-9]{2,20}", digits):
        return ()
    return tuple(dict.fromkeys((_whole_beginning(digits, region), f"+{digits.lstrip('+')}")))


def _whole_beginning(digits: str, region: str) -> str:
    """With the country, by the country's own prefixes; as it is where there is no way to tell."""
    if digits.startswith("+") or not region:
        return digits
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    country = phonenumbers.country_code_for_region(region)
    abroad = metadata.international_prefix if metadata is not None else ""
    found = re.match(abroad, digits) if abroad else None
    if found and len(found[0]) < len(digits):
        return f"+{digits[len(found[0]) :]}"
    trunk = (metadata.national_prefix or "") if metadata is not None else ""
    return f"+{country}{digits.removeprefix(trunk)}"
