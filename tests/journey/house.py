"""A small house for the journeys: short flows, quick agents, lines on the ports of a pretend exchange."""

from appliance.demo.layout import Layout

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
{modem}

[[lamp]]
name = "{name}"
line = "{name}"
"""

MAIN = """
[box]
name = "Journey"
state_dir = "{house.state}"
cache_dir = "{house.cache}"
run_dir = "{house.socket.parent}"
drain = "{house.drain}"

[web]
port = {house.port}

[sound]
hang_up_silence = "5 s"

[lamps]
driver = "off"
"""


class House(Layout, frozen=True, kw_only=True):
    """The folder of a journey, and what its lines do: one flow ("talk" or "letter") for each line."""

    flows: tuple[str, ...] = ("talk", "talk")
    drain: str = "20 s"
    families: tuple[str, ...] = ()
    """Of GSM modems that speak through sound cards, one for each line; none: all lines have voice modems."""
    port: int = 8080
    """Of the pages, as the settings say; tests that look at pages take a free one."""

    @property
    def lines(self) -> dict[str, str]:
        """Name of the line → its flow."""
        return {f"line{number}": flow for number, flow in enumerate(self.flows, 1)}

    def write(self) -> None:
        """The settings, as files; all folders."""
        self.make_folders()
        self.config.write_text(MAIN.format(house=self))
        (self.site / "flows.toml").write_text(FLOWS)
        agents = zip(("anna", "ben", "carla"), AGENT_HZ, strict=True)
        lines = (LINE.format(name=name, flow=flow, modem=self._modem(name)) for name, flow in self.lines.items())
        (self.site / "house.toml").write_text(
            "".join([*lines, *(AGENT.format(name=name, hz=hz) for name, hz in agents)])
        )

    def _modem(self, line: str) -> str:
        port = self.ports / line
        if not self.families:
            return f'driver = "voice_modem"\noptions = {{ port = "{port}" }}'
        family = self.families[list(self.lines).index(line)]
        return f'driver = "gsm_modem"\noptions = {{ port = "{port}", card = "{port}-card", family = "{family}" }}'
