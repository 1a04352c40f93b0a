"""What a test call needs of the settings: drivers made as the box makes them, and the number that may be dialled."""

from appliance.core.loop_number import is_own, judged_loop_number
from appliance.drivers.examining.call_end import Makes
from appliance.drivers.examining.pair_call import Order
from appliance.drivers.line import LineDriver, Report, SoundPort
from appliance.drivers.registry import load_driver, open_options
from appliance.model.settings import Settings
from appliance.model.words import LineName
from appliance.sound.tone_plan import TonePlan

NOBODY = Order("")


def line_driver(line: LineName, settings: Settings, tones: TonePlan) -> Makes:
    """For a line that the settings have. The maker raises SettingsFault and DriverFault for options that are wrong."""

    def make(report: Report, sound: SoundPort) -> LineDriver:
        choice = settings.lines[line]
        way = load_driver("line", choice.driver)
        driver: LineDriver = way.Driver(line, open_options(choice, way.Options), report, sound, plan=tones)
        return driver

    return make


def ordered(settings: Settings, calling: LineName, called: LineName, typed: str) -> tuple[Order, str]:
    """What is dialled, and why nothing is; one of them is empty. Only for a box that does not run."""
    if wrong := wrong_lines(settings, calling, called):
        return NOBODY, wrong
    plan, lines = settings.plan.outbound, {line.name: line for line in settings.plan.lines}
    verdict = judged_loop_number(plan, lines[calling], lines[called], typed)
    if not verdict.refusal and not is_own(plan, lines[called], typed):
        alone = "the running box alone may dial it, since it keeps the ledger; start it"
        return NOBODY, f"{typed} is not {called}'s own number: {alone}"
    return Order(verdict.number, lines[calling].number), verdict.refusal


def wrong_lines(settings: Settings, calling: LineName, called: LineName) -> str:
    """Why the one cannot ring the other; empty when it can."""
    names = [line.name for line in settings.plan.lines]
    for name in (calling, called):
        if name not in names:
            return f'no line is called "{name}"; the settings have: {", ".join(names) or "none"}'
    return f"{called} cannot ring itself; give another line with --from" if calling == called else ""
