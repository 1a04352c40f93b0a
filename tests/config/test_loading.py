"""Files in, settings out; every fault at once, each with its file and place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.config import SettingsFault, load
from appliance.config.loading import read_settings
from appliance.model.flow import HangUp, Queue, Say
from appliance.model.plan import AgentPlan, HoursPlan, LampPlan, LinePlan, Opening, PromptPlan, QueuePlan
from appliance.model.settings import DriverChoice, Settings

Site = Callable[..., Path]

SOUND = """
[[line]]
name = "front"
flow = "main"
rings = 3
[line.options]
port = "/dev/pretend1"
[[flow]]
name = "main"
start = "greet"
person = "wait"
[flow.steps]
greet = { step = "say", prompts = ["hello"], then = "wait" }
wait = { step = "queue", queue = "sales", on_overflow = "bye" }
bye = { step = "hang_up" }
[[queue]]
name = "sales"
need = { sales = 2 }
max_wait = "3 min"
[[agent]]
name = "anna"
skills = { sales = 3 }
station = "pretend"
[agent.options]
answers_after = "1 s"
[[hours]]
name = "office"
monday = ["13:30-18:00", "09:00-12:30"]
closed_on = [2026-12-25, "2027-01-01"]
[[lamp]]
name = "front"
line = "front"
[[prompt]]
name = "hello"
text = "Hello."
[[prompt]]
name = "music"
file = "music.wav"
"""


WRONG = r"""
[web]
prot = 8080
=> site/x.toml: [web] prot = 8080: no such option; did you mean "port"?

[web]
port = 70000
=> site/x.toml: [web] port = 70000: expected 1 to 65535

[wbe]
port = 1
=> site/x.toml: [wbe]: no such table; did you mean [web]?

[lines]
=> site/x.toml: [lines]: no such table; did you mean [[line]]?

[[web]]
=> site/x.toml: [[web]]: expected [web] with single brackets, once for the box

[queue]
=> site/x.toml: [queue]: expected [[queue]] with two brackets, once for each queue

port = 1
=> site/x.toml: port = 1: stands outside of every table; put it below its [table]

[web
=> site/x.toml: not TOML: expected ']' at the end of a table declaration (at end of document)

[[line]]
name = "front"
flow = "main"
=> site/x.toml: [[line]] 1 "front" name = "front": the name is taken by site/all.toml: [[line]] 1 "front"

[[line]]
flow = "main"
=> site/x.toml: [[line]] 1: lacks the option "name"

[[line]]
name = "../etc"
flow = "main"
=> site/x.toml: [[line]] 1 "../etc" name = "../etc": expected a name of 1 to 40 letters, digits, spaces and

[[line]]
name = "b"
flow = "mian"
=> site/x.toml: [[line]] 1 "b" flow = "mian": no such flow; did you mean "main"?

[[line]]
name = "b"
flow = "main"
port = "x"
=> site/x.toml: [[line]] 1 "b" port = "x": no such option; what a driver needs stands in its table "options"

[[line]]
name = "b"
flow = "main"
options = { port = "/dev/../dev/pretend1" }
=> site/x.toml: [[line]] 1 "b" options.port = "/dev/../dev/pretend1": is the port of

[[flow]]
name = "f"
start = "ask"
[flow.steps.ask]
step = "ask"
prompts = ["helo"]
choices = { 1 = "ask" }
on_exhausted = "ask"
=> site/x.toml: [[flow]] 1 "f" steps.ask.prompts.1 = "helo": no such prompt; did you mean "hello"?

[[flow]]
name = "f"
start = "bye"
[flow.steps]
bye = { step = "say", prompts = [], then = "by" }
=> site/x.toml: [[flow]] 1 "f" steps.bye.then = "by": no such step; did you mean "bye"?

[[flow]]
name = "f"
start = "bye"
person = "bye"
[flow.steps]
bye = { step = "hang_up" }
=> site/x.toml: [[flow]] 1 "f": person = "bye": that step does not wait for an agent;

[[flow]]
name = "f"
start = "a"
[flow.steps.a]
step = "ask"
prompts = []
choices = { 12 = "a" }
on_exhausted = "a"
=> site/x.toml: [[flow]] 1 "f" steps.a.choices.12 = "a": the key "12" is wrong, expected one key: 0 to 9,

[[queue]]
name = "vip"
need = { sales = 5 }
=> site/x.toml: [[queue]] 1 "vip" need.sales = 5: nobody has skill "sales" at level 5; the best is 3

[[queue]]
name = "vip"
need = { sale = 1 }
=> site/x.toml: [[queue]] 1 "vip" need.sale = 1: nobody has skill "sale" at level 1; did you mean "sales"?

[[queue]]
name = "b"
need = { sales = 6 }
=> site/x.toml: [[queue]] 1 "b" need.sales = 6: expected 1 to 5

[[agent]]
name = "b"
skills = { dutch = 4 }
station = "pretend"
[[queue]]
name = "b"
need = { sales = 1, dutch = 1 }
=> site/x.toml: [[queue]] 1 "b" need = { sales = 1, dutch = 1 }: nobody has all of these skills together;

[[hours]]
name = "h"
monday = ["09:00-25:00"]
=> site/x.toml: [[hours]] 1 "h" monday.1 = "09:00-25:00": a day ends at 24:00

[[hours]]
name = "h"
monday = ["09:00-12:00", "11:00-13:00"]
=> site/x.toml: [[hours]] 1 "h" monday = ["09:00-12:00", "11:00-13:00"]: two intervals overlap; join them

[[hours]]
name = "h"
closed_on = ["2026-02-30"]
=> site/x.toml: [[hours]] 1 "h" closed_on.1 = "2026-02-30": expected a date of the calendar, such as

[[lamp]]
name = "x"
line = "front"
fault = true
=> site/x.toml: [[lamp]] 1 "x": shows nothing or too much; give exactly one of "line", "queue", "box" and

[mail]
host = "mail.example.org"
sender = "box@example.org"
=> site/x.toml: [mail]: sends nothing; name a message box and its addresses in "to"

[mail]
to = { lettersx = ["anna@example.org"] }
host = "mail.example.org"
sender = "box@example.org"
=> site/x.toml: [mail] to.lettersx = ["anna@example.org"]: no take_message step has such a box;

[mail]
subjects = { en = "{calller}" }
=> site/x.toml: [mail] subjects.en = "{calller}": expected one line with nothing in braces but {box}, {caller},

[[lamp]]
name = "x"
box = "genera"
=> site/x.toml: [[lamp]] 1 "x" box = "genera": no such box;

[[lamp]]
name = "x"
queue = "sale"
=> site/x.toml: [[lamp]] 1 "x" queue = "sale": no such queue; did you mean "sales"?

[[prompt]]
name = "p"
=> site/x.toml: [[prompt]] 1 "p": has no sound or two; give exactly one of "text"

[[prompt]]
name = "p"
file = "p.wav"
=> site/x.toml: [[prompt]] 1 "p" file = "p.wav": no such file; expected a sound file, a relative path starts
"""
"""What a file of the site says, and how the one sentence about it begins."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Writes appliance.toml and files of site/, by keyword; returns the main file."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "music.wav").write_bytes(b"RIFF")

    def write(main: str = "", **files: str) -> Path:
        (tmp_path / "appliance.toml").write_text(main)
        for name, text in files.items():
            (tmp_path / "site" / f"{name}.toml").write_text(text)
        return tmp_path / "appliance.toml"

    return write


def faults(main: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        load(main)
    assert str(caught.value).splitlines() == list(caught.value.faults)
    return caught.value.faults


def test_an_empty_file_means_the_defaults(site: Site) -> None:
    assert load(site()) == Settings()


def test_tables_of_all_files_come_together(site: Site, tmp_path: Path) -> None:
    settings = load(site('[box]\nname = "Shop"\n[lamps]\ndriver = "off"\n', all=SOUND))
    assert settings.box.name == "Shop"
    assert settings.lamps == DriverChoice(driver="off", place="appliance.toml: [lamps]")
    assert settings.lines["front"] == DriverChoice(
        driver="voice_modem", options={"port": "/dev/pretend1"}, place='site/all.toml: [[line]] 1 "front"'
    )
    assert settings.stations["anna"].driver == "pretend"
    plan = settings.plan
    assert plan.lines == (LinePlan(name="front", flow="main", rings=3),)
    assert type(plan.lines[0]) is LinePlan
    assert plan.agents == (AgentPlan(name="anna", skills={"sales": 3}),)
    assert plan.queues == (QueuePlan(name="sales", need={"sales": 2}, max_wait_ms=180_000),)
    assert plan.flows[0].steps == {
        "greet": Say(prompts=("hello",), then="wait"),
        "wait": Queue(queue="sales", on_overflow="bye"),
        "bye": HangUp(),
    }
    assert plan.hours == (
        HoursPlan(
            name="office",
            openings=(Opening(day=0, start=540, end=750), Opening(day=0, start=810, end=1080)),
            closed_on=("2026-12-25", "2027-01-01"),
        ),
    )
    assert plan.lamps == (LampPlan(name="front", line="front"),)
    assert plan.prompts[1] == PromptPlan(name="music", file=str(tmp_path / "site" / "music.wav"))


@pytest.mark.parametrize("case", WRONG.strip().split("\n\n"))
def test_each_fault_is_one_sentence(site: Site, case: str) -> None:
    toml, _, sentence = case.partition("\n=> ")
    found = faults(site(all=SOUND, x=toml))
    assert len(found) == 1
    assert found[0].startswith(sentence)


def test_a_table_in_two_files_names_both(site: Site) -> None:
    assert faults(site("[web]\nport = 1\n", web="[web]\nport = 2\n")) == (
        "site/web.toml: [web]: stands already in appliance.toml: [web]; keep one of the two",
    )


def test_every_fault_of_every_file_is_told_at_once(site: Site) -> None:
    found = faults(
        site(
            "[web]\nprot = 1\n",
            lines='[[line]]\nname = "a"\nflow = "main"\nrings = "2"\n[[line]]\nname = "a"\nflow = "mian"\n',
            broken="[[",
            all=SOUND,
        )
    )
    assert [fault.partition(":")[0] for fault in found].count("site/lines.toml") >= 2
    assert {fault.partition(":")[0] for fault in found} == {"appliance.toml", "site/lines.toml", "site/broken.toml"}


def test_a_wrong_option_does_not_hide_a_dangling_name(site: Site) -> None:
    found = faults(site(all=SOUND, x='[[line]]\nname = "b"\nflow = "mian"\nrings = "2"'))
    assert [fault.partition('"b" ')[2].partition(" =")[0] for fault in found] == ["rings", "flow"]


def test_a_broken_table_still_lends_its_name(site: Site) -> None:
    found = faults(site(all=SOUND.replace('name = "sales"', 'name = "sales"\ncapacity = 0')))
    assert found == ('site/all.toml: [[queue]] 1 "sales" capacity = 0: expected 1 to 1000',)


def test_what_drivers_know_is_told_along(site: Site) -> None:
    found = read_settings(site("[web]\nprot = 1\n", all=SOUND), lambda table, choice: [f"{table} {choice.driver}"])
    assert found.faults[1:] == ("line voice_modem", "agent pretend")
    with pytest.raises(SettingsFault, match="one more"):
        found.loaded(["one more"])


def test_a_missing_main_file_is_one_sentence(tmp_path: Path) -> None:
    main = tmp_path / "none.toml"
    assert faults(main) == (f"{main}: no such file; expected the main file of the settings, try --config FILE",)


def test_a_file_that_is_not_text_is_one_sentence(site: Site, tmp_path: Path) -> None:
    main = site()
    main.write_bytes(b'[box]\nname = "caf\xe9"')
    assert faults(main) == ("appliance.toml: byte 17 is not UTF-8; expected TOML, which is always UTF-8",)


def test_a_file_far_too_large_is_refused_unread(site: Site) -> None:
    main = site()
    with main.open("wb") as file:
        file.truncate(10_000_000_000)
    assert faults(main) == ("appliance.toml: larger than 1000000 bytes; expected settings in TOML",)


def test_a_folder_for_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    assert faults(tmp_path / "a.toml") == ("a.toml: cannot be read: Is a directory; expected a file the box may read",)
