"""A small house for the journeys: short flows, quick agents, lines on the ports of a pretend exchange."""

from pathlib import Path

from appliance.model.words import Value

AGENT_HZ = (600, 700, 800)

FLOWS = """
[[flow]]                 # straight to a person
name = "talk"
start = "wait"
person = "wait"

[flow.steps.wait]
step = "queue"
queue = "sales"
keys = { 9 = "message" }
on_overflow = "message"

[flow.steps.message]
step = "take_message"
prompts = ["beep"]
box = "letters"
silence = "1 s"
least = "300 ms"
then = "bye"

[flow.steps.bye]
step = "hang_up"

[[flow]]                 # straight to the message box
name = "letter"
start = "message"

[flow.steps.message]
step = "take_message"
prompts = ["beep"]
box = "letters"
silence = "1 s"
least = "300 ms"
then = "bye"

[flow.steps.bye]
step = "hang_up"

[[queue]]
name = "sales"
need = { sales = 1 }
needs_staff = false
"""

AGENT = """
[[agent]]
name = "{name}"
skills = {{ sales = 1 }}
wrap_up = "200 ms"
ready_at_start = true
station = "pretend"
options = {{ answers_after = "200 ms", speaks = "3 s", pauses = "1 min", tone_hz = {hz} }}
"""

LINE = """
[[line]]
name = "{name}"
flow = "{flow}"
ring_gap = "1500 ms"
driver = "voice_modem"
options = {{ port = "{port}" }}

[[lamp]]
name = "{name}"
line = "{name}"
"""

MAIN = """
[box]
name = "Journey"
state_dir = "{folder}/state"
cache_dir = "{folder}/cache"
run_dir = "{folder}/run"
drain = "{drain}"

[web]
port = {port}

[sound]
hang_up_silence = "5 s"

[lamps]
driver = "off"
"""


class House(Value, frozen=True, kw_only=True):
    """Where a journey keeps its things, and what its lines do: one flow ("talk" or "letter") for each line."""

    folder: Path
    flows: tuple[str, ...] = ("talk", "talk")
    drain: str = "20 s"
    port: int = 8080
    """Of the pages, as the settings say; tests that look at pages take a free one."""

    @property
    def config(self) -> Path:
        return self.folder / "appliance.toml"

    @property
    def ports(self) -> Path:
        return self.folder / "ports"

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "control.sock"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def database(self) -> Path:
        return self.state / "callbox.db"

    @property
    def report(self) -> Path:
        """What the exchange wrote down."""
        return self.folder / "report.jsonl"

    @property
    def lines(self) -> dict[str, str]:
        """Name of the line → its flow."""
        return {f"line{number}": flow for number, flow in enumerate(self.flows, 1)}

    def write(self) -> None:
        """The settings, as files; all folders."""
        for folder in (self.folder / "site", self.state, self.socket.parent, self.folder / "cache"):
            folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(MAIN.format(folder=self.folder, drain=self.drain, port=self.port))
        (self.folder / "site" / "flows.toml").write_text(FLOWS)
        agents = zip(("anna", "ben", "carla"), AGENT_HZ, strict=True)
        lines = (LINE.format(name=name, flow=flow, port=self.ports / name) for name, flow in self.lines.items())
        (self.folder / "site" / "house.toml").write_text(
            "".join([*lines, *(AGENT.format(name=name, hz=hz) for name, hz in agents)])
        )
