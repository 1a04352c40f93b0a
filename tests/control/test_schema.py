"""The schema: every message survives its JSON; anything else is one sentence."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.control import agent_words, keeping_words, phone_words, schema, talk_words
from appliance.control.agent_requests import EVENT_OF, Impossible, agent_of, event_for
from appliance.control.doctor_answers import diagnosed, read_diagnosis, read_trace, traced
from appliance.control.prompt_words import MakePrompts
from appliance.control.schema import Answered, Asked, Happened, NotOurs, read_asked, read_from_box, to_json
from appliance.model import events, settings_orders
from appliance.model.diagnosis import (
    Diagnosis,
    Finding,
    GsmFacts,
    Heard,
    LoopReport,
    PortExam,
    PortFacts,
    PortState,
    Trace,
    TraceEntry,
    VoiceFacts,
    Way,
    Weight,
)
from appliance.model.explanation import Idle, Waiting
from appliance.model.missed import MissedOrder
from appliance.model.network import ForwardingReason, SetForwarding
from appliance.model.records import OutgoingText
from appliance.model.settings_words import Change, Conflict, Spot, Wrong
from appliance.model.states import MessageOrder, SecondOrder
from appliance.model.talk_states import Audience, RecordingOrder, TalkOrder, WatchMode
from tests.control.house import BUSY, IDLE, QUIET, WAITS, record

EXAM = PortExam(
    port=PortFacts(name="/dev/ttyUSB0", line="line1"),
    state=PortState.ANSWERS,
    voice=VoiceFacts(heard=Heard(seconds=2.0, bytes_per_s=8_000, level_dbm0=-12.5, hz=(440, 350))),
    gsm=GsmFacts(networks=("calls: registered",)),
    findings=(Finding(weight=Weight.DOUBT, says="it answers slowly", do="update it"),),
)
DIAGNOSIS = Diagnosis(exams=(EXAM,), loop=LoopReport(called="a", began_utc_ms=1))
TRACE = Trace(line="line1", entries=(TraceEntry(number=4, at_ms=1, way=Way.FROM_MODEM, text="OK"),))
SPOT = Spot(kind="queue", name="sales", keys=("max_wait",))
WRONG = Wrong(sentence="no such option", spot=SPOT)
CHANGE = Change(spot=SPOT, was=None, now={"a": [1, True, "x"]})
CONFLICT = Conflict(spot=SPOT, base="1 s", theirs=None, ours=2.5, version=2, who="ben")
REQUESTS = (
    schema.Hello(program="test"),
    keeping_words.TryLamp("red"),
    keeping_words.ReadCallers(),
    schema.GetSnapshot(),
    schema.GetStats(),
    schema.Subscribe(),
    phone_words.SubscribeFrames("anna", take_over=True),
    schema.ListCalls(limit=5, before=9),
    schema.ExplainCall(3),
    schema.WhyCallWaits(3),
    schema.WhyAgentIdles("anna"),
    agent_words.SignIn("anna"),
    agent_words.SignOut("anna"),
    agent_words.BeginBreak("anna", "lunch"),
    agent_words.EndBreak("anna"),
    agent_words.AcceptOffer("ben", 7),
    agent_words.DeclineOffer("ben", 7),
    agent_words.HangUpAgent("anna"),
    agent_words.EndWrapUp("anna"),
    agent_words.HoldCaller("anna"),
    agent_words.ResumeCaller("anna"),
    agent_words.SendOn("anna", "support"),
    agent_words.PressKeys("anna", "12#"),
    agent_words.MarkMessage(message="12-1", order=MessageOrder.TAKE, who="anna"),
    agent_words.MarkMissed(number="+49301234567", order=MissedOrder.TAKE, who="anna"),
    schema.OrderText(number="+49170", body="Hello", line="gsm1"),
    schema.DialNumber(number="030 1", line="line1", agent="anna"),
    schema.HandOver("anna", "workshop"),
    schema.AboutSecond("anna", SecondOrder.SWAP),
    talk_words.AboutTalk("anna", TalkOrder.HOLD),
    talk_words.AskIn(agent="anna", number="030 1", line="line1", invite=True),
    talk_words.WatchTalk(supervisor="carla", agent="anna", mode=WatchMode.BARGE),
    talk_words.SayInTalk(agent="anna", prompts=("one_minute",), to=Audience.CALLER),
    talk_words.AboutRecording("anna", RecordingOrder.PAUSE),
    talk_words.NoteCall("anna", "wants a quote"),
    schema.AskLine("gsm1", SetForwarding(ForwardingReason.BUSY, "030123")),
    settings_orders.KeepDraft(name="anna", base=1, revision=0, who="anna", document="{}"),
    settings_orders.DropDraft(name="anna", revision=2, who="anna"),
    settings_orders.PublishDraft(name="anna", revision=2, who="anna", note="longer"),
    settings_orders.UndoSettings(newest=3, who="anna"),
)
REPLIES = (
    schema.Welcome(version=1, box="b", program="0", pid=1),
    schema.SnapshotReply(BUSY),
    schema.Stats(clients=1, up_ms=2),
    schema.Calls((record(1),)),
    schema.Explained(record(1), ()),
    schema.CallWaits(Waiting(sentences=("so",), facts=WAITS)),
    schema.AgentIdles(Idle(sentences=("so",), facts=IDLE)),
    schema.Begun(call=7, at=5),
    schema.TextTaken(12),
    schema.NetworkSays(words=("5.00 EUR",), reply_wanted=True),
    schema.Done(),
    phone_words.Occupied("anna"),
    schema.Problem("no"),
    settings_orders.DraftKept(1),
    settings_orders.SettingsPublished(version=2, changes=(CHANGE,), later=("later",)),
    settings_orders.SettingsRefused(sentence="no", wrong=(WRONG,), conflicts=(CONFLICT,)),
)
DOCTOR = (
    (schema.GetDiagnosis(), diagnosed(DIAGNOSIS)),
    (schema.Examine(line="line1", off_hook=False), schema.Done()),
    (keeping_words.TryLamp("red"), schema.Done()),
    (schema.TryCall("line1"), schema.Done()),
    (schema.CallBetween("line1", "line2", "0301234567"), schema.Done()),
    (schema.GetTrace(line="line1", after=3), traced(TRACE)),
    (MakePrompts(), schema.Done()),
    (MakePrompts(made_of=7), schema.Done()),
)
REQUESTS += tuple(asked for asked, _ in DOCTOR)
REPLIES += tuple(reply for _, reply in DOCTOR)
TEXT = OutgoingText(text=12, line="gsm1", number="+49170", body="Hello", ordered_utc_ms=1, references=(4,))
TOLD = (
    schema.SnapshotChanged(QUIET),
    schema.CallFinished(record(2)),
    schema.TextChanged(TEXT),
    phone_words.PhoneTaken("anna"),
    schema.Notice("hello"),
)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda value: type(value).__name__)
def test_requests_survive(request_: schema.Request) -> None:
    assert read_asked(to_json(Asked(4, request_))) == Asked(4, request_)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda value: type(value).__name__)
def test_replies_survive(reply: schema.Reply) -> None:
    assert read_from_box(to_json(Answered(4, reply))) == Answered(4, reply)


@pytest.mark.parametrize("told", TOLD, ids=lambda value: type(value).__name__)
def test_news_survives(told: schema.Told) -> None:
    assert read_from_box(to_json(Happened(told))) == Happened(told)


def test_the_doctors_answers_are_what_they_were() -> None:
    assert read_diagnosis(diagnosed(DIAGNOSIS)) == DIAGNOSIS
    assert read_trace(traced(TRACE)) == TRACE


def test_every_word_of_the_schema_is_tried_here() -> None:
    assert {type(value) for value in REQUESTS} == set(schema.Request.__args__)
    assert {type(value) for value in REPLIES} == set(schema.Reply.__args__)
    assert {type(value) for value in TOLD} == set(schema.Told.__args__)


@given(st.binary(max_size=300))
def test_noise_is_not_ours(noise: bytes) -> None:
    for read in (read_asked, read_from_box):
        with pytest.raises(NotOurs, match="of version 1"):
            read(noise)


@pytest.mark.parametrize(
    "payload",
    [
        b'{"type":"Asked","number":1,"request":{"type":"FormatDisk"}}',
        b'{"type":"Asked","number":1,"request":{"type":"SignIn","agent":5}}',
        b'{"type":"Asked","number":1,"request":{"type":"SignIn","agent":"a","force":true}}',
        b"[" * 100_000,
        b'"\xff"',
    ],
)
def test_what_is_nearly_ours_is_refused(payload: bytes) -> None:
    with pytest.raises(NotOurs):
        read_asked(payload)


def test_requests_of_agents_become_events() -> None:
    assert event_for(agent_words.SignIn("anna"), BUSY) == events.AgentSignedIn("anna")
    assert event_for(agent_words.SignOut("anna"), BUSY) == events.AgentSignedOut("anna")
    assert event_for(agent_words.BeginBreak("anna", "lunch"), BUSY) == events.BreakBegan("anna", "lunch")
    assert event_for(agent_words.EndBreak("carla"), BUSY) == events.BreakEnded("carla")
    assert event_for(agent_words.AcceptOffer("ben", 7), BUSY) == events.OfferAccepted("ben", 7)
    assert event_for(agent_words.DeclineOffer("ben", 7), BUSY) == events.OfferDeclined("ben", 7)
    assert event_for(agent_words.HangUpAgent("anna"), BUSY) == events.AgentHungUp("anna")
    assert event_for(agent_words.EndWrapUp("dora"), BUSY) == events.WrapUpEnded("dora")
    assert event_for(agent_words.HoldCaller("anna"), BUSY) == events.HoldBegan("anna")
    assert event_for(agent_words.ResumeCaller("anna"), BUSY) == events.HoldEnded("anna")
    assert event_for(agent_words.SendOn("anna", "support"), BUSY) == events.CallTransferred("anna", "support")
    assert set(EVENT_OF) == set(agent_words.AgentRequest.__args__)


def test_capital_letters_make_no_difference_where_they_tell_nobody_apart() -> None:
    assert event_for(agent_words.SendOn("Anna", "Support"), BUSY) == events.CallTransferred("anna", "support")
    assert agent_of("BEN", BUSY).name == "ben"
    both = msgspec.structs.replace(BUSY, agents=(*BUSY.agents, msgspec.structs.replace(BUSY.agents[0], name="Anna")))
    assert (agent_of("anna", both).name, agent_of("Anna", both).name) == ("anna", "Anna")
    with pytest.raises(Impossible, match='no agent is called "ANNA"'):
        agent_of("ANNA", both)


def test_an_offer_that_is_gone_and_an_unknown_agent_are_refused() -> None:
    with pytest.raises(Impossible, match="offer 6 is gone"):
        event_for(agent_words.AcceptOffer("ben", 6), BUSY)
    with pytest.raises(Impossible, match='no agent is called "ana"; did you mean "anna"'):
        event_for(agent_words.SignIn("ana"), BUSY)
    with pytest.raises(Impossible, match='no queue is called "suport"; did you mean "support"'):
        event_for(agent_words.SendOn("anna", "suport"), BUSY)


def test_the_longest_list_of_calls_fits_one_message() -> None:
    long = record(1, path=tuple(f"step number {n}" for n in range(20)), variables={"order": "1" * 40})
    assert len(to_json(Answered(1, schema.Calls((long,) * schema.MOST_CALLS)))) < 1 << 20
    assert msgspec.json.decode(to_json(Answered(1, schema.Done())))["reply"] == {"type": "Done"}
