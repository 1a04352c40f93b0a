"""What is asked about conversations, as events of the model, with the names as the settings have them."""

from appliance.control.agent_requests import agent_of
from appliance.control.talk_words import AboutRecording, AboutTalk, AskIn, NoteCall, SayInTalk, TalkRequest, WatchTalk
from appliance.model.events import Event
from appliance.model.snapshot import Snapshot
from appliance.model.talk_events import (
    AnnouncementWanted,
    CallNoted,
    CompanyWanted,
    RecordingOrdered,
    TalkOrdered,
    WatchWanted,
)
from appliance.model.words import AgentName, Token


def talk_event(request: TalkRequest, token: Token, house: Snapshot) -> Event:
    """Raises Unknown for an agent nobody is called."""
    match request:
        case AboutTalk(agent, order):
            return TalkOrdered(agent_of(agent, house).name, order, token)
        case AskIn():
            return CompanyWanted(
                agent=agent_of(request.agent, house).name,
                token=token,
                colleague=_known(request.colleague, house),
                number=request.number,
                line=request.line,
                invite=request.invite,
            )
        case WatchTalk():
            name, whom = agent_of(request.supervisor, house).name, _known(request.agent, house)
            return WatchWanted(supervisor=name, token=token, agent=whom, mode=request.mode)
        case SayInTalk():
            name = agent_of(request.agent, house).name
            return AnnouncementWanted(agent=name, token=token, prompts=request.prompts, to=request.to)
        case AboutRecording(agent, order):
            return RecordingOrdered(agent_of(agent, house).name, order, token)
        case NoteCall(agent, text):
            return CallNoted(agent_of(agent, house).name, text, token)


def _known(name: AgentName | None, house: Snapshot) -> AgentName | None:
    return None if name is None else agent_of(name, house).name
