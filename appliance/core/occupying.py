"""How the router learns of work that no queue gave: a ticket that is for one agent alone."""

from _fastroute.router import Router
from appliance.model.words import CallId, Ms


def take_up(router: Router, agent: int, call: CallId, now: Ms, top: int) -> int | None:
    """The agent, if they have the ticket at once; else it waits for them before every other, in front of band `top`.

    Withdrawn, it leaves the agent busy until freed.
    """
    return router.offer_ticket(
        call, {}, now, now, now, band=top - 1, preferred=agent, reserved=True, strategy="longest_idle"
    )
