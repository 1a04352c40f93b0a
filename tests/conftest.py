"""What holds for every test: properties are tried on the same examples in each run, so that a run says what changed,
and however long one takes: a machine with other work fails nothing.

`--hypothesis-profile=campaign` draws new ones, ten times as many where a test does not say how many.

Among several workers (`./dev test`) what runs in real time keeps a worker busy, but hardly a processor: all of it is
one group, so that no two disturb each other, and it begins first; of the rest each file is a group. What computes
steps back before what runs in real time.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.pop("COLUMNS", None)  # pytest-xdist sets it, and what the terminal prints would be folded

settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("campaign", max_examples=1_000, deadline=None)
settings.load_profile("suite")

IN_REAL_TIME = ("journey", "clients", "browser")
STEPS_BACK = 10
"""Niceness; those in real time come first, so no worker ever has to take it back."""


def in_real_time(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(kind) for kind in IN_REAL_TIME)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        file = item.path.relative_to(config.rootpath).as_posix()
        item.add_marker(pytest.mark.xdist_group("real-time" if in_real_time(item) else file))
    items.sort(key=lambda item: not in_real_time(item))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ and not in_real_time(item) and os.nice(0) < STEPS_BACK:
        os.nice(STEPS_BACK)
