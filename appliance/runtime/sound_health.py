"""How the sound devices of the box are: what the engine knows of them, beside what their cards count."""

from collections.abc import Mapping

from appliance.drivers.line import LineDriver, SoundCardLine
from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.station import SoundStation, Station
from appliance.model.diagnosis import SoundHealth
from appliance.model.snapshot import LineView, Snapshot, SoundDeviceView
from appliance.model.states import LineState
from appliance.model.words import AgentName, DeviceName, LineName
from appliance.runtime.keeper import Keeper
from appliance.runtime.stations import device_of


def station_counts(stations: Mapping[AgentName, Keeper[Station]]) -> dict[DeviceName, SoundCounts]:
    drivers: dict[AgentName, object] = {name: keeper.driver for name, keeper in stations.items()}
    return {device_of(name): each.sound_counts for name, each in drivers.items() if isinstance(each, SoundStation)}


def line_counts(lines: Mapping[LineName, Keeper[LineDriver]]) -> dict[DeviceName, SoundCounts]:
    drivers: dict[LineName, object] = {name: keeper.driver for name, keeper in lines.items()}
    counts = {_card_of(name): each.sound_counts for name, each in drivers.items() if isinstance(each, SoundCardLine)}
    return {name: counted for name, counted in counts.items() if counted is not None}


def sound_health(snapshot: Snapshot, counts: Mapping[DeviceName, SoundCounts]) -> tuple[SoundHealth, ...]:
    """Devices of the house first, then the cards of lines."""
    of_lines = (_of_line(line) for line in snapshot.lines if _card_of(line.name) in counts)
    return tuple(
        SoundHealth(
            device=view.name,
            works=view.works,
            since_ms=snapshot.now - view.since,
            what=view.what,
            fault=view.fault,
            heard=counted.heard,
            missing=counted.missing,
            lost=counted.lost,
            rough=counted.rough,
        )
        for view in (*snapshot.devices, *of_lines)
        for counted in (counts.get(view.name, SoundCounts()),)
    )


def _card_of(line: LineName) -> DeviceName:
    return f"sound card of {line}"


def _of_line(line: LineView) -> SoundDeviceView:
    works = line.state is not LineState.OUT_OF_ORDER
    return SoundDeviceView(name=_card_of(line.name), works=works, since=line.since, fault=line.fault)
