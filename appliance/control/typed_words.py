"""What is typed after a command, as a value or refused in a sentence."""

import argparse

MOST_DIGITS = 15
"""No call ever has a longer number (model.words.CallId)."""


def whole_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if number < 1:
        sentence = f"a whole number above 0 with at most {MOST_DIGITS} digits was expected, not {text[:40]!r}"
        raise argparse.ArgumentTypeError(sentence)
    return number
