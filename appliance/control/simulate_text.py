"""A simulated call as text for a terminal."""

from collections.abc import Iterator

from appliance.config.tables import DAYS
from appliance.core.spans import clock
from appliance.model.simulation import Act, Deed, HoursSeen, Moment, Simulated, Sounding, SoundKind, WaitSeen
from appliance.model.words import Ms

AT = "{at:>7}  "
INDENT = " " * 9

WHO = {
    Deed.LISTEN: "the caller listens",
    Deed.HANG_UP: "the caller hangs up",
    Deed.ANSWER: "the agent answers",
    Deed.DECLINE: "the agent declines",
    Deed.END_TALK: "the agent hangs up",
    Deed.FREE: "an agent becomes free",
}


def walk_lines(walk: Simulated) -> Iterator[str]:
    first = walk.moments[0] if walk.moments else None
    day = f"{DAYS[first.day]} " if first is not None else ""
    yield f"{day}{walk.at.replace('T', ' ')}: {walk.line} rings, flow {walk.flow}, {walk.of}"
    for moment in walk.moments:
        yield from _moment(moment)
    if walk.moments:
        yield from _last(walk.moments[-1])
    if walk.cut:
        yield walk.cut


def _moment(moment: Moment) -> Iterator[str]:
    if moment.act is not None:
        yield f"{AT.format(at=clock(moment.at_ms))}{_act(moment.act)}"
    for told in moment.told:
        yield f"{AT.format(at=clock(told.at_ms))}  {told.text}"
    for sounding in moment.sounded:
        yield f"{AT.format(at=clock(sounding.began_ms))}  {_heard(sounding)}"


def _act(act: Act) -> str:
    match act.do:
        case Deed.KEY:
            return f"the caller presses {act.key}"
        case Deed.WAIT | Deed.SPEAK:
            return f"the caller {'waits' if act.do is Deed.WAIT else 'speaks'} for {_seconds(act.for_ms)}"
    return WHO[act.do]


def _heard(sounding: Sounding) -> str:
    if sounding.kind is SoundKind.MUSIC:
        return f"hears music: {sounding.prompts[0].prompt}"
    if sounding.kind is SoundKind.MESSAGE:
        return "hears the message"
    said = (f'{each.prompt} "{each.text}"' if each.text else each.prompt for each in sounding.prompts)
    language = f" [{sounding.language}]" if sounding.language else ""
    return f"hears{language} {', '.join(said)} ({_seconds(sum(each.lasts_ms for each in sounding.prompts))})"


def _last(moment: Moment) -> Iterator[str]:
    yield f"path: {' › '.join(moment.path)}" if moment.path else "path: none"
    if moment.variables:
        yield "collected: " + ", ".join(f"{name} = {value}" for name, value in moment.variables.items())
    yield from map(_hours, moment.hours)
    if moment.wait is not None:
        yield _wait(moment.wait)
    if moment.outcome is not None:
        yield f"outcome: {moment.outcome.value}, ended by the {moment.hung_up}"
        return
    keys = ", ".join(f"{key} → {step}" if step else key for key, step in moment.keys.items())
    where = f" at step {moment.step}" if moment.step else ""
    yield f"now: {moment.state.value}{where}" + (f"; keys: {keys}" if keys else "")


def _hours(hours: HoursSeen) -> str:
    until = f" until {hours.until.replace('T', ' ')}" if hours.until else ""
    why = " (closed on this date)" if hours.holiday else ""
    return f"{hours.hours}: {'open' if hours.open else 'closed'}{why}{until}"


def _wait(wait: WaitSeen) -> str:
    need = ", ".join(f"{skill} {level}" for skill, level in wait.need.items())
    who = f"rings at {', '.join(wait.rung)}" if wait.rung else f"place {wait.place}"
    expected = "" if wait.expected_ms is None else f", expected wait {clock(wait.expected_ms)}"
    return f"queue {wait.queue}: {who}" + (f", needs {need}" if need else "") + expected


def _seconds(ms: Ms) -> str:
    return f"{ms / 1_000:.1f} s"
