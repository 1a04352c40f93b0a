"""Whether what the settings say about outgoing calls makes sense together: each fault one sentence."""

from collections.abc import Iterable, Iterator

from appliance.config.places import Place
from appliance.config.tables import LineTable
from appliance.core.number_rules import knows_premium_of
from appliance.model.outbound import OutboundPlan
from appliance.model.words import Value

WRITES = frozenset({"gsm_modem"})
"""Drivers whose lines send texts and set forwardings, also where none of them may call."""


def check_outbound(value: Value, place: Place, lines: Iterable[LineTable]) -> Iterator[str]:
    """Of a table that has nothing wrong by itself; `lines` are all that could be read."""
    if not isinstance(value, OutboundPlan) or not value.enabled:
        return
    if not value.country_code:
        yield place.lacks('lacks the option "country_code", such as "49": without it no premium number is known')
    elif not knows_premium_of(value.country_code) and not value.deny:
        problem = 'the premium numbers of this country are not known here; give their prefixes in "deny"'
        yield place.at("country_code").wrong(value.country_code, problem)
    if not value.allow:
        yield place.lacks('allows no number; give prefixes in "allow", such as ["0"], or leave it off')
    if not any(line.dials_out or line.driver in WRITES for line in lines):
        yield place.lacks("has no line to call or write with; say dials_out = true in a [[line]]")
    if any(caps.per_hour > caps.per_day for caps in (value.calls, value.texts, value.codes)):
        yield place.lacks("lets more out in an hour than in a day; lower per_hour or raise per_day")
