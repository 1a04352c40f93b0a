"""The address book's file: found by word and number, no number twice, and what the engine is told of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.model.contacts import Block, CallerBlock, CallerMark, Contact, Treatment
from appliance.store.contacts import ContactsFile, read_marks
from appliance.store.faults import NotPossible, StoreRefused


@pytest.fixture
def file(tmp_path: Path) -> Iterator[ContactsFile]:
    file = ContactsFile(tmp_path / "contacts.db")
    yield file
    file.close()


def test_a_contact_is_kept_found_changed_and_removed(file: ContactsFile) -> None:
    ann = file.keep(Contact(name="Ánn Lee", company="Firm", numbers=("+431", "+432")))
    file.keep(Contact(name="Ben", numbers=("+441",)))
    assert file.found(["ann", "fir"], 5) == file.with_number(("+43",), 5) == (ann,)
    assert [each.name for each in file.listed(1, ("Ánn Lee", 0))] == [ann.name]
    assert file.of_number(("+999", "+432")) == ann
    with pytest.raises(NotPossible, match="Ben has \\+441 already"):
        file.keep(Contact(name="Carl", numbers=("+49", "+441")))
    assert file.of_number(("+49",)) is None
    file.remove(ann.contact)
    assert (file.found(["ann"], 5), file.count()) == ((), 1)
    with pytest.raises(NotPossible):
        file.remove(ann.contact)


def test_the_engine_hears_of_those_with_a_treatment_of_their_own(file: ContactsFile, tmp_path: Path) -> None:
    assert read_marks(tmp_path / "none.db") == ((), ())
    file.keep(Contact(name="Ann", numbers=("+431",), vip=True))
    file.keep(Contact(name="Ben", numbers=("+432",)))
    file.block(Block(pattern="+49*", treatment=Treatment.MESSAGE, why="x"))
    assert read_marks(tmp_path / "contacts.db") == (
        (CallerMark(number="+431", name="Ann", vip=True),),
        (CallerBlock(pattern="+49*", treatment=Treatment.MESSAGE, why="x"),),
    )
    file.unblock("+49*")
    with pytest.raises(NotPossible):
        file.unblock("+49*")


def test_many_are_kept_a_commit_at_a_time_and_another_file_is_refused(file: ContactsFile, tmp_path: Path) -> None:
    many = (Contact(name=f"name{number}", numbers=(f"+43{number}",)) for number in range(2_500))
    assert sum(1 for _ in file.keep_all(many)) == file.count() == 2_500
    other = tmp_path / "other.db"
    other.write_bytes(
        (tmp_path / "contacts.db").read_bytes()[:68] + b"abcd" + (tmp_path / "contacts.db").read_bytes()[72:]
    )
    with pytest.raises(StoreRefused):
        ContactsFile(other)
