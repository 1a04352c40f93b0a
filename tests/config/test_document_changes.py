"""Documents compared, edited by path, their secrets hidden, and two that were changed at once brought together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import SettingsFault
from appliance.config.document import Document
from appliance.config.document_diff import MASK, ORDER, changes, masked, masked_changes, same, unmasked
from appliance.config.document_edit import path_text, read_path, read_value, renamed, value_at, with_value, without
from appliance.config.document_merge import merge
from appliance.model.settings_words import Change, Conflict, Spot

BASE: Document = {
    "box": {"": {"name": "Harbour"}},
    "line": {
        "front": {"flow": "main", "rings": 1, "options": {"port": "/dev/a", "pin": "1234"}},
        "back": {"flow": "main"},
    },
    "flow": {"main": {"start": "menu", "steps": {"menu": {"step": "ask", "choices": {"1": "a"}, "repeats": 2}}}},
    "queue": {"sales": {"max_wait": "10 min"}, "service": {}},
}


def at(text: str) -> Spot:
    return read_path(text)


def set_in(document: Document, **values: object) -> Document:
    for path, value in values.items():
        document = with_value(document, at(path.replace("__", ".")), value)
    return document


def test_nothing_changed_is_no_change() -> None:
    assert changes(BASE, BASE) == ()
    assert changes({}, {"box": {"": {}}}) == ()


def test_changes_are_told_key_by_key_and_tables_as_a_whole() -> None:
    now = without(set_in(BASE, queue__sales__max_wait="5 min", queue__new__target="9 s"), at("line.back"))
    assert changes(BASE, now) == (
        Change(spot=Spot(kind="line", name="back"), was={"flow": "main"}),
        Change(spot=Spot(kind="queue", name="sales", keys=("max_wait",)), was="10 min", now="5 min"),
        Change(spot=Spot(kind="queue", name="new"), now={"target": "9 s"}),
    )


def test_true_is_another_value_than_one() -> None:
    assert len(changes(BASE, set_in(BASE, line__front__rings=True))) == 1


def test_another_order_of_tables_is_a_change() -> None:
    turned: Document = {**BASE, "queue": {"service": {}, "sales": {"max_wait": "10 min"}}}
    (change,) = changes(BASE, turned)
    assert change.spot == Spot(kind="queue", keys=(ORDER,))


def test_secrets_never_leave_and_come_back_as_they_are() -> None:
    hidden = masked(BASE)
    assert "1234" not in str(hidden)
    assert hidden["line"]["front"]["options"]["pin"] == MASK
    (change,) = masked_changes(changes(BASE, set_in(BASE, line__front__options__pin="9999")))
    assert (change.was, change.now) == (MASK, MASK)
    assert "1234" not in str(masked_changes(changes(BASE, {})))
    left: list[Spot] = []
    front = unmasked(hidden["line"]["front"], BASE["line"]["front"], Spot(kind="line", name="front"), left)
    assert (front, left) == (BASE["line"]["front"], [])


def test_a_mask_with_nothing_behind_it_is_told() -> None:
    left: list[Spot] = []
    unmasked({"options": {"pin": MASK}}, None, Spot(kind="line", name="new"), left)
    assert left == [Spot(kind="line", name="new", keys=("options", "pin"))]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("queue.sales.max_wait", Spot(kind="queue", name="sales", keys=("max_wait",))),
        ('queue."front desk".target', Spot(kind="queue", name="front desk", keys=("target",))),
        ("box.name", Spot(kind="box", keys=("name",))),
        ("box", Spot(kind="box")),
        ('flow.main.steps.menu.choices."*"', Spot(kind="flow", name="main", keys=("steps", "menu", "choices", "*"))),
    ],
)
def test_paths_are_read_and_written_alike(text: str, spot: Spot) -> None:
    assert read_path(text) == spot
    assert read_path(path_text(spot)) == spot


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("queue", "which queue"),
        ("queues.sales", 'did you mean "queue"'),
        ("", "is no path"),
        ("a b.c", "is no path"),
        ("box.state_dir", "stands in the file"),
        ("x = 1\ny", "is no path"),
        ("a." * 700, "is no path"),
    ],
)
def test_what_is_no_path_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(SettingsFault, match=words):
        read_path(text)


def test_values_are_toml_and_a_text_needs_no_quotation_marks() -> None:
    assert [read_value(text) for text in ("5", '"5"', "2 min", "true", '["a"]', "{ a = 1 }", "a = b")] == [
        5,
        "5",
        "2 min",
        True,
        ["a"],
        {"a": 1},
        "a = b",
    ]


def test_a_key_in_a_table_that_is_not_there_makes_the_table() -> None:
    assert set_in(BASE, queue__new__need={"a": 1})["queue"]["new"] == {"need": {"a": 1}}
    assert "new" not in BASE["queue"]


def test_entries_of_lists_count_from_one() -> None:
    listed = set_in(BASE, queue__sales__relax=[{"after": "1 s"}])
    assert value_at(listed, at("queue.sales.relax.1.after")) == "1 s"
    longer = set_in(listed, queue__sales__relax__2={"after": "2 s"}, queue__sales__relax__1__after="9 s")
    assert longer["queue"]["sales"]["relax"] == [{"after": "9 s"}, {"after": "2 s"}]
    assert without(longer, at("queue.sales.relax.1"))["queue"]["sales"]["relax"] == [{"after": "2 s"}]


@pytest.mark.parametrize("path", ["queue.sales.max_wait.deeper", "queue.sales.relax.7", "queue.none"])
def test_what_is_not_there_cannot_be_taken_away(path: str) -> None:
    with pytest.raises(SettingsFault, match="nothing to take away"):
        without(BASE, at(path))


def test_nothing_can_be_put_into_a_value() -> None:
    with pytest.raises(SettingsFault, match="no table"):
        with_value(BASE, at("queue.sales.max_wait.deeper"), 1)
    with pytest.raises(SettingsFault, match="is a table"):
        with_value(BASE, at("queue.sales"), 1)


def test_a_table_is_renamed_at_its_place() -> None:
    assert list(renamed(BASE, at("queue.sales"), "shop")["queue"]) == ["shop", "service"]
    with pytest.raises(SettingsFault, match="taken"):
        renamed(BASE, at("queue.sales"), "service")


def test_what_two_changed_in_different_places_comes_together() -> None:
    theirs = set_in(BASE, queue__sales__max_wait="5 min", line__front__options__port="/dev/b")
    ours = without(set_in(BASE, line__front__rings=3, queue__new__target="9 s"), at("line.back"))
    merged = merge(BASE, theirs, ours)
    assert merged.conflicts == ()
    assert merged.document["queue"] == {"sales": {"max_wait": "5 min"}, "service": {}, "new": {"target": "9 s"}}
    front = {"flow": "main", "rings": 3, "options": {"port": "/dev/b", "pin": "1234"}}
    assert merged.document["line"] == {"front": front}


def test_the_same_key_changed_twice_is_a_conflict_with_both_values() -> None:
    theirs, ours = set_in(BASE, queue__sales__max_wait="5 min"), set_in(BASE, queue__sales__max_wait="20 min")
    spot = Spot(kind="queue", name="sales", keys=("max_wait",))
    merged = merge(BASE, theirs, ours)
    assert merged.conflicts == (Conflict(spot=spot, base="10 min", theirs="5 min", ours="20 min"),)
    assert merge(BASE, theirs, ours, prefer_ours=True).document == ours
    assert merge(BASE, theirs, theirs).conflicts == ()


def test_a_table_taken_away_by_one_and_changed_by_the_other_is_a_conflict() -> None:
    theirs, ours = without(BASE, at("queue.sales")), set_in(BASE, queue__sales__max_wait="5 min")
    (conflict,) = merge(BASE, theirs, ours).conflicts
    assert (conflict.spot, conflict.theirs, conflict.ours) == (
        Spot(kind="queue", name="sales"),
        None,
        {"max_wait": "5 min"},
    )


def test_a_step_that_became_another_kind_is_not_mixed_with_the_old_one() -> None:
    theirs = set_in(BASE, flow__main__steps__menu={"step": "say", "prompts": ["x"], "then": "a"})
    ours = set_in(BASE, flow__main__steps__menu__repeats=1)
    (conflict,) = merge(BASE, theirs, ours).conflicts
    assert conflict.spot.keys == ("steps", "menu")


def test_the_order_is_that_of_whoever_changed_it() -> None:
    turned: Document = {**BASE, "queue": {"service": {}, "sales": {"max_wait": "10 min"}}}
    added = set_in(BASE, queue__new__target="9 s")
    assert list(merge(BASE, turned, added).document["queue"]) == ["service", "sales", "new"]
    assert list(merge(BASE, added, turned).document["queue"]) == ["service", "sales", "new"]


VALUES = st.recursive(
    st.sampled_from([1, "a", True]),
    lambda inner: st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from("pq"), VALUES, max_size=2)
DOCUMENTS = st.fixed_dictionaries(
    {"queue": st.dictionaries(st.sampled_from("abc"), BODIES, max_size=3)},
    optional={"routing": st.fixed_dictionaries({"": BODIES})},
)


@given(DOCUMENTS, DOCUMENTS)
def test_one_side_alone_is_taken_whole(base: Document, changed: Document) -> None:
    assert not changes(merge(base, base, changed).document, changed)
    assert not changes(merge(base, changed, base).document, changed)
    assert not changes(merge(base, changed, changed).document, changed)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_conflicts_are_the_same_from_both_sides_and_a_choice_ends_them(
    base: Document, theirs: Document, ours: Document
) -> None:
    one, other = merge(base, theirs, ours), merge(base, ours, theirs)
    assert {str(each.spot) for each in one.conflicts} == {str(each.spot) for each in other.conflicts}
    settled = merge(base, theirs, ours, prefer_ours=True).document
    assert not merge(theirs, theirs, settled).conflicts


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_told_as_changed_is_what_differs(was: Document, now: Document) -> None:
    told = {str(each.spot) for each in changes(was, now)}
    assert told == {str(each.spot) for each in changes(now, was)}
    assert all(not same(each.was, each.now) for each in changes(was, now))
