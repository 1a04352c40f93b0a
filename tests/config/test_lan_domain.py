"""A root that vouches for a domain must not vouch for a part of the internet."""

import pytest

from appliance.config.lan_domain import lan_domain


@pytest.mark.parametrize("domain", ["", "lan", "home", "internal", "office.example.com", "a-b.example"])
def test_a_domain_of_one_s_own_will_do(domain: str) -> None:
    assert lan_domain(domain) == ""


@pytest.mark.parametrize(
    "domain", ["com", "local.", ".lan", "*.example.com", "Example.com", "a b.com", "ü.example", "-a.example", "x" * 254]
)
def test_anything_else_is_refused(domain: str) -> None:
    assert "expected a domain of your own" in lan_domain(domain)
