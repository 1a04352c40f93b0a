"""Stands in for `callbox explain --json`: prints an invented retelling, or does what its first word says."""

import signal
import sys

import msgspec

from appliance.control.explained import Explanation
from appliance.core.explain_decision import tell_decision, tell_overtaken
from appliance.model.explanation import Overtaken, Overtaking, Reason, Retelling
from appliance.model.states import KeyPart
from tests.control.house import record
from tests.core.invented_reasons import agent, lacking, ms, over, told

GERMAN = {"german": 3}

DECISION = told(
    KeyPart.IDLE_SINCE,
    ms("3:10"),
    ms("0:40"),
    need=GERMAN,
    considered=(
        agent("anna", lasted="3:10", levels={"german": 3}, chosen=True),
        agent("cid", lasted="0:40", levels={"german": 4}),
        lacking("ben", 2, "0:12"),
    ),
    passed_over=(over(17, by=KeyPart.DUE, behind=12_000),),
)
OVERTAKEN = Overtaken(at_ms=10_000, agent="dora", took=39, why=over(7, by=KeyPart.DUE, behind=4_000))


def retelling(call: int) -> Retelling:
    return Retelling(
        call=call,
        decisions=(Reason(sentences=tell_decision(DECISION), facts=DECISION, note=1),),
        overtakings=(Overtaking(sentences=tell_overtaken(OVERTAKEN), facts=OVERTAKEN),),
        overtakings_in_all=3,
    )


def main() -> int:
    how, call = sys.argv[1], int(sys.argv[2])
    if how == "fails":
        sys.stderr.write("callbox: the invented journal is torn\n")
        return 1
    if how == "hangs":
        signal.pause()
    told_again = Explanation(call=record(call), notes=(), retelling=retelling(call))
    if how == "doubts":
        told_again = Explanation(call=record(call), notes=(), doubt="The invented journal is gone.")
    sys.stdout.write(msgspec.json.encode(told_again).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
