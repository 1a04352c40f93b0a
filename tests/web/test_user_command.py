"""`callbox user` and `callbox audit`, as a technician types them."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.store.accounts import AccountsFile
from appliance.web import user_command
from tests.web.signed import PASSWORD

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    place = ["--accounts", str(tmp_path / "accounts.db")]

    def type_in(*words: str, line: str = "") -> tuple[int, str, str]:
        if words[0] == "audit":
            code = user_command.audit([*words[1:], *place])
        else:
            code = user_command.main([*words, *place], io.StringIO(f"{line}\n"))
        said = capsys.readouterr()
        return code, said.out, said.err

    return type_in


def test_users_are_made_changed_and_removed(typed: Typed, tmp_path: Path) -> None:
    assert typed("list")[1] == "No users yet: callbox user add NAME --role admin\n"
    assert typed("add", "root", "--role", "admin", line="short")[0] == 1
    assert typed("add", "root", "--role", "admin", line=PASSWORD)[0] == 0
    assert typed("add", "anna", "--role", "agent", "--agent", "anna", line=PASSWORD)[0] == 0
    assert "there already" in typed("add", "anna", "--role", "agent", line=PASSWORD)[2]
    assert typed("role", "anna", "agent", "supervisor")[0] == 0
    listed = [json.loads(line) for line in typed("list", "--json")[1].splitlines()]
    assert [(user["name"], user["roles"], user["agent"]) for user in listed] == [
        ("anna", ["agent", "supervisor"], "anna"),
        ("root", ["admin"], ""),
    ]
    assert "only admin" in typed("remove", "root")[2]
    file = AccountsFile(tmp_path / "accounts.db")
    file.begin_session("one", "anna", "10.0.0.1", 1)
    assert typed("password", "anna", line=f"{PASSWORD} more")[0] == 0
    assert file.session("one") is None
    file.close()
    assert typed("remove", "anna")[0] == 0
    assert 'there is no user "anna"' in typed("remove", "anna")[2]


def test_a_token_is_printed_once_and_all_of_it_is_audited(typed: Typed) -> None:
    code, secret, _ = typed("token", "add", "prometheus", "metrics")
    assert (code, len(secret.strip())) == (0, 43)
    listed = typed("token", "list")[1]
    assert "prometheus" in listed
    assert "never used" in listed
    assert secret.strip() not in listed
    assert typed("token", "remove", "prometheus")[0] == 0
    rows = typed("audit")[1].splitlines()
    assert "user token remove prometheus" in rows[0]
    assert "user token add prometheus metrics" in rows[1]
    assert secret.strip() not in "".join(rows)
    first = json.loads(typed("audit", "--json", "--limit", "1")[1])
    assert (first["way"], first["outcome"]) == ("terminal", "done")


def test_a_wallboards_link_is_printed_once(typed: Typed) -> None:
    code, link, _ = typed("wallboard", "add", "front")
    address, _, key = link.strip().partition("/wallboard#")
    assert (code, address.startswith("http://"), len(key)) == (0, True, 43)
    assert typed("wallboard", "list")[1].startswith("front ")
    assert key not in typed("wallboard", "list")[1] + typed("audit")[1]
    assert typed("wallboard", "remove", "front")[0] == 0
    assert typed("wallboard", "list")[1] == "No wallboards yet: callbox user wallboard add NAME\n"
