"""ofonod judges the pretend GSM modem: online, calls both ways with hold, texts both ways, USSD."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, Listen, PretendCall
from tests.clients.ofono import Ofono, Relay
from tests.clients.programs import Exchange, Program, needs

pytestmark = pytest.mark.clients

MENU = UssdMenu(asked="*100#", says="1 credit", replies=(UssdMenu(asked="1", says="3.20 EUR"),))
Join = Callable[[Exchange], Ofono]


@pytest.fixture
def join(tmp_path: Path, run: Callable[..., Program]) -> Iterator[Join]:
    needs("ofonod", "ofono")
    relays: list[Relay] = []

    def joined(exchange: Exchange) -> Ofono:
        relays.append(Relay(exchange.port))
        return Ofono(tmp_path, run, relays[-1])

    yield joined
    for relay in relays:
        relay.close()


def test_it_dials_sends_and_asks(start: Callable[..., Exchange], join: Join) -> None:
    script = MobileScript(
        far_end=(FarEnd(answers_after_ms=500, steps=(Listen(ms=60_000), HangUp())), FarEnd(number="0399", cause=17)),
        ussd=(MENU,),
        text=(PretendText(number="+4915111", text="zażółć gęślą and on " * 8),),
    )
    exchange = start(script, "--family", "gsm_generic")
    ofono = join(exchange)
    assert "zażółć gęślą and on " * 8 in ofono.signals.say_until("zażółć")
    network = ofono.call("NetworkRegistration", "GetProperties")
    assert all(word in network for word in ("Pretend", '"262"', '"01"', '"gsm"'))
    assert "1 credit" in ofono.call("SupplementaryServices", "Initiate", "string:*100#")
    assert "3.20 EUR" in ofono.call("SupplementaryServices", "Respond", "string:1")
    ofono.call("MessageManager", "SendMessage", "string:+49170", "string:grüße von ofono")
    exchange.say_until("text on line1 to +49170")
    assert exchange.texts[0].text == "grüße von ofono"
    assert "voicecall" in ofono.call("VoiceCallManager", "Dial", "string:0301", "string:default")
    ofono.signals.say_until("StartTime")  # of the call: it is connected
    ofono.call("VoiceCallManager", "SendTones", "string:12#")
    ofono.call("VoiceCallManager", "HangupAll")
    exchange.say_until("call 1 on line1")
    with pytest.raises(AssertionError, match="Operation failed"):  # BUSY is the result of the ATD that waits (+COLP)
        ofono.call("VoiceCallManager", "Dial", "string:0399", "string:default")
    exchange.say_until("call 2 on line1")
    assert [(call.number, call.ended) for call in exchange.calls] == [
        ("0301", Ended.BOX_HUNG_UP),
        ("0399", Ended.NOT_ANSWERED),
    ]
    assert exchange.calls[0].keys == "12#"


def test_it_answers_holds_and_hangs_up(start: Callable[..., Exchange], join: Join) -> None:
    long = (Listen(ms=120_000), HangUp())
    first = PretendCall(line="line1", number="+4915111", steps=long, patience_rings=60)
    second = PretendCall(line="line1", number="+4915112", steps=long, patience_rings=60, second=True)
    exchange = start(MobileScript(call=(first, second)), "--family", "gsm_generic")
    ofono = join(exchange)
    ofono.signals.say_until("+4915111")
    ofono.call("VoiceCall", "Answer", path="/phonesim/voicecall01")
    ofono.signals.say_until("+4915112")
    ofono.call("VoiceCallManager", "HoldAndAnswer")
    ofono.signals.say_until('"held"')
    calls = ofono.call("VoiceCallManager", "GetCalls")
    assert '"held"' in calls
    assert '"active"' in calls
    ofono.call("VoiceCallManager", "SwapCalls")
    ofono.call("VoiceCall", "Hangup", path="/phonesim/voicecall01")
    exchange.say_until("on line1")
    ofono.call("VoiceCallManager", "HangupAll")
    exchange.say_until("on line1")
    assert {call.ended for call in exchange.calls} == {Ended.BOX_HUNG_UP}
    assert {call.number for call in exchange.calls} == {"+4915111", "+4915112"}
