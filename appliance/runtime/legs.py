"""How the legs of the desk are named, so that a line and an agent of one name are two legs."""

from appliance.model.words import AgentName, LineName
from appliance.sound.reports import LegName

_LINE = "line/"
_STATION = "station/"


def line_leg(line: LineName) -> LegName:
    return _LINE + line


def station_leg(agent: AgentName) -> LegName:
    return _STATION + agent


def line_of(leg: LegName) -> LineName | None:
    """The line of that leg; None for a station's."""
    return leg.removeprefix(_LINE) if leg.startswith(_LINE) else None
