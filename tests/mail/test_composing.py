"""What a mail says, in nine languages, and what a hostile caller id cannot make of it."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from appliance.mail.composing import composed
from appliance.mail.words import WORDS
from appliance.model.caller import Caller, Presentation
from appliance.model.languages import SPOKEN
from tests.mail.smtp_house import settings
from tests.runtime.left_messages import left


def mail(folder: Path, language: str = "en", subjects: dict[str, str] | None = None, **facts: object) -> EmailMessage:
    wanted = settings(folder, 25, language, subjects=subjects or {})
    content = composed(wanted.mail, language, 'Har"bour\n', left(1, **facts), folder)
    assert b"\n" not in content.replace(b"\r\n", b"")
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_names_box_and_caller(tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    found = mail(tmp_path, language, cut=True, urgent=True)
    assert "general" in found["Subject"]
    assert "Ada Archer" in found["Subject"]
    assert found["Subject"].startswith(f"{words.urgent}: ")
    assert words.cut in found.get_content()
    assert "{" not in found["Subject"] + found.get_content()


def test_a_caller_s_name_makes_no_headers(tmp_path: Path) -> None:
    hostile = Caller("5550199", "x\r\nBcc: all@example.org\r\n\r\nbody {box}", Presentation.GIVEN)
    found = mail(tmp_path, caller=hostile)
    assert found["Bcc"] is None
    assert found["To"] == "anna@example.org"
    assert "{box}" in found["Subject"]


@pytest.mark.parametrize(
    ("subjects", "subject"),
    [
        ({"de": "Anruf {caller}, {length}"}, "Anruf Ada Archer +441632960011, 0:00"),
        ({"fr": "Appel"}, "Nachricht für general von Ada Archer +441632960011"),
    ],
)
def test_a_subject_of_the_house_s_own(tmp_path: Path, subjects: dict[str, str], subject: str) -> None:
    assert mail(tmp_path, "de-AT", subjects)["Subject"] == subject


def test_who_hides_the_number_is_said_to(tmp_path: Path) -> None:
    assert "number withheld" in mail(tmp_path, caller=Caller(presentation=Presentation.WITHHELD))["Subject"]
    assert "unknown" in mail(tmp_path, caller=Caller())["Subject"]
