"""The settings of the demonstration, as the files an admin would write: the shipped house, who and what is in it."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from appliance.demo.layout import Layout

AGENT_LEVEL_DBM0 = -12.0

RESTS = "dora"
"""Never signs in: callers who want her wait in vain."""

ABSENT = "carla"
"""Signed in and never answers."""

MODEMS = ("usr5637", "cx930xx", "sim7600", "usr5637", "cx930xx", "huawei_e1550", "usr5637", "ec25")
"""What sits on line 1, line 2 and so on, by turns: five analog modems and three mobile ones in eight."""

MOBILE = frozenset({"sim7600", "huawei_e1550", "ec25"})

BUSY = ("anna", "ben", "emil", "finn", "greta", "hugo", "ida", "jon")
"""Who sells, as many of them as there is work for."""


class Place(Layout, frozen=True):
    """The folder of a demonstration, and how large its house is."""

    lines: int
    web_port: int = 8080
    lamps: str = "console"
    """Name of the lamps' driver."""

    @property
    def heard(self) -> Path:
        """What the modems heard and the callers said."""
        return self.folder / "heard"

    @property
    def heard_by_agents(self) -> Path:
        return self.folder / "heard-by-agents"

    @property
    def conversations(self) -> Path:
        return self.folder / "conversations.jsonl"

    @property
    def line_names(self) -> tuple[str, ...]:
        return tuple(f"line{number}" for number in range(1, self.lines + 1))

    @staticmethod
    def is_mobile(line: str) -> bool:
        """Whether it is a GSM line: its network tells when the caller hangs up."""
        return MODEMS[(int(line.removeprefix("line")) - 1) % len(MODEMS)] in MOBILE

    @property
    def sellers(self) -> tuple[str, ...]:
        return BUSY[: max(2, self.lines // 2)]


def write(place: Place) -> None:
    """All files of the settings."""
    place.make_folders()
    with as_file(files("appliance.demo") / "site") as shipped:
        for file in shipped.glob("*.toml"):
            shutil.copy(file, place.site / file.name)
    place.config.write_text(_main(place))
    (place.site / "lines.toml").write_text("\n".join(_line(place, name) for name in place.line_names))
    (place.site / "agents.toml").write_text("\n".join(_agents(place)))


AGENT_HZ = {name: 550 + 50 * number for number, name in enumerate(BUSY)}
"""Each agent's own marked tone; told apart by 50 Hz, clear of the callers'; multiples of 50 Hz as theirs."""


def _main(place: Place) -> str:
    return f"""
[box]
name = "Harbour Cycles"
state_dir = "{place.state}"
cache_dir = "{place.cache}"
run_dir = "{place.socket.parent}"
drain = "5 s"

[web]
port = {place.web_port}
without_sign_in = "viewer"

[sound]
country = "us"
hang_up_silence = "5 s"

[lamps]
driver = "{place.lamps}"
"""


def _line(place: Place, name: str) -> str:
    port = place.ports / name
    driver, more = ("gsm_modem", f', sound_port = "{port}-sound"') if place.is_mobile(name) else ("voice_modem", "")
    return f"""
[[line]]
name = "{name}"
flow = "main"
ring_gap = "3 s"
driver = "{driver}"
options = {{ port = "{port}"{more} }}

[[lamp]]
name = "{name}"
line = "{name}"
"""


def _agents(place: Place) -> list[str]:
    sellers = [_agent(place, name, "sales = 1", _speaks(AGENT_HZ[name])) for name in place.sellers]
    absent = _agent(place, ABSENT, "workshop = 1", "never_answers = true")
    rests = _agent(place, RESTS, "repairs = 1", "")
    return [*sellers, absent, rests]


def _speaks(hz: int) -> str:
    """Says something at first, then listens: an end that nobody tells is found by the silence of both."""
    return f"talk = '15 s', speaks = '4 s', pauses = '1 min', tone_hz = {hz}"


def _agent(place: Place, name: str, skill: str, script: str) -> str:
    return f"""
[[agent]]
name = "{name}"
skills = {{ {skill} }}
wrap_up = "1 s"
station = "pretend"
ready_at_start = {str(name != RESTS).lower()}

[agent.options]
report = "{place.conversations}"
heard = "{place.heard_by_agents}"
level_dbm0 = {AGENT_LEVEL_DBM0}
{script.replace(", ", chr(10))}
"""
