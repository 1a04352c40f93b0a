"""python-gsmmodem-new judges the pretend GSM modems: a whole session of texts, USSD and calls on several families."""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.pretend.gsm.families import GSM_FAMILIES, IMEI
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, Listen, PretendCall
from tests.clients.programs import Exchange, Program

pytestmark = pytest.mark.clients

SESSION = Path(__file__).with_name("gsmmodem_session.py")
LONG_CALL = (Listen(ms=120_000), HangUp())


@pytest.mark.parametrize("family", ["huawei_e173", "wavecom", "zte"])
def test_a_whole_session(start: Callable[..., Exchange], run: Callable[..., Program], family: str) -> None:
    if importlib.util.find_spec("gsmmodem") is None:
        pytest.skip("python-gsmmodem-new is not here: pip install python-gsmmodem-new")
    script = MobileScript(
        text=(PretendText(number="+4915111", text="zażółć gęślą"),),
        call=(PretendCall(line="line1", number="+4915112", steps=LONG_CALL, patience_rings=60, at_ms=6_000),),
        far_end=(FarEnd(answers_after_ms=1_000, steps=LONG_CALL),),
        ussd=(UssdMenu(asked="*100#", says="3.20 EUR"),),
    )
    exchange = start(script, "--family", family)
    said = run(sys.executable, "-W", "ignore", str(SESSION), exchange.port).rest(90)
    facts: dict[str, object] = {}
    for line in said.splitlines():
        if line.startswith("{"):
            facts |= json.loads(line)
    assert facts.get("done"), said[-3_000:]
    identities = GSM_FAMILIES[family].identities
    assert (facts["maker"], facts["model"], facts["imei"]) == (identities["+CGMI"][0], identities["+CGMM"][0], IMEI)
    assert (facts["network"], facts["text"]) == ("Pretend", ["+4915111", "zażółć gęślą"])
    assert (facts["report"], facts["ussd"]) == ("+49170", "3.20 EUR")
    assert (facts["ringing"], facts["answered"]) == ("+4915112", True)
    (text,) = exchange.texts
    assert text.text == "grüße, lang: " + "0123456789" * 20
    assert {call.ended for call in exchange.calls} == {Ended.BOX_HUNG_UP}
