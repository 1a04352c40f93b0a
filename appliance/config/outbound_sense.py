"""Whether what the settings say about outgoing calls makes sense together: each fault one sentence."""

from collections.abc import Iterable, Iterator

from appliance.config.places import Place
from appliance.core.number_rules import knows_premium_of
from appliance.model.outbound import OutboundPlan
from appliance.model.plan import LinePlan
from appliance.model.words import Value


def check_outbound(value: Value, place: Place, lines: Iterable[LinePlan]) -> Iterator[str]:
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
    if not any(line.dials_out for line in lines):
        yield place.lacks("has no line to call with; say dials_out = true in a [[line]]")
    if value.calls.per_hour > value.calls.per_day or value.texts.per_hour > value.texts.per_day:
        yield place.lacks("lets more out in an hour than in a day; lower per_hour or raise per_day")
