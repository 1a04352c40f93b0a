"""What a line can do, by the kinds of driver its own is."""

from collections.abc import Iterator

from appliance.drivers.line import NetworkLine, SecondCallLine, SendingLine
from appliance.model.states import LineAbility


def abilities(driver: object) -> Iterator[LineAbility]:
    if isinstance(driver, SendingLine):
        yield LineAbility.TEXTS
        if driver.texts_in_call:
            yield LineAbility.TEXTS_IN_CALL
    if isinstance(driver, NetworkLine):
        yield LineAbility.NETWORK
    if isinstance(driver, SecondCallLine) and driver.takes_second_calls:
        yield LineAbility.SECOND_CALLS
