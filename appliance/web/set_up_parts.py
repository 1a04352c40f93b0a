"""What the house is set up with: settings and their pages, flows and what a call in them would be like."""

from appliance.web.flow_pages import FlowPages
from appliance.web.form_routes import FormRoutes
from appliance.web.frame import Frame
from appliance.web.questions import Questions
from appliance.web.route import Part
from appliance.web.settings_pages import SettingsPages
from appliance.web.settings_routes import SettingsRoutes
from appliance.web.simulate_routes import SimulateRoutes
from appliance.web.simulator import Simulator


def set_up_parts(
    frame: Frame, questions: Questions, settings: SettingsRoutes, simulator: Simulator
) -> tuple[Part, ...]:
    forms, pages = FormRoutes(settings, questions), SettingsPages(frame, questions)
    return settings, forms, pages, SimulateRoutes(simulator), FlowPages(frame)
