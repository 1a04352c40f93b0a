"""Among several workers each test knows its group: else what runs in real time would run all at once."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one worker does all of it")
def test_a_test_belongs_to_the_group_of_its_file(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@tests/architecture/test_workers.py")
