"""What holds for every test: properties are tried on the same examples in each run, so that a run says what changed,
and however long one takes: a machine with other work fails nothing.

`--hypothesis-profile=campaign` draws new ones, ten times as many where a test does not say how many.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("campaign", max_examples=1_000, deadline=None)
settings.load_profile("suite")
