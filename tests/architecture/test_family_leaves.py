"""Every option of a modem family is read by code that acts on it: a file that promises what nobody does misleads."""

from pathlib import Path
from typing import Final

import pytest

from tests.architecture.family_leaves import unread

ROOT = Path(__file__).parents[2]
FOR_PEOPLE: Final = {"why", "source"}
"""Reasons and sources, whatever they are of: whoever opens the file reads them."""
FOR_THE_CHECK: Final = {"GsmQuirkName.NO_RELEASE_BEFORE_RINGING"}
"""What else the file says must agree with it, or it is refused: the ways to hang up."""
PLANTED: Final = """
class Planted(Value, frozen=True, kw_only=True):
    nobody_reads: str = ""

class PlantedName(Enum):
    NOBODY_READS = "nobody_reads"
"""

pytestmark = pytest.mark.planted


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """One run of mypy, with something planted that nobody reads."""
    return unread(ROOT, tmp_path_factory.mktemp("leaves"), PLANTED)


def test_an_option_that_nobody_reads_is_found(left: set[str]) -> None:
    assert {"Planted.nobody_reads", "PlantedName.NOBODY_READS"} <= left


def test_every_option_of_a_family_is_read_by_code(left: set[str]) -> None:
    idle = {each for each in left if each.rpartition(".")[2] not in FOR_PEOPLE and not each.startswith("Planted")}
    assert idle == FOR_THE_CHECK
