"""Which settings are secrets: never shown by what prints settings or what is wrong with them."""

from typing import Final

HIDDEN: Final = "hidden"
"""What is shown in place of a secret that is set."""
_SECRET_ENDINGS: Final = ("pin", "puk", "password", "passphrase", "secret", "token")


def is_secret(key: str) -> bool:
    """By the option's name, as written in a file or as the field is called: "pin", "api-token"."""
    return key.lower().replace("-", "_").rpartition("_")[2] in _SECRET_ENDINGS
