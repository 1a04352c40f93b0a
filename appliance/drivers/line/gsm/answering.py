"""Taking the call that rings on a GSM line."""

from appliance.drivers.line.gsm.polls import Polls
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.protocol.gsm.call_signs import Stage


async def take_call(turns: Turns, polls: Polls, family: GsmFamily) -> bool:
    """Whether the call is ours. A refusal may only mean that the OK of the first try was lost. Raises DriverFault."""
    for step in family.calls.answer:
        if not (await turns.ask(step.send, Haste.ANSWER)).ok and not step.may_fail:
            return any(told.voice and told.stage is Stage.ACTIVE for told in await polls.listed() or ())
    return True
