"""The backlog keeps order, has a bound, and gives up what is least precious."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.store.backlog import MEMORY_ROWS, STALL_ROWS, Backlog


def test_rows_come_out_in_the_order_in_which_they_went_in_whatever_their_rank():
    backlog = Backlog[str](ranks=3)
    for row, rank in (("a", 2), ("b", 0), ("c", 1), ("d", 0)):
        backlog.put(row, rank)
    assert [(w.ticket, w.row) for w in backlog.take(3)] == [(1, "a"), (2, "b"), (3, "c")]
    assert backlog.oldest() == "d"
    assert [w.row for w in backlog.take(9)] == ["d"]
    assert backlog.oldest() is None
    assert backlog.take(9) == []


def test_at_the_bound_the_oldest_of_the_lowest_rank_goes_and_rank_by_rank_the_journal_last():
    backlog = Backlog[str](ranks=3, limit=3)
    gone = [
        backlog.put(row, rank)[1] for row, rank in (("n1", 0), ("j1", 2), ("n2", 0), ("j2", 2), ("j3", 2), ("j4", 2))
    ]
    assert [g.row if g else None for g in gone] == [None, None, None, "n1", "n2", "j1"]
    assert [w.row for w in backlog.take(9)] == ["j2", "j3", "j4"]


def test_a_new_row_of_the_lowest_rank_goes_itself_when_all_others_are_worth_more():
    backlog = Backlog[str](ranks=2, limit=1)
    backlog.put("journal", 1)
    ticket, gone = backlog.put("note", 0)
    assert gone is not None
    assert (gone.ticket, gone.row) == (ticket, "note")


def test_both_bounds_are_reached_and_held():
    backlog = Backlog[int](ranks=1)
    for n in range(STALL_ROWS + 10):
        backlog.put(n, 0)
    assert len(backlog) == STALL_ROWS
    backlog.limit = MEMORY_ROWS
    for n in range(MEMORY_ROWS):
        backlog.put(n, 0)
    assert len(backlog) == MEMORY_ROWS
    assert backlog.last_ticket == STALL_ROWS + 10 + MEMORY_ROWS


@given(st.lists(st.integers(0, 3) | st.just("take")), st.integers(1, 8))
def test_nothing_is_lost_without_being_told_and_order_always_holds(acts, limit):
    backlog = Backlog[int](ranks=4, limit=limit)
    put, out, gone = [], [], []
    for n, act in enumerate(acts):
        if act == "take":
            out += [w.row for w in backlog.take(3)]
        else:
            put.append(n)
            _, given_up = backlog.put(n, act)
            gone += [given_up.row] if given_up else []
        assert len(backlog) <= limit
    out += [w.row for w in backlog.take(limit)]
    assert out == sorted(out)
    assert sorted(out + gone) == put
