"""The table of names that stand for something else covers every word of the plan."""

from typing import get_args

import msgspec

from appliance.config.references import REFERENCES
from appliance.config.tables import LISTS
from appliance.model.flow import Step
from appliance.model.policy import Relaxation

OWN_TEXT = {
    "name",
    "text",
    "texts",
    "file",
    "language",
    "variable",
    "finish",
    "box",
    "closed_on",
    "station",
    "driver",
    "options",
    "dial_prefix",
    "country_code",
    "trunk_prefix",
    "international_prefix",
    "allow",
    "deny",
    "emergency",
    "number",
    "record_refuse_key",
}
OWN_TABLES = {"need", "skills", "tiers", "steps", "options"}
DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}


def test_every_text_of_the_plan_is_a_name_of_something_or_known_as_plain_text() -> None:
    for value in (*LISTS.values(), *get_args(Step), Relaxation):
        for field in msgspec.structs.fields(value):
            if "str" in str(field.type) and field.name not in OWN_TEXT | OWN_TABLES | DAYS:
                assert field.name in REFERENCES, f"{value.__name__}.{field.name}"
