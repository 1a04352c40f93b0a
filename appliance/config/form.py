"""The settings as forms: of each table its fields, what each takes and is for, from the types that validate."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec

from appliance.config.dump import plain
from appliance.config.hidden import is_secret
from appliance.config.reader import is_duration, key_of, kinds_of
from appliance.config.references import OF_ONE_KIND, REFERENCES
from appliance.config.rules import KEY_RULES, RULES, Rule, rule_of
from appliance.config.tables import LISTS, SINGLE
from appliance.model.words import Value

Shape = Literal["text", "whole", "number", "yes_no", "duration", "choice", "list", "table", "group", "kinds", "free"]
"""Of a field: a list of values, a table of a key and a value each, a group of fields, one of several kinds of group, or
anything at all."""

SUGGESTED: Final[Mapping[str, str]] = {"need": "skill", "skills": "skill", "tiers": "agent"}
"""Field that is a table → what its keys are: names there are, or, of skills, names that somebody uses."""
ABSURD: Final = (-(10**12), "\n", "")
"""What no rule takes; the sentence a rule refuses it with tells what it takes."""


class Field(Value, frozen=True, kw_only=True, tag=False):
    key: str
    """As the settings write it."""
    shape: Shape
    needed: bool = False
    """There is no default."""
    default: Any = None
    """As the settings write it; None: it is left away."""
    help: str = ""
    expected: str = ""
    """What its rule takes: "1 to 5"."""
    choices: tuple[str, ...] = ()
    names: str = ""
    """Kind of name it holds: queue, prompt, step …"""
    keys: str = ""
    """Of a table: kind of name its keys are."""
    keys_expected: str = ""
    """What the rule of its keys takes."""
    secret: bool = False
    inside: "Field | None" = None
    """Of a list or a table: what each value is."""
    fields: "tuple[Field, ...]" = ()
    """Of a group."""
    kinds: "dict[str, tuple[Field, ...]]" = {}
    """Of several kinds of group: the word that tells them apart → its fields."""


class Form(Value, frozen=True, kw_only=True, tag=False):
    kind: str
    """Of the table: queue, agent …"""
    several: bool
    """There may be any number of them, each with a name of its own."""
    help: str
    fields: tuple[Field, ...]


@cache
def forms() -> tuple[Form, ...]:
    """Of every table the settings have."""
    return tuple(
        Form(kind=kind, several=kind in LISTS, help=_help_of(shape), fields=_fields(shape))
        for kind, shape in (*SINGLE.items(), *LISTS.items())
    )


def _fields(owner: type[Value]) -> tuple[Field, ...]:
    return tuple(_field(owner, field) for field in msgspec.structs.fields(owner))


def _field(owner: type[Value], field: msgspec.structs.FieldInfo) -> Field:
    default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
    duration = is_duration(field.name)
    described = _shaped(field.type, duration=duration)
    names = REFERENCES.get(field.name) or OF_ONE_KIND.get((owner, field.name), "")
    return msgspec.structs.replace(
        described,
        key=key_of(field.name),
        needed=field.required,
        default=None if default is msgspec.NODEFAULT else plain(default, duration=duration),
        help=_helps(owner).get(field.name, ""),
        expected=_expected(rule_of(RULES, owner, field.name)),
        names=names,
        keys=SUGGESTED.get(field.name, ""),
        keys_expected=_expected(rule_of(KEY_RULES, owner, field.name)),
        secret=is_secret(field.name),
    )


def _shaped(kind: Any, *, duration: bool = False) -> Field:  # noqa: C901, PLR0911 - one branch per kind of type
    """With what its type tells."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _shaped(inner[0], duration=duration)
    if origin in {Union, UnionType}:
        kinds = kinds_of(kind)
        if len(kinds) > 1:
            return Field(key="", shape="kinds", kinds={word: _fields(each) for word, each in kinds.items()})
        return _shaped(next(each for each in inner if each is not NoneType), duration=duration)
    if origin is Literal:
        return Field(key="", shape="choice", choices=inner)
    if origin is tuple:
        return Field(key="", shape="list", inside=_shaped(inner[0], duration=duration))
    if origin is dict:
        return Field(key="", shape="table", inside=_shaped(inner[1], duration=duration))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Field(key="", shape="choice", choices=tuple(str(each.value) for each in kind))
    if isinstance(kind, type) and issubclass(kind, Value):
        return Field(key="", shape="group", fields=_fields(kind))
    return Field(key="", shape="duration" if duration else _PLAIN.get(kind, "free"))


_PLAIN: Final[Mapping[Any, Shape]] = {str: "text", int: "whole", float: "number", bool: "yes_no"}


def _expected(rule: Rule | None) -> str:
    """What the rule says it takes, without its "expected"; empty where it takes everything or says something else."""
    said = next((told for absurd in ABSURD if rule is not None and (told := _refusal(rule, absurd))), "")
    return said.removeprefix("expected ") if said.startswith("expected ") else ""


def _refusal(rule: Rule, absurd: object) -> str:
    try:
        return rule(absurd)
    except (TypeError, AttributeError):  # a rule of another type than this
        return ""


@cache
def _helps(owner: type) -> Mapping[str, str]:
    """The words below each field, of the class and of those it comes from."""
    found: dict[str, str] = {}
    for each in reversed(owner.__mro__):
        if each.__module__.startswith("appliance."):
            found.update(_documented(each))
    return found


def _documented(owner: type) -> Iterator[tuple[str, str]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    for here, below in pairwise(body):
        if isinstance(here, ast.AnnAssign) and isinstance(here.target, ast.Name) and isinstance(below, ast.Expr):
            match below.value:
                case ast.Constant(value=str() as words):
                    yield here.target.id, " ".join(words.split())


def _help_of(owner: type) -> str:
    first = (inspect.getdoc(owner) or "").partition("\n")[0]
    return first if owner.__doc__ else ""
