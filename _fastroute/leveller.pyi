"""Level of one leg, used by `_fastroute.hearing`.

Slow on purpose: it moves by so few decibels a second that nobody hears it work, only while somebody speaks, and not at
all where speech is at a level that telephones are made for.
"""

SOFTEST_DBM0: float
LOUDEST_DBM0: float
"""Speech within is left as it is. Networks carry it at about -20 dBm0, some decibels more or less; softer is hard to
follow in a shop, and of louder speech G.711 clips the peaks, which are 14 dB higher."""
MOST_DB: float
"""Up or down. Both ways together are what a room's or a line's echo may grow by: more of it begins to ring."""
PEAK: int
"""Nothing is raised beyond; G.711 clips at 32 124 (mu-law)."""

class Leveller:
    gain_db: float
    """At the end of the last frame, but for what a peak took off."""
