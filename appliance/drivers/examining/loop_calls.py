"""What a test call needs of the settings: drivers made as the box makes them, and the number that may be dialled."""

from appliance.core.loop_number import judged_loop_number
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
    """What is dialled, and why nothing is; one of them is empty."""
    lines = {line.name: line for line in settings.plan.lines}
    for name in (calling, called):
        if name not in lines:
            return NOBODY, f'no line is called "{name}"; the settings have: {", ".join(lines) or "none"}'
    if calling == called:
        return NOBODY, f"{called} cannot ring itself; give another line with --from"
    verdict = judged_loop_number(settings.plan.outbound, lines[calling], lines[called], typed)
    return Order(verdict.number, lines[calling].number), verdict.refusal
