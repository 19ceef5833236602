"""What is kept is made once, whole, and again where it is not what was written."""

import pytest

from helpers.keeping import is_sealed, keep, seal


@pytest.fixture
def made(tmp_path):
    """The place, a function that keeps something there, and how many times it was made."""
    times = []

    def make(fresh):
        times.append(1)
        (fresh / "inner").mkdir()
        (fresh / "a.bin").write_bytes(b"one")
        (fresh / "inner" / "b.bin").write_bytes(b"two")

    place = tmp_path / "kept" / "thing"
    return place, lambda: keep(place, make), times


def test_it_is_made_once(made):
    place, keep_it, times = made
    assert keep_it() == place == keep_it()
    assert len(times) == 1
    assert [path.name for path in place.parent.iterdir()] == ["thing"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: (place / "a.bin").write_bytes(b"onE"),
        lambda place: (place / "a.bin").write_bytes(b""),
        lambda place: (place / "inner" / "b.bin").unlink(),
        lambda place: (place / "a.bin").rename(place / "c.bin"),
        lambda place: (place / "c.bin").write_bytes(b"more"),
        lambda place: (place / ".seal").write_bytes(b"\xff"),
        lambda place: (place / ".seal").unlink(),
    ],
    ids=["a byte", "cut", "a file less", "another name", "a file more", "the seal", "no seal"],
)
def test_what_is_damaged_is_made_again(damage, made):
    place, keep_it, times = made
    keep_it()
    damage(place)
    assert not is_sealed(place)
    keep_it()
    assert len(times) == 2
    assert is_sealed(place)
    assert (place / "a.bin").read_bytes() == b"one"


def test_a_failure_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        keep(tmp_path / "thing", lambda fresh: 1 / 0)
    assert list(tmp_path.iterdir()) == []


def test_a_seal_does_not_count_itself(tmp_path):
    (tmp_path / "a").write_text("a")
    seal(tmp_path)
    seal(tmp_path)
    assert is_sealed(tmp_path)
