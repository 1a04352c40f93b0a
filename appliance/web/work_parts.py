"""What callers left behind and what they hear, put together: calls, those who rang in vain, messages, prompts."""

from appliance.web.call_routes import CallRoutes
from appliance.web.frame import Frame
from appliance.web.kept_sounds import KeptSounds
from appliance.web.message_routes import MessageRoutes
from appliance.web.missed_routes import MissedRoutes
from appliance.web.prompt_routes import PromptRoutes
from appliance.web.questions import Questions
from appliance.web.route import Part
from appliance.web.work_pages import WorkPages


def work_parts(frame: Frame, questions: Questions, config: str | None) -> tuple[Part, ...]:
    sounds = KeptSounds()
    return (
        CallRoutes(questions, sounds),
        MissedRoutes(questions),
        MessageRoutes(questions, sounds),
        PromptRoutes(config),
        WorkPages(frame),
    )
