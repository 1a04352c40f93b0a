"""The doctor rings one line from another: what both heard of it; both are on-hook at the end."""

import pytest

from appliance.diagnosis.pair import judged_pair
from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.call_end import Makes
from appliance.drivers.examining.pair_call import PRESSED, TONES_HZ, Order, pair_call, same_number
from appliance.drivers.line import LineDriver, Report, SoundPort, gsm_modem, voice_modem
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.diagnosis import PairFacts
from appliance.model.states import AnswerSign, HangUpCause
from appliance.pretend.gsm.mobile_line import MobileLine
from appliance.pretend.joined import Joined
from appliance.pretend.line import NoTracks
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.script import PretendCall
from appliance.pretend.subscriber_line import SubscriberLine
from tests.drivers.examining.ports_of_pretend import Plugged, mobile_line, voice_line
from tests.drivers.line.jumping_time import in_jumping_time

TONES = load_tone_plan("us")
NUMBERS = ("5045550001", "5045550002")


class Pair:
    """Two lines, each with its ports; the first one's calls to NUMBERS[1] ring at the second."""

    def __init__(self, calling: SubscriberLine | MobileLine, called: SubscriberLine | MobileLine) -> None:
        self.ports = Plugged(calling), Plugged(called)
        calling.join = self._join

    def _join(self, number: str, *, withheld: bool = False) -> Joined | None:
        del withheld
        return Joined(self.ports[1].line, self._ring) if number == NUMBERS[1] else None

    def _ring(self, joined: Joined, now: int) -> None:
        call = PretendCall(number=NUMBERS[0])
        self.ports[1].line.begin(RecordDraft(1, call, now), {}, "03211405", NoTracks(), party=joined.called)
        self.ports[1]._go_on()

    def driver(self, which: int) -> Makes:
        plugged = self.ports[which]

        def make(report: Report, sound: SoundPort) -> LineDriver:
            if isinstance(plugged.line, MobileLine):
                wires = plugged.wires[""], plugged.wires["-sound"]
                return gsm_modem.Driver("gsm", gsm_modem.Options(port="memory"), report, sound, wires=wires)
            options = voice_modem.Options(port="memory")
            return voice_modem.Driver("line", options, report, sound, wire=plugged.wires[""], plan=TONES)

        return make

    async def called(self, order: Order) -> PairFacts:
        try:
            return await pair_call(self.driver(0), self.driver(1), order, (TONES, lambda _: None))
        finally:
            for plugged in self.ports:
                plugged.end()

    @property
    def off_hook(self) -> list[bool]:
        return [plugged.line.off_hook for plugged in self.ports]


@in_jumping_time
async def test_a_call_from_line_to_line_is_measured_at_both_ends() -> None:
    pair = Pair(voice_line("usr5637"), voice_line("cx930xx"))
    facts = await pair.called(Order(NUMBERS[1], NUMBERS[0]))
    assert {step.about for step in judged_pair(facts, "front", "back") if step.good is False} == set()
    assert facts.number == "10 digits, the last 01"
    assert facts.number_fits
    assert facts.noticed_by is AnswerSign.RINGBACK_ENDED
    assert facts.lasted_ms > 5_000, "tones and keys each way"
    for end in (facts.calling, facts.called):
        assert end.keys_heard == PRESSED
        assert set(end.tones) == set(TONES_HZ)
        assert all(-15 < level < -11 for level in end.tones.values())
        assert end.released_ms is not None
    assert facts.called.hung_up in {HangUpCause.BUSY_TONE, HangUpCause.LOOP_BREAK}
    assert pair.off_hook == [False, False]


@in_jumping_time
async def test_a_mobile_line_rings_an_analog_one() -> None:
    pair = Pair(mobile_line("huawei_e173"), voice_line("usr5637"))
    facts = await pair.called(Order(NUMBERS[1], NUMBERS[0]))
    assert {step.about for step in judged_pair(facts, "gsm", "front") if step.good is False} == set()
    assert facts.noticed_by is AnswerSign.NETWORK
    assert pair.off_hook == [False, False]


@in_jumping_time
async def test_an_analog_line_rings_a_mobile_one() -> None:
    pair = Pair(voice_line("usr5637"), mobile_line("huawei_e173"))
    facts = await pair.called(Order(NUMBERS[1], NUMBERS[0]))
    assert {step.about for step in judged_pair(facts, "front", "gsm") if step.good is False} == set()
    assert facts.called.hung_up is HangUpCause.NETWORK
    assert pair.off_hook == [False, False]


@in_jumping_time
async def test_a_number_that_rings_elsewhere_is_told() -> None:
    pair = Pair(voice_line("usr5637"), voice_line("cx930xx"))
    facts = await pair.called(Order("5045559999"))
    (step,) = (step for step in judged_pair(facts, "front", "back") if step.good is False)
    assert step.says.startswith("back did not ring within 30 s")
    assert pair.off_hook == [False, False]


@in_jumping_time
async def test_a_modem_that_is_lost_ends_it_and_the_other_line_is_put_down() -> None:
    pair = Pair(voice_line("usr5637"), voice_line("cx930xx"))
    told: list[str] = []

    def now_does(what: str) -> None:
        told.append(what)
        if what == "tones from the calling line":
            pair.ports[1]._ends[""].unplug()

    facts = await pair_call(pair.driver(0), pair.driver(1), Order(NUMBERS[1]), (TONES, now_does))
    for plugged in pair.ports:
        plugged.end()
    assert pair.off_hook[0] is False
    assert "the port is gone (unplugged)" in facts.broke
    assert facts.answered_ms is not None
    steps = judged_pair(facts, "front", "back")
    assert [step.about for step in steps][:2] == ["dialling", "ringing"]
    assert all(step.good for step in steps), "what the failure spoilt is no finding of its own"


@in_jumping_time
async def test_a_modem_that_is_lost_before_it_dials_is_a_fault() -> None:
    pair = Pair(voice_line("usr5637"), voice_line("cx930xx"))

    def now_does(what: str) -> None:
        if what == "both modems are prepared":
            pair.ports[0]._ends[""].unplug()

    with pytest.raises(DriverFault):
        await pair_call(pair.driver(0), pair.driver(1), Order(NUMBERS[1]), (TONES, now_does))
    for plugged in pair.ports:
        plugged.end()
    assert pair.off_hook == [False, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+49301234567", "0301234567", True),
        ("1234567", "0301234567", True),
        ("0301234567", "0301234568", False),
        ("567", "0301234567", False),
        ("21", "21", True),
        ("", "", False),
    ],
)
def test_numbers_are_compared_however_they_are_written(one: str, other: str, *, same: bool) -> None:
    assert same_number(one, other) is same
