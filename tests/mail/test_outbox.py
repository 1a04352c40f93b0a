"""The mail program's database: its bound, its foreign files, its clock."""

from pathlib import Path

import apsw
import pytest

from appliance.model.mail import MailHealth
from appliance.store.faults import StoreRefused
from appliance.store.mail_outbox import KEPT_MS, MOST_WAITING, MailOutbox, mail_health
from tests.runtime.left_messages import left

NOW = 1_800_000_000_000


def test_no_more_than_so_many_wait_and_the_oldest_go(tmp_path: Path) -> None:
    outbox = MailOutbox(tmp_path / "mail.db", NOW)
    assert outbox.queue((left(n) for n in range(1, MOST_WAITING + 1)), ["general"], NOW) == 0
    assert outbox.queue((left(n) for n in (5_000, 5_001)), ["general"], NOW + 1) == 2
    assert len(outbox.due(NOW + 1)) == MOST_WAITING
    outbox.close()
    assert mail_health(tmp_path / "mail.db") == MailHealth(waiting=MOST_WAITING, failed=2)


def test_what_was_sent_is_forgotten_after_a_month(tmp_path: Path) -> None:
    outbox = MailOutbox(tmp_path / "mail.db", NOW)
    outbox.queue([left(1), left(2, box="workshop")], ["general"], NOW)
    outbox.sent("1-1", "250 OK", NOW)
    outbox.queue([], ["general"], NOW + KEPT_MS + 1)
    outbox.close()
    assert mail_health(tmp_path / "mail.db").sent == 0


def test_a_clock_that_is_put_back_holds_nothing_up(tmp_path: Path) -> None:
    outbox = MailOutbox(tmp_path / "mail.db", NOW)
    outbox.queue([left(1)], ["general"], NOW)
    outbox.later("1-1", "451", NOW + 60_000)
    assert outbox.due(NOW + 59_999) == ()
    assert [mail.message for mail in outbox.due(NOW - 86_400_000)] == ["1-1"]
    outbox.close()


def test_another_program_s_file_is_left_alone(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "mail.db"))
    connection.pragma("application_id", 7)
    connection.close()
    with pytest.raises(StoreRefused, match="is not a mail database"):
        MailOutbox(tmp_path / "mail.db", NOW)


def test_where_no_mail_program_ever_ran_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert mail_health(tmp_path / "mail.db") == MailHealth()
