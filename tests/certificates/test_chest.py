"""The folder of keys: made, kept, renewed, healed; never readable by others, never half written."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.certificates.authority import Names
from appliance.certificates.chest import Chest
from appliance.certificates.faults import CertificateFault

START = datetime(2027, 3, 1, tzinfo=UTC)


class World:
    """What a chest asks for: the time and the machine's names."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.names = Names(("box.local", "localhost"), ("127.0.0.1", "192.168.1.20"))
        self.chest = Chest(folder / "tls", lambda: self.names, clock=lambda: self.now)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_the_first_start_makes_an_authority_and_a_certificate(world: World) -> None:
    assert len(world.chest.tend()) == 2
    made = world.chest.certificates()
    assert made.leaf.names == ("box.local", "localhost")
    assert made.leaf.issuer == made.root.subject
    assert made.doubts == ()


def test_nothing_is_done_again(world: World) -> None:
    world.chest.tend()
    before = world.chest.seal()
    assert world.chest.tend() == ()
    assert world.chest.seal() == before


def test_keys_are_the_owners_alone(world: World, tmp_path: Path) -> None:
    world.chest.tend()
    for file in (tmp_path / "tls").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {file.name for file in (tmp_path / "tls").iterdir()} == {"leaf.pem", "root.pem", "lock"}


def test_it_is_renewed_thirty_days_ahead_by_the_same_authority(world: World) -> None:
    world.chest.tend()
    before = world.chest.certificates()
    world.now = START + timedelta(days=368)
    assert len(world.chest.tend()) == 1
    after = world.chest.certificates()
    assert after.root == before.root
    assert after.leaf.to_utc_ms > before.leaf.to_utc_ms


def test_in_the_last_days_of_the_authority_it_is_made_once(world: World) -> None:
    world.chest.tend()
    world.now = START + timedelta(days=3653 - 10)
    assert len(world.chest.tend()) == 1
    assert world.chest.tend() == ()
    world.now = START + timedelta(days=3654)
    assert len(world.chest.tend()) == 2


def test_a_new_address_is_put_into_it_and_one_that_went_may_stay(world: World) -> None:
    world.chest.tend()
    world.names = Names(("box.local", "localhost"), ("127.0.0.1", "10.0.0.7"))
    assert "10.0.0.7" in world.chest.tend()[0]
    world.names = Names(("box.local", "localhost"), ("127.0.0.1",))
    assert world.chest.tend() == ()
    assert "10.0.0.7" in world.chest.certificates().leaf.addresses


@pytest.mark.parametrize(
    "rest", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n", b"\0" * 4096], ids=["empty", "torn", "zeros"]
)
def test_a_damaged_certificate_is_made_anew(world: World, rest: bytes) -> None:
    world.chest.tend()
    root = world.chest.certificates().root
    world.chest.leaf_file.write_bytes(rest)
    assert len(world.chest.tend()) == 1
    assert world.chest.certificates().root == root


def test_a_damaged_authority_is_set_aside_and_said(world: World, tmp_path: Path) -> None:
    world.chest.tend()
    (tmp_path / "tls" / "root.pem").write_bytes(b"\0" * 700)
    assert "damaged" in world.chest.tend()[0]
    assert (tmp_path / "tls" / "root.damaged.pem").exists()
    assert world.chest.certificates().leaf.issuer == world.chest.certificates().root.subject


def test_an_authority_at_its_end_is_followed_by_another(world: World) -> None:
    world.chest.tend()
    before = world.chest.certificates().root
    world.now = START + timedelta(days=3660)
    assert "ended" in world.chest.tend()[0]
    assert world.chest.certificates().root != before


def test_a_name_outside_is_told_and_left_out(world: World) -> None:
    world.names = Names(("box.local", "pbx.example.com", "localhost"), ("127.0.0.1",))
    world.chest.tend()
    told = world.chest.certificates()
    assert "pbx.example.com" not in told.leaf.names
    assert "pbx.example.com" in told.doubts[0]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("a file in its place")
    with pytest.raises(CertificateFault, match="tls: "):
        World(tmp_path).chest.tend()


def test_what_is_not_there_is_told(world: World) -> None:
    with pytest.raises(CertificateFault, match="start the pages once"):
        world.chest.certificates()
    with pytest.raises(CertificateFault, match="nothing to take back"):
        world.chest.drop_uploaded()
