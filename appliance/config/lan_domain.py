"""Which domain a local network may have: the box's own authority vouches for every name in it."""

from typing import Final

HOME_DOMAINS: Final = frozenset({"intranet", "internal", "private", "corp", "home", "lan"})
"""RFC 6762 appendix G: single labels that networks use for themselves."""


def lan_domain(domain: str) -> str:
    """What was expected; empty for one that will do, or for none."""
    labels = domain.split(".")
    plain = domain.isascii() and domain == domain.lower() and len(domain) <= 253 and all(map(_is_label, labels))
    if not domain or (plain and (len(labels) > 1 or domain in HOME_DOMAINS)):
        return ""
    words = ", ".join(sorted(HOME_DOMAINS))
    return f'expected a domain of your own in small letters, such as "office.example.com", or one of {words}'


def _is_label(label: str) -> bool:
    """RFC 1123 §2.1."""
    return 0 < len(label) <= 63 and label.replace("-", "").isalnum() and label == label.strip("-")
