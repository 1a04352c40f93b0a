"""`callbox keys`: presses keys for the far end of an agent's conversation."""

import argparse
import sys

from appliance.control.agent_words import PressKeys
from appliance.control.blocking_client import BlockingClient
from appliance.control.place import place_options, socket_wanted


def main(argv: list[str]) -> int:
    """0 once they go out. Raises NoBox, Refused and BadSettings."""
    parser = argparse.ArgumentParser(
        prog="callbox keys",
        parents=[place_options()],
        description="Presses keys for the far end of the conversation in which the agent is now, one after the other; "
        "the agent is not heard meanwhile. The call's timeline tells how many.",
    )
    parser.add_argument("agent", metavar="AGENT", help="who is in the conversation")
    parser.add_argument("keys", metavar="KEYS", help="1 to 32 of 0-9, *, # and A-D")
    chosen = parser.parse_args(argv)
    with BlockingClient(socket_wanted(chosen), "cli") as box:
        box.ask(PressKeys(chosen.agent, chosen.keys))
    sys.stdout.write("The keys go out.\n")
    return 0
