"""What the house is set up with: settings and their pages, flows and their simulator, the address book."""

from appliance.web.blocklist_routes import BlocklistRoutes
from appliance.web.contact_files import ContactFiles
from appliance.web.contact_routes import ContactRoutes
from appliance.web.contacts import Contacts
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


def book_parts(contacts: Contacts) -> tuple[Part, ...]:
    return ContactFiles(contacts), ContactRoutes(contacts), BlocklistRoutes(contacts)
