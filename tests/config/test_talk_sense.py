"""What the settings say about recording and announcements in conversations; each fault is one sentence."""

from pathlib import Path

import pytest

from appliance.config import SettingsFault, load
from appliance.model.plan import Plan
from appliance.model.talk_states import Audience, RecordPolicy, WatchMode

HOUSE = """
[[line]]
name = "front"
flow = "main"
options = {{ port = "/dev/null" }}
{line}
[[flow]]
name = "main"
start = "wait"
person = "wait"
[flow.steps.wait]
step = "queue"
queue = "sales"
keys = {{ 5 = "bye" }}
on_overflow = "bye"
[flow.steps.bye]
step = "hang_up"
[[queue]]
name = "sales"
{queue}
[[agent]]
name = "carla"
station = "pretend"
{agent}
[[prompt]]
name = "recorded"
text = "This call is recorded."
"""

TOLD = 'record_notice = ["recorded"]\n'
WRONG = [
    ({"queue": 'record = "yes"'}, '[[queue]] 1 "sales" record = "yes": no such value'),
    ({"queue": 'record_notice = ["recordet"]'}, 'no such prompt; did you mean "recorded"?'),
    ({"queue": 'record = "off"\n' + TOLD}, "nothing is recorded here; leave it out, or say record ="),
    ({"queue": 'record_refuse_key = "9"'}, "no caller would know of it; name the prompt that says so in record_notice"),
    ({"queue": TOLD + 'record_refuse_key = "99"'}, "expected one key: 0 to 9, *, # or A to D"),
    (
        {"queue": TOLD + 'record_refuse_key = "5"'},
        '.wait.keys = "5": is the record_refuse_key of [[queue]] "sales"',
    ),
    ({"queue": 'record_beep_every = "1 s"'}, 'expected "0 s" for never, or "5 s" to "60 s"'),
    ({"queue": "record_beep_dbm0 = 0"}, "expected -40 to -5"),
    ({"queue": 'record_pause = "5 s"'}, 'expected "10 s" to "1 h"'),
    ({"line": 'limit_notice = ["recorded"]\ntalk_limit = "30 s"'}, "no conversation lasts so long; talk_limit is 30 s"),
    ({"line": 'limit_notice = ["recordet"]'}, 'no such prompt; did you mean "recorded"?'),
    ({"line": 'limit_notice_to = "bot"'}, 'no such value; did you mean "both"?'),
    ({"agent": 'watches = ["lisen"]'}, 'no such value; did you mean "listen"?'),
]


def loaded(folder: Path, *, line: str = "", queue: str = "", agent: str = "") -> Plan:
    file = folder / "appliance.toml"
    file.write_text(HOUSE.format(line=line, queue=queue, agent=agent))
    return load(file).plan


@pytest.mark.parametrize(("tables", "sentence"), WRONG)
def test_each_fault_is_one_sentence(tmp_path: Path, tables: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        loaded(tmp_path, **tables)
    (fault,) = caught.value.faults
    assert sentence in fault


def test_everything_that_can_be_set_arrives_in_the_plan(tmp_path: Path) -> None:
    plan = loaded(
        tmp_path,
        line='limit_notice = ["recorded"]\nlimit_notice_before = "30 s"\nlimit_notice_to = "agent"',
        queue='record = "on demand"\nrecord_refuse_key = "9"\nrecord_beep_every = "15 s"\nrecord_beep_dbm0 = -20\n'
        'record_pause = "1 min"\n' + TOLD,
        agent='watches = ["listen", "whisper", "barge"]',
    )
    (line,), (queue,), (agent,) = plan.lines, plan.queues, plan.agents
    assert (line.limit_notice, line.limit_notice_before_ms, line.limit_notice_to) == (
        ("recorded",),
        30_000,
        Audience.AGENT,
    )
    assert (queue.record, queue.record_notice, queue.record_refuse_key) == (RecordPolicy.ON_DEMAND, ("recorded",), "9")
    assert (queue.record_beep_every_ms, queue.record_beep_dbm0, queue.record_pause_ms) == (15_000, -20, 60_000)
    assert agent.watches == tuple(WatchMode)
