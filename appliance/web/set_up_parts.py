"""What the house is set up with: settings and their pages, the address book, the blocklist."""

from appliance.web.blocklist_routes import BlocklistRoutes
from appliance.web.contact_files import ContactFiles
from appliance.web.contact_routes import ContactRoutes
from appliance.web.contacts import Contacts
from appliance.web.form_routes import FormRoutes
from appliance.web.frame import Frame
from appliance.web.questions import Questions
from appliance.web.route import Part
from appliance.web.settings_pages import SettingsPages
from appliance.web.settings_routes import SettingsRoutes


def set_up_parts(frame: Frame, questions: Questions, config: str | None, contacts: Contacts) -> tuple[Part, ...]:
    settings = SettingsRoutes(questions, config)
    pages = settings, FormRoutes(settings, questions), SettingsPages(frame, questions)
    return *pages, ContactFiles(contacts), ContactRoutes(contacts), BlocklistRoutes(contacts)
