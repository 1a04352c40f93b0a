"""What the box answers, as text for a terminal: tables that fit its width, the state of the house."""

import textwrap
import time
from collections.abc import Iterable, Sequence

from appliance.model.caller import Caller
from appliance.model.records import CallRecord, OutgoingText, TextRecord
from appliance.model.snapshot import AgentView, BoxView, CallView, LineView, QueueView, Snapshot, SoundDeviceView
from appliance.model.states import AgentActivity, AgentStatus, CallState, LineState, Outcome, TextKind
from appliance.model.words import Ms, Value

GAP = "  "


class Column(Value, frozen=True):
    title: str
    importance: int
    """The least important goes first when the terminal is narrow."""
    right: bool = False
    least: int | None = None
    """Where it stands last it may be cut to so many characters before another column goes; None: it may not."""


def plain(text: str) -> str:
    """Without what a terminal would obey: names come from the telephone network."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Aligned lines, title line first, none wider than `width`."""
    shown = list(range(len(columns)))
    cells = [[column.title for column in columns], *[[plain(cell) for cell in row] for row in rows]]
    widths = [max(len(row[index]) for row in cells) for index in shown]
    while len(shown) > 1 and _least(columns, widths, shown) > width:
        shown.remove(min(shown, key=lambda index: columns[index].importance))
    last = shown[-1]
    widths[last] = max(1, min(widths[last], width - _total(widths, shown[:-1]) - len(GAP) * (len(shown) > 1)))
    return [GAP.join(_cell(row[at], widths[at], columns[at]) for at in shown).rstrip() for row in cells]


def _least(columns: Sequence[Column], widths: Sequence[int], shown: Sequence[int]) -> int:
    """The narrowest that these columns may become."""
    last = columns[shown[-1]].least
    spared = 0 if last is None else max(widths[shown[-1]] - last, 0)
    return _total(widths, shown) - spared


def _total(widths: Sequence[int], shown: Sequence[int]) -> int:
    return sum(widths[index] for index in shown) + len(GAP) * max(0, len(shown) - 1)


def _cell(text: str, width: int, column: Column) -> str:
    short = text if len(text) <= width else text[: width - 1] + "…"
    return short.rjust(width) if column.right else short.ljust(width)


def duration(ms: Ms | None) -> str:
    """Minutes and seconds, 1:06; a dash for what did not happen."""
    if ms is None:
        return "-"
    seconds = max(0, ms) // 1000
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def local(utc_ms: int, shape: str) -> str:
    return time.strftime(shape, time.localtime(utc_ms / 1000))


def caller_text(caller: Caller) -> str:
    """Name and number, or why there is none."""
    known = " ".join(part for part in (caller.name, caller.number) if part)
    return known or {"withheld": "number withheld", "out of area": "number not available"}.get(
        caller.presentation.value, "unknown caller"
    )


TEXT_KINDS = {
    TextKind.PLAIN: "",
    TextKind.FLASH: ", to be shown at once",
    TextKind.DATA: ", data for a program",
    TextKind.REPORT: ", of a text sent from here",
    TextKind.UNREADABLE: ", which cannot be read",
}


def text_moment(text: TextRecord | OutgoingText) -> int:
    """When it came, or was ordered."""
    return text.received_utc_ms if isinstance(text, TextRecord) else text.ordered_utc_ms


def text_lines(text: TextRecord | OutgoingText, width: int) -> list[str]:
    """A heading, for one of ours why it is where it is, and what was written, a line per line of it at least."""
    if isinstance(text, TextRecord):
        what = f"{text.sender} on {text.line}{TEXT_KINDS[text.kind]}"
    else:
        what = f"to {text.number} on {text.line}, text {text.text}, {text.state.value}"
        what += f": {text.words}" if text.words else ""
    heading = f"{local(text_moment(text), '%d %b %H:%M')}{GAP}{what}"
    lines = [part for line in text.body.splitlines() for part in textwrap.wrap(plain(line), max(width - 2, 20)) or [""]]
    return [plain(heading), *(f"  {line}".rstrip() for line in lines)]


def waited_ms(call: CallRecord) -> Ms | None:
    """From asking for a person to speaking with one, to going on without, or to the end."""
    ends = (call.talk_began_ms, call.wait_ended_ms, call.ended_ms)
    return _span(call.asked_person_ms, next((end for end in ends if end is not None), None))


def talked_ms(call: CallRecord) -> Ms | None:
    return _span(call.talk_began_ms, call.ended_ms if call.talk_ended_ms is None else call.talk_ended_ms)


def _span(start: Ms | None, end: Ms | None) -> Ms | None:
    return None if start is None or end is None else end - start


CALL_COLUMNS = (
    Column("CALL", 9, right=True),
    Column("TIME", 8),
    Column("LINE", 3),
    Column("CALLER", 7),
    Column("WAITED", 4, right=True),
    Column("TALKED", 5, right=True),
    Column("AGENT", 2),
    Column("OUTCOME", 10),
    Column("WAY", 1),
)


def calls_table(calls: Iterable[CallRecord], width: int) -> list[str]:
    rows = [
        (
            str(call.call),
            local(call.rang_utc_ms, "%d %b %H:%M"),
            call.line,
            caller_text(call.caller),
            duration(waited_ms(call)),
            duration(talked_ms(call)),
            call.agent or "-",
            call.outcome.value if call.outcome else "open",
            " > ".join(call.path),
        )
        for call in calls
    ]
    return table(CALL_COLUMNS, rows, width)


SENTENCES: dict[Outcome | None, str] = {
    None: "{who} is still here, or the box has not yet said how the call ended.",
    Outcome.ANSWERED: "{agent} spoke with {who} for {talked}, after a wait of {waited}.",
    Outcome.ABANDONED: "{who} hung up after waiting {waited} for a person.",
    Outcome.SHORT_ABANDONED: "{who} hung up after waiting only {waited} for a person.",
    Outcome.MISSED: "{who} stopped ringing before the box answered.",
    Outcome.TURNED_AWAY: "{who} is on the blocklist and was not answered.",
    Outcome.LEFT_BY_KEY: "{who} left the queue by a key after waiting {waited} for a person.",
    Outcome.OVERFLOWED: (
        "{who} went on without a person after waiting {waited} for one "
        "(the wait was too long, the queue full or nobody there)."
    ),
    Outcome.MESSAGE_TAKEN: "{who} left a message.",
    Outcome.SELF_SERVED: "{who} heard what there was to hear and never asked for a person.",
    Outcome.NO_RESPONSE: "{who} said and pressed nothing until the repeats ran out.",
    Outcome.REACHED: "{who} was called and answered; {agent} spoke for {talked}.",
    Outcome.NOT_REACHED: "{who} was called and not reached: {fault}.",
    Outcome.FAX: "{who}: a fax or modem, with which nobody can speak.",
    Outcome.TRANSFERRED: "{who} was sent on to another telephone.",
    Outcome.LINE_LOST: "The modem of {line} went away in mid-call with {who}.",
    Outcome.POWER_LOST: "The power failed in mid-call with {who}.",
    Outcome.CUT_BY_RESTART: "The box was stopped or killed in mid-call with {who}.",
}


def outcome_sentence(call: CallRecord) -> str:
    text = SENTENCES[call.outcome].format(
        who=caller_text(call.caller),
        agent=call.agent or "somebody",
        line=call.line,
        waited=duration(waited_ms(call)),
        talked=duration(talked_ms(call)),
        fault=call.dial_fault.value if call.dial_fault else "the call was given up",
    )
    return plain(text[:1].upper() + text[1:])


def status(box: str, snapshot: Snapshot, width: int, faults: Iterable[str] = ()) -> list[str]:
    """Lines, queues, agents and sound devices now. `faults`: sentences besides those about prompts."""
    calls = {call.call: call for call in snapshot.calls}
    title = f"{plain(box)}, {local(snapshot.utc_ms, '%Y-%m-%d %H:%M:%S')}"
    lines = [title + (": stopping, no new calls" if snapshot.draining else "")]
    lines += (plain(fault) for fault in (*snapshot.prompt_faults, *faults))
    sections: tuple[tuple[tuple[Column, ...], list[Sequence[str]]], ...] = (
        (LINE_COLUMNS, [_line_row(line, calls, snapshot.now) for line in snapshot.lines]),
        (QUEUE_COLUMNS, [_queue_row(queue, snapshot.now) for queue in snapshot.queues]),
        (AGENT_COLUMNS, [_agent_row(agent, calls, snapshot.now) for agent in snapshot.agents]),
        (DEVICE_COLUMNS, [_device_row(device, snapshot.now) for device in snapshot.devices]),
        (BOX_COLUMNS, [_box_row(box) for box in snapshot.boxes]),
        (LAMP_COLUMNS, [(lamp.name, lamp.pattern.value) for lamp in snapshot.lamps]),
    )
    for columns, rows in sections:
        if rows:
            lines += ["", *table(columns, rows, width)]
    return lines


def _box_row(box: BoxView) -> Sequence[str]:
    return (box.name, str(box.new), str(box.urgent), str(box.open))


BOX_COLUMNS = (
    Column("BOX", 9),
    Column("NEW", 8, right=True),
    Column("URGENT", 7, right=True),
    Column("NOT DONE", 6, right=True),
)
WHAT = Column("WHAT", 6, least=16)
LINE_COLUMNS = (Column("LINE", 9), Column("STATE", 8), Column("FOR", 7, right=True), WHAT)
QUEUE_COLUMNS = (
    Column("QUEUE", 9),
    Column("WAITING", 8, right=True),
    Column("LONGEST", 7, right=True),
    Column("TARGET", 6, right=True),
)
AGENT_COLUMNS = (Column("AGENT", 9), Column("STATE", 8), Column("FOR", 7, right=True), WHAT)
DEVICE_COLUMNS = (Column("SOUND DEVICE", 9), Column("STATE", 8), Column("FOR", 7, right=True), WHAT)
LAMP_COLUMNS = (Column("LAMP", 9), Column("SHOWS", 8))


def _line_row(line: LineView, calls: dict[int, CallView], now: Ms) -> Sequence[str]:
    call = calls.get(line.call) if line.call is not None else None
    if call is None:
        what = line.fault if line.state is LineState.OUT_OF_ORDER else line.modem
        return line.name, line.state.value, duration(now - line.since), what
    nearness = "to" if call.state is CallState.OFFERED else "with"
    whom = f"{nearness} {call.agent}" if call.agent else call.queue or call.step
    what = ", ".join(part for part in (caller_text(call.caller), whom, f"call {call.call}") if part)
    return line.name, call.state.value, duration(now - call.since), what


def _device_row(device: SoundDeviceView, now: Ms) -> Sequence[str]:
    state, what = ("works", device.what) if device.works else ("out of order", device.fault)
    return device.name, state, duration(now - device.since), what


def _queue_row(queue: QueueView, now: Ms) -> Sequence[str]:
    longest = max((now - ticket.arrived for ticket in queue.waiting), default=None)
    return queue.name, str(len(queue.waiting)), duration(longest), duration(queue.target_ms)


def _agent_row(agent: AgentView, calls: dict[int, CallView], now: Ms) -> Sequence[str]:
    call = calls.get(agent.call) if agent.call is not None else None
    idle = agent.activity is AgentActivity.IDLE
    state = agent.status.value if idle else agent.activity.value
    what = caller_text(call.caller) if call else agent.reason
    away = idle and agent.status is AgentStatus.SIGNED_OUT
    return agent.name, state, duration(None if away else now - agent.since), what
