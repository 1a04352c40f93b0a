"""Languages by their tags (BCP 47): what stands in for one that is not there."""

from appliance.model.words import PromptName

SPOKEN = ("en", "es", "fr", "de", "it", "pt", "nl", "pl", "ru")
"""Numbers and times are spoken in these."""


def fallbacks(language: str) -> tuple[str, ...]:
    """The language, then what it is a kind of: de-AT, de. A voice's variant (en+f3) is no language. Empty: none."""
    parts = language.partition("+")[0].replace("_", "-").split("-")
    return tuple("-".join(parts[:count]).lower() for count in range(len(parts), 0, -1) if parts[0])


def spoken_in(language: str) -> str:
    """Of SPOKEN the one it is; English where it is none of them."""
    return next((each for each in fallbacks(language) if each in SPOKEN), SPOKEN[0])


def variant(name: PromptName, language: str) -> PromptName:
    """What a prompt is called in one language; no prompt of the settings can have such a name."""
    return f"{name}@{language.lower()}"


def names_in(name: PromptName, language: str) -> tuple[PromptName, ...]:
    """What to look for, best first: hello@de-at, hello@de, hello."""
    return (*(variant(name, each) for each in fallbacks(language)), name)
