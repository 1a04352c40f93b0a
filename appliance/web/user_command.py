"""`callbox user` and `callbox audit`: who may use the pages, from a terminal, whether the pages run or not."""

import argparse
import getpass
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import msgspec

from appliance.control.as_text import local
from appliance.control.errors import BadSettings
from appliance.control.place import DEFAULT_FILE, settings_of
from appliance.control.typed_words import whole_number
from appliance.model.accounts import USER_ROLES, AuditRow, Role, Token, User, Way
from appliance.model.words import Value
from appliance.store.accounts import ACCOUNTS_DATABASE_NAME, AccountsFile
from appliance.store.faults import NotPossible, StoreFault
from appliance.web.accounts import utc_ms
from appliance.web.passwords import fault_of, hashed, kept, new_secret
from appliance.web.problems import CannotSay
from appliance.web.signing_in import check_name
from appliance.web.wallboard_routes import SCOPES, link_of, of_link

LINES = 100


def main(argv: list[str], typed: TextIO | None = None) -> int:
    """Exit code 0 when it is done, 1 when it cannot be, 2 for words or settings that are not understood.

    Passwords come from `typed`; None: the input.
    """
    asked = _arguments(argv)
    asked.typed = typed or sys.stdin
    return _run(asked)


def audit(argv: list[str]) -> int:
    """As main."""
    parser = argparse.ArgumentParser(prog="callbox audit", description="Every change and every listening.")
    _place(parser)
    parser.add_argument("--limit", type=whole_number, default=LINES, metavar="N", help=f"at most (default: {LINES})")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(act=_audit)
    return _run(parser.parse_args(argv))


def _run(asked: argparse.Namespace) -> int:
    try:
        folder = Path(settings_of(asked.config).box.state_dir)
        file = AccountsFile(Path(asked.accounts) if asked.accounts else folder / ACCOUNTS_DATABASE_NAME)
        try:
            asked.act(file, asked)
        finally:
            file.close()
    except BadSettings as fault:
        return _complain(fault, 2)
    except (StoreFault, NotPossible, CannotSay) as fault:
        return _complain(fault, 1)
    return 0


def _list(file: AccountsFile, asked: argparse.Namespace) -> None:
    users = file.users()
    _show(users, (_user_line(user) for user in users), asked, "No users yet: callbox user add NAME --role admin")


def _add(file: AccountsFile, asked: argparse.Namespace) -> None:
    check_name(asked.name)
    if file.user(asked.name) is not None:
        raise NotPossible(f'a user "{asked.name}" is there already; choose another name')
    user = User(name=asked.name, roles=_roles(asked.role), agent=asked.agent, since_utc_ms=utc_ms())
    file.add_user(user, _new_password(asked.name, asked.typed))
    _note(file, f"user add {asked.name} {' '.join(asked.role)}")


def _change(file: AccountsFile, asked: argparse.Namespace) -> None:
    user = _known(file, asked.name)
    agent = user.agent if asked.agent is None else asked.agent
    file.change_user(user.name, _roles(asked.roles) or user.roles, agent)
    _note(file, f"user role {user.name} {' '.join(asked.roles)}")


def _password(file: AccountsFile, asked: argparse.Namespace) -> None:
    user = _known(file, asked.name)
    file.set_password(user.name, _new_password(user.name, asked.typed))
    if asked.drop_second_step:
        file.drop_second_step(user.name)
    _note(file, f"user password {user.name}")


def _remove(file: AccountsFile, asked: argparse.Namespace) -> None:
    file.remove_user(asked.name)
    _note(file, f"user remove {asked.name}")


def _tokens(file: AccountsFile, asked: argparse.Namespace) -> None:
    tokens = file.tokens()
    _show(tokens, (_token_line(token) for token in tokens), asked, "No tokens yet: callbox user token add NAME metrics")


def _add_token(file: AccountsFile, asked: argparse.Namespace) -> None:
    check_name(asked.name)
    secret = new_secret()
    token = Token(name=asked.name, scopes=tuple(map(Role, asked.scopes)), since_utc_ms=utc_ms())
    file.add_token(token, kept(secret))
    _note(file, f"user token add {asked.name} {' '.join(asked.scopes)}")
    sys.stdout.write(f"{secret}\n")


def _remove_token(file: AccountsFile, asked: argparse.Namespace) -> None:
    file.remove_token(asked.name)
    _note(file, f"user token remove {asked.name}")


def _screens(file: AccountsFile, asked: argparse.Namespace) -> None:
    screens = [token for token in file.tokens() if token.scopes == SCOPES]
    _show(screens, map(_token_line, screens), asked, "No wallboards yet: callbox user wallboard add NAME")


def _add_screen(file: AccountsFile, asked: argparse.Namespace) -> None:
    """Prints the link, this one time."""
    check_name(asked.name)
    key = new_secret()
    file.add_token(Token(name=asked.name, scopes=SCOPES, since_utc_ms=utc_ms()), of_link(key))
    _note(file, f"user wallboard add {asked.name}")
    web = settings_of(asked.config).web
    host = socket.gethostname() if web.address in {"127.0.0.1", "0.0.0.0", "::", "::1"} else web.address  # noqa: S104 – compared
    sys.stdout.write(f"http://{host}:{web.port}{link_of(key)}\n")


def _audit(file: AccountsFile, asked: argparse.Namespace) -> None:
    rows = file.audit(asked.limit)
    _show(rows, (_audit_line(row) for row in rows), asked, "Nothing was changed and nobody was listened to yet.")


def _show(values: Iterable[Value], lines: Iterable[str], asked: argparse.Namespace, nothing: str) -> None:
    shown = [msgspec.json.encode(value).decode() for value in values] if asked.json else [*lines] or [nothing]
    sys.stdout.write("".join(f"{line}\n" for line in shown))


def _user_line(user: User) -> str:
    more = [f"agent {user.agent}"] if user.agent else []
    more += ["second step"] if user.two_steps else []
    return "  ".join([f"{user.name:<20}", ", ".join(role.value for role in user.roles), *more])


def _token_line(token: Token) -> str:
    used = f"used {local(token.used_utc_ms, '%Y-%m-%d %H:%M')}" if token.used_utc_ms else "never used"
    return f"{token.name:<20}  {', '.join(scope.value for scope in token.scopes)}  {used}"


def _audit_line(row: AuditRow) -> str:
    who = f"{row.who or '?'} ({row.way.value}{' at ' + row.address if row.address else ''})"
    return f"{local(row.utc_ms, '%Y-%m-%d %H:%M:%S')}  {who}  {row.what}  {row.outcome}"


def _note(file: AccountsFile, what: str) -> None:
    row = AuditRow(utc_ms=utc_ms(), who=getpass.getuser(), way=Way.TERMINAL, address="", what=what, outcome="done")
    file.write_audit(row)


def _known(file: AccountsFile, name: str) -> User:
    user = file.user(name)
    if user is None:
        raise NotPossible(f'there is no user "{name}"')
    return user


def _new_password(name: str, typed: TextIO) -> str:
    """Hashed; asked for at a terminal, else the first line of the input: never a word of the command, which all see."""
    if typed.isatty():
        password = getpass.getpass(f"Password for {name}: ")
        if getpass.getpass("Once more: ") != password:
            raise NotPossible("the two passwords differ; nothing is changed")
    else:
        password = typed.readline().rstrip("\n")
    fault = fault_of(password, name)
    if fault:
        raise NotPossible(fault)
    return hashed(password)


def _roles(words: Iterable[str]) -> tuple[Role, ...]:
    return tuple(map(Role, words))


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox user", description="Who may use the pages, and what they may do.")
    words = parser.add_subparsers(metavar="WHAT", required=True)
    roles, scopes = [role.value for role in USER_ROLES], [role.value for role in Role]

    def command(name: str, act: object, words_for: str, parent: object = words) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parent.add_parser(name, help=words_for)  # type: ignore[attr-defined]
        made.set_defaults(act=act)
        return _place(made)

    command("list", _list, "everybody").add_argument("--json", action="store_true", help="one JSON object a line")
    add = command("add", _add, "a new user; the password is asked for, or read from the input")
    add.add_argument("name")
    add.add_argument("--role", action="append", choices=roles, required=True, help="may be repeated")
    add.add_argument("--agent", default="", help="which agent of the settings this is")
    change = command("role", _change, "what a user may do")
    change.add_argument("name")
    change.add_argument("roles", nargs="*", choices=roles, metavar="ROLE", help=", ".join(roles))
    change.add_argument("--agent", help="which agent of the settings this is")
    password = command("password", _password, "a new password; ends the user's sessions")
    password.add_argument("name")
    password.add_argument("--drop-second-step", action="store_true", help="for who has lost telephone and codes")
    command("remove", _remove, "remove a user").add_argument("name")
    token = words.add_parser("token", help="what programs sign in with").add_subparsers(metavar="WHAT", required=True)
    listed = command("list", _tokens, "all tokens, without their secrets", token)
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    made = command("add", _add_token, "make one; prints its secret, this one time", token)
    made.add_argument("name")
    made.add_argument("scopes", nargs="+", choices=scopes, metavar="SCOPE", help=", ".join(scopes))
    command("remove", _remove_token, "take one back", token).add_argument("name")
    screen = words.add_parser("wallboard", help="links of screens on a wall").add_subparsers(
        metavar="WHAT", required=True
    )
    listed = command("list", _screens, "all screens that have one", screen)
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    command("add", _add_screen, "make one; prints it, this one time, to be opened on the screen", screen).add_argument(
        "name"
    )
    command("remove", _remove_token, "take one back", screen).add_argument("name")
    return parser.parse_args(argv or ["list"])


def _place(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--config", metavar="FILE", help=f"the box's settings (default: {DEFAULT_FILE})")
    parser.add_argument("--accounts", metavar="FILE", help="file of the users (default: in the settings' state_dir)")
    return parser


def _complain(fault: Exception, code: int) -> int:
    sys.stderr.write(f"callbox: {fault}\n")
    return code
