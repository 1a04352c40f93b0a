"""Taking the call that rings on a GSM line."""

from appliance.drivers.line.gsm.polls import Polls
from appliance.drivers.line.gsm.turns import Haste, Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.protocol.gsm.call_signs import Stage


async def take_call(turns: Turns, polls: Polls, family: GsmFamily) -> bool:
    """Whether the call is ours; the list tells where the OK was lost. Raises DriverFault.

    ATA is not sent again to a modem that has answered: it would take whoever waits, and put on hold who was answered.
    """
    for step in family.calls.answer:
        done = await turns.ask_once(step.send, Haste.ANSWER)
        if done is None and not await _is_ours(polls):
            done = await turns.ask(step.send, Haste.ANSWER)
        if done is not None and not done.ok and not step.may_fail:
            return await _is_ours(polls)
    return True


async def _is_ours(polls: Polls) -> bool:
    return any(told.voice and told.stage is Stage.ACTIVE for told in await polls.listed() or ())
