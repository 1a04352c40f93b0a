"""How a browser becomes an agent's phone: part of the schema of the control socket."""

from appliance.model.words import AgentName, Value


class SubscribeFrames(Value, frozen=True):
    """Plugs a browser into the agent's station: from now on frames of the framing's own kind go both ways, each with
    the agent's name.

    The reply is Done, or Occupied while another browser is there; this one takes its place with `take_over`. One phone
    to a connection, which should carry nothing else; its end unplugs the browser.
    """

    agent: AgentName
    take_over: bool = False


class Occupied(Value, frozen=True):
    """Another browser has the agent's phone."""

    agent: AgentName


class PhoneTaken(Value, frozen=True):
    """To the browser that had the agent's phone: another one has it now, and no frame comes or goes any more."""

    agent: AgentName
