"""What the house is set up with: settings and their pages."""

from appliance.web.form_routes import FormRoutes
from appliance.web.frame import Frame
from appliance.web.questions import Questions
from appliance.web.route import Part
from appliance.web.settings_pages import SettingsPages
from appliance.web.settings_routes import SettingsRoutes


def set_up_parts(frame: Frame, questions: Questions, settings: SettingsRoutes) -> tuple[Part, ...]:
    return settings, FormRoutes(settings, questions), SettingsPages(frame, questions)
