"""Faxes and modems on one leg: what the kernel tells, as the signs it is."""

from typing import Final

from _fastroute import fax
from appliance.model.states import FaxSign

SIGNS: Final = {
    fax.CALLING_FAX: FaxSign.CALLING,
    fax.CALLING_DATA: FaxSign.DATA_CALLING,
    fax.ANSWER: FaxSign.ANSWER,
    fax.ANSWER_REVERSED: FaxSign.ANSWER_REVERSED,
    fax.ANSWER_AM: FaxSign.ANSWER_AM,
    fax.ANSWER_BELL: FaxSign.ANSWER_BELL,
    fax.FLAGS: FaxSign.FLAGS,
}
