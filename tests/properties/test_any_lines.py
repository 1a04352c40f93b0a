"""Whatever a modem says, and whenever: no deadline is extended, no text lost, no line left off-hook, nothing raised."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.model.events import LineAnswered
from appliance.model.signals import CommandDone, CommandTimedOut
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall, WaitRelease
from appliance.protocol import AtSession
from tests.contracts.kept_line import KeptLine
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

UNASKED = (
    *(
        "RING",
        "+CRING: VOICE",
        '+CLIP: "+491",145,,,,0',
        "^CEND:1,0,104,16",
        "VOICE CALL: BEGIN",
        "VOICE CALL: END: 000041",
    ),
    *(
        "NO CARRIER",
        "BUSY",
        "NO ANSWER",
        "+CREG: 0",
        "+CREG: 1",
        '+CMTI: "SM",9',
        "^SMMEMFULL:",
        "+CUSD: 0",
        "+CMT: ,30",
    ),
    *(
        "+CLCC: 1,1,0,0,0",
        "+CLCC: 1,1,6,0,0",
        "+CPIN: NOT READY",
        "RDY",
        "^RSSI:17",
        "+RXDTMF: 5",
        "MISSED_CALL: 11:01AM 1",
    ),
    *(
        "NMBR = 5551",
        "NAME = P",
        "MESG = 04014FAC",
        "DRON=20",
        "+CSQ: 99,99",
        "+CME ERROR: 14",
        "CONNECT",
        "> ",
        "ERROR",
    ),
    *("+WIND: 5,1", '+QIND: "ccinfo",1,1,6,0,0,"1",129', "^DSCI: 1,1,6,0,1,129", "OK^RSSI:1", "HANGUP: 1", "+DTMF: 1"),
)
SAID = st.one_of(
    st.sampled_from(UNASKED).map(lambda line: f"\r\n{line}\r\n".encode()),
    st.sampled_from(UNASKED).map(lambda line: f"\r\r\n{line}".encode()),
    st.binary(max_size=40),
    st.sampled_from([b"\x10R", b"\x10b", b"\x10d", b"\x10l", b"\x10\x03", b"\x105", b"\x10X.\x10.", b"\x10"]),
)
NOISE = st.lists(st.tuples(st.integers(10, 1_500), SAID), min_size=3, max_size=40)
ASKED = ("AT+CLCC", "AT+CMGL=4", "AT+CPIN?", "AT+VLS?", "ATA", "AT+CMGD=1")


@given(noise=NOISE, command=st.sampled_from(ASKED), shielded=st.booleans())
def test_a_command_is_over_at_its_deadline_whatever_comes_meanwhile(
    noise: list[tuple[int, bytes]], command: str, *, shielded: bool
) -> None:
    session = AtSession(shielded=shielded, guard_ms=0 if shielded else 100)
    session.send(command, 0)
    reply = session._slot.reply
    assert reply
    due, now, over = reply.due, 0, False
    for pause, data in noise:
        now += pause
        while (wake := session.next_wake()) is not None and wake <= now and not over:
            session.wake(wake)
            over = ended(session)
        if over:
            break
        session.receive(data, now)
        over = ended(session)
        assert over or (session._slot.reply is reply and reply.due <= due)
    assert over or now < due


def ended(session: AtSession) -> bool:
    return any(isinstance(each, CommandDone | CommandTimedOut) for each in iter(session.next_signal, None))


@dataclass
class Noise:
    """Bytes that the modem says besides its own, at times of their own."""

    kept: KeptLine
    pieces: list[tuple[int, bytes]]

    async def go_on(self) -> None:
        for pause, data in self.pieces:
            await pass_s(pause / 1_000)
            self.kept.says(data)


CALL = PretendCall(number="5551234567", steps=(Listen(ms=3_000), HangUp(how=HangUpHow.LOOP_BREAK)))
BOX_HANGS_UP = PretendCall(number="5551234567", steps=(WaitRelease(within_ms=30_000),))
MOST_TRIES = 4


@pytest.mark.parametrize("family", ["cx930xx", "multitech", "sim7600", "huawei_e1550", "ec25"])
@settings(max_examples=8)
@given(noise=NOISE, before=st.booleans())
def test_a_line_serves_its_callers_again_once_the_noise_is_over(
    family: str, noise: list[tuple[int, bytes]], *, before: bool
) -> None:
    """Noise from before the ring, or from the middle of the call on, over everything that follows."""

    @in_jumping_time
    async def test() -> None:
        kept = KeptLine(family)
        kept.start()
        await kept.until(lambda: kept.ups)
        if family not in {"cx930xx", "multitech"}:
            kept.text(PretendText(number="+49170", text="Hello"))
        if before:
            await Noise(kept, noise).go_on()
        else:
            ringing = kept.in_background(kept.call(BOX_HANGS_UP))
            await kept.until(lambda: ringing.done() or LineAnswered("line1") in kept.events)
            await Noise(kept, noise).go_on()
            await kept.until(ringing.done, 3_000)
            ringing.result()
        tries = 0
        while not await kept.call(CALL):
            tries += 1
            assert tries < MOST_TRIES, (kept.downs, kept.events)
        await pass_s(700)
        assert not kept.line.off_hook
        assert not [why for why in kept.downs if "our fault" in why]
        if family not in {"cx930xx", "multitech"}:
            assert kept.texts == {"Hello"}
        await kept.close()

    test()
