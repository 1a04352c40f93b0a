"""Whether what the settings say about mail makes sense together: each fault one sentence."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from appliance.config.nearest import hint
from appliance.config.places import Place
from appliance.config.rules import ADDRESS
from appliance.model.mail import MailSecurity, MailSettings
from appliance.model.words import Value

MOST_ADDRESSES = 20
"""Of one box; a distribution list is the server's business."""


def check_mail(value: Value, place: Place, boxes: Iterable[str]) -> Iterator[str]:
    """Of a table that has nothing wrong by itself; `boxes` are those of the flows."""
    if not isinstance(value, MailSettings):
        return
    yield from _addresses(value, place, tuple(boxes))
    if not value.host:
        if value.to:
            yield place.lacks('lacks the option "host": nothing can be sent without a server')
        return
    if not value.sender:
        yield place.lacks('lacks the option "sender", such as "box@example.org"')
    if not value.to:
        yield place.lacks('sends nothing; name a message box and its addresses in "to"')
    yield from _password(value, place)


def _addresses(value: MailSettings, place: Place, boxes: tuple[str, ...]) -> Iterator[str]:
    for box, addresses in value.to.items():
        if box not in boxes:
            yield place.at("to", box).wrong(addresses, f"no take_message step has such a box; {hint(box, boxes)}")
        if not 1 <= len(addresses) <= MOST_ADDRESSES:
            yield place.at("to", box).wrong(addresses, f"expected 1 to {MOST_ADDRESSES} addresses")
        for address in addresses:
            if not re.fullmatch(ADDRESS, address):
                yield place.at("to", box).wrong(address, 'expected an address, such as "anna@example.org"')


def _password(value: MailSettings, place: Place) -> Iterator[str]:
    if bool(value.user) != bool(value.password_file):
        yield place.lacks('needs both or none of "user" and "password_file"')
    if value.user and value.security is MailSecurity.NONE:
        yield place.at("security").wrong("none", 'would tell the password to everybody on the way; use "starttls"')
    if value.password_file and _is_missing(Path(value.password_file)):
        yield place.at("password_file").wrong(value.password_file, "no such file; put the password alone into it")


def _is_missing(file: Path) -> bool:
    """What only may not be looked at is not missing: the password is for the mail program alone."""
    try:
        file.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False
