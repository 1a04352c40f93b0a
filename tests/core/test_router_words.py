"""The model's words for what the router does are the router's own: each has to know every one of the other's."""

import pytest

from _fastroute import records
from appliance.model.policy import Strategy, WorkKind
from appliance.model.states import KeyPart, Trigger


@pytest.mark.parametrize(
    ("ours", "routers"),
    [(Strategy, records.Strategy), (KeyPart, records.KeyPart), (Trigger, records.Trigger)],
    ids=lambda words: f"{words.__module__}.{words.__name__}",
)
def test_both_have_the_same_words_in_the_same_order(ours: type[str], routers: type[str]) -> None:
    words = [(word.name, word.value) for word in routers]
    assert [(word.name, word.value) for word in ours][: len(words)] == words


def test_one_trigger_is_the_policys_own() -> None:
    """The router knows no plan: a ticket offered under another one is new to it."""
    assert [trigger for trigger in Trigger if trigger.name not in records.Trigger.__members__] == [Trigger.REPLANNED]


def test_kinds_of_work_have_the_routers_names() -> None:
    assert [kind.name for kind in WorkKind] == [kind.name for kind in records.Kind]
