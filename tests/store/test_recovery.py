"""Calls that a dead run left open are closed as what they were: cut, never abandoned."""

import subprocess
import sys
import textwrap

import msgspec
import pytest

from appliance.model.actions import Join, OfferCall, OpenCall
from appliance.model.caller import Caller, Presentation
from appliance.model.events import CallerIdentified, FarEndAnswered, LineAnswered, LineDialled, LineRang, OfferAccepted
from appliance.model.states import AnswerSign, Direction, Outcome
from appliance.store.reader import StoreReader
from appliance.store.recovery import learned, sentence
from appliance.store.rows import Step
from tests.store.invented import START, record

LOVELACE = Caller("5550199", "Lovelace", Presentation.GIVEN)
RANG = record(1, rang_ms=10_000)
JOURNEY = (
    Step(10_000, LineRang("line1"), (OpenCall(RANG),)),
    Step(11_000, CallerIdentified("line1", LOVELACE), ()),
    Step(12_000, LineAnswered("line1"), ()),
    Step(20_000, None, (OfferCall(agent="anna", token=3, call=1, caller=Caller(), queue="sales", waited_ms=1_500),)),
    Step(24_000, OfferAccepted("anna", 3), (Join("line1", "anna", 1),)),
    Step(60_000, None, ()),
)


@pytest.fixture
def killed(open_writer, path):
    """Writes steps and the first row of call 1 in a process that dies by SIGKILL."""

    def kill_after(count):
        steps = msgspec.json.encode(JOURNEY[:count]).decode()
        program = f"""
            import os, pathlib, signal, msgspec
            from appliance.store.rows import Step
            from appliance.store.writer import StoreWriter
            from tests.store.invented import START, record
            writer = StoreWriter.open(pathlib.Path({str(path)!r}), START)
            steps = msgspec.json.decode({steps!r}, type=tuple[Step, ...])
            writer.put(record(1, rang_ms=10_000), *steps)
            assert writer.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        """
        died = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, check=False)
        assert died.returncode == -9, died.stderr.decode()

    return kill_after


@pytest.mark.parametrize(
    ("boot", "outcome", "why", "ended"),
    [
        ("boot-a", Outcome.CUT_BY_RESTART, "the box's program was stopped or killed", "killed"),
        ("boot-b", Outcome.POWER_LOST, "the machine lost power or restarted", "power lost"),
    ],
)
def test_the_boot_id_tells_a_kill_from_a_power_cut(killed, open_writer, path, boot, outcome, why, ended):
    killed(6)
    recovery = open_writer(msgspec.structs.replace(START, boot_id=boot)).recovery
    (cut,) = recovery.cut
    assert (cut.outcome, cut.ended_ms, cut.hung_up) == (outcome, 50_000, "box")
    sentence = f"After 50.0 s {why} while the caller was talking with anna; the call ended with it."
    assert recovery.sentences == (f"call 1 on line1: {sentence}",)
    assert recovery.first_call == 2
    with StoreReader(path) as reader:
        assert reader.call(1) == cut
        assert [(note.at_ms, note.text) for note in reader.timeline(1)] == [(50_000, sentence)]
        assert [(run.run, run.ended, run.ended_now) for run in reader.runs()] == [(2, None, None), (1, ended, 60_000)]


def test_a_cut_call_is_told_of_until_a_start_has_got_as_far_as_its_journal(killed, open_writer):
    killed(6)
    first = open_writer()
    told = first.recovery.sentences
    assert len(told) == 1
    first.close(now=61_000)
    second = open_writer()  # the first may have been killed before it said a word
    assert second.recovery.sentences == told
    second.put(Step(62_000, LineRang("line1"), ()))
    second.close(now=63_000)
    assert open_writer().recovery.sentences == ()


def test_what_the_journal_knows_beyond_the_first_row_is_in_the_record(killed, open_writer):
    killed(6)
    (cut,) = open_writer().recovery.cut
    assert (cut.answered_ms, cut.asked_person_ms, cut.offered_ms) == (2_000, 8_500, 10_000)
    assert cut.caller == LOVELACE
    assert (cut.talk_began_ms, cut.talk_ended_ms, cut.queue, cut.agent) == (14_000, 50_000, "sales", "anna")


@pytest.mark.parametrize(
    ("steps", "doing"),
    [(2, "was ringing"), (3, "was being served by the box"), (4, "was waiting in sales"), (5, "was talking with anna")],
)
def test_the_sentence_says_what_the_caller_was_doing(killed, open_writer, steps, doing):
    killed(steps)
    assert doing in open_writer().recovery.sentences[0]


def test_a_call_without_any_step_ends_when_it_rang(open_writer, path):
    writer = open_writer()
    writer.put(RANG)
    writer.close(now=9_000)
    (cut,) = open_writer().recovery.cut
    assert (cut.ended_ms, cut.outcome) == (0, Outcome.CUT_BY_RESTART)


def test_a_finished_call_is_left_alone_and_a_proper_stop_has_nothing_to_tell(open_writer, path):
    done = record(1, ended_ms=7, outcome=Outcome.ANSWERED)
    writer = open_writer()
    writer.put(done)
    writer.close(now=9_000)
    second = open_writer(msgspec.structs.replace(START, boot_id="boot-b"))
    assert (second.recovery.cut, second.recovery.sentences) == ((), ())
    with StoreReader(path) as reader:
        assert reader.call(1) == done
        assert reader.runs()[1].ended == "stopped"


def test_an_outgoing_call_that_was_cut_knows_how_far_it_had_come():
    out = record(1, rang_ms=10_000, direction=Direction.OUTGOING, dialled="030")
    steps = (
        Step(12_000, LineDialled("line1"), (Join("line1", "anna", 1),)),
        Step(15_000, FarEndAnswered("line1", AnswerSign.NETWORK), ()),
    )
    ringing = learned(out, steps[0])
    assert (ringing.agent, ringing.talk_began_ms, ringing.answered_ms) == ("anna", None, None)
    assert sentence(msgspec.structs.replace(ringing, ended_ms=3_000)).endswith(
        "was being called; the call ended with it."
    )
    talking = learned(ringing, steps[1])
    assert (talking.agent, talking.talk_began_ms, talking.answered_ms) == ("anna", 5_000, 5_000)
