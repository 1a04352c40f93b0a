"""The accounts' own file: who is in it, that it is nobody else's to read, and that it stays bounded."""

from pathlib import Path

import pytest

from appliance.model.accounts import AuditRow, Role, Token, User, Way
from appliance.store.accounts import MOST_SESSIONS, AccountsFile
from appliance.store.faults import NotPossible, StoreFault, StoreRefused

ROOT = User(name="root", roles=(Role.ADMIN,), since_utc_ms=1)
ANNA = User(name="anna", roles=(Role.AGENT, Role.VIEWER), agent="anna", since_utc_ms=2)


@pytest.fixture
def file(tmp_path: Path) -> AccountsFile:
    file = AccountsFile(tmp_path / "accounts.db")
    file.add_user(ROOT, "hash of root")
    file.add_user(ANNA, "hash of anna")
    return file


def audited(number: int) -> AuditRow:
    return AuditRow(utc_ms=number, who="root", way=Way.SESSION, address="10.0.0.1", what=f"{number}", outcome="200")


def test_users_are_found_whatever_the_case_and_last(file: AccountsFile, tmp_path: Path) -> None:
    assert file.users() == (ANNA, ROOT)
    assert file.user("Anna") == ANNA
    with pytest.raises(NotPossible, match="there already"):
        file.add_user(User(name="ANNA", roles=(Role.VIEWER,)), "x")
    file.close()
    assert AccountsFile(tmp_path / "accounts.db").users() == (ANNA, ROOT)


def test_nobody_else_may_read_it(file: AccountsFile, tmp_path: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_the_last_admin_stays(file: AccountsFile) -> None:
    for act in (lambda: file.remove_user("root"), lambda: file.change_user("ROOT", (Role.VIEWER,), "")):
        with pytest.raises(NotPossible, match="only admin"):
            act()
    file.change_user("anna", (Role.ADMIN,), "anna")
    file.remove_user("root")
    assert [user.name for user in file.users()] == ["anna"]


def test_a_session_ends_with_its_user_its_password_and_its_number(file: AccountsFile) -> None:
    file.begin_session("one", "anna", "10.0.0.1", 5)
    session = file.session("one")
    assert session is not None
    assert (session.user, session.used_utc_ms) == (ANNA, 5)
    file.begin_session("two", "anna", "10.0.0.2", 6)
    file.set_password("anna", "new", but_session="two")
    assert (file.session("one"), file.session("two") is None) == (None, False)
    for number in range(MOST_SESSIONS):
        file.begin_session(f"more {number}", "anna", "10.0.0.1", 10 + number)
    assert file.session("two") is None
    assert file.session("more 0") is not None
    file.remove_user("anna")
    assert file.session("more 0") is None


def test_a_code_counts_once(file: AccountsFile) -> None:
    file.propose_second_step("anna", "SECRET")
    file.confirm_second_step("anna", ("a", "b"))
    found = file.secrets("anna")
    assert found is not None
    assert (found.user.two_steps, found.second_step) == (True, "SECRET")
    assert [file.take_period("anna", period) for period in (10, 10, 9, 11)] == [True, False, False, True]
    assert [file.take_recovery("anna", code) for code in ("a", "a", "c", "b")] == [True, False, False, True]
    file.drop_second_step("anna")
    assert file.user("anna") == ANNA


def test_tokens_are_found_by_their_hash(file: AccountsFile) -> None:
    token = Token(name="prometheus", scopes=(Role.METRICS,), since_utc_ms=1)
    file.add_token(token, "hash")
    with pytest.raises(NotPossible, match="there already"):
        file.add_token(token, "other")
    assert file.token("hash") == token
    file.use_token("prometheus", 7)
    assert file.tokens()[0].used_utc_ms == 7
    file.remove_token("prometheus")
    assert file.token("hash") is None
    with pytest.raises(NotPossible, match="no token"):
        file.remove_token("prometheus")


def test_so_many_rows_are_audited() -> None:
    file = AccountsFile(None, most_audited=20)
    for number in range(30):
        file.write_audit(audited(number))
    rows = file.audit(100)
    assert [row.what for row in rows] == [str(number) for number in range(29, 9, -1)]
    assert file.audit(2, before=rows[0].number) == rows[1:3]


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    AccountsFile(path).close()
    other = AccountsFile(path)
    other._connection.pragma("user_version", 99)
    other.close()
    with pytest.raises(StoreRefused, match="move it away"):
        AccountsFile(path)
    with pytest.raises(StoreFault):
        AccountsFile(tmp_path / "accounts.db" / "x")
