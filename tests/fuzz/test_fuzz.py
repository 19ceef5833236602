"""What fuzzing found is tried again, and the same promises are held to arbitrary bytes and to real files that were changed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from targets import ENDINGS, TARGETS

FOUND = sorted(path for path in (Path(__file__).parent / "found").rglob("*") if path.is_file())
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


@pytest.mark.parametrize("file", FOUND, ids=lambda file: f"{file.parent.name}-{file.name[:20]}")
def test_what_was_found(file):
    TARGETS[file.parent.name](file.read_bytes())


@st.composite
def changed(draw):
    """A stretch of a real file with some bytes exchanged, removed or put in."""
    content = draw(st.sampled_from(SEEDS)).read_bytes()
    start = draw(st.integers(0, len(content) - 1))
    data = bytearray(content[start : start + draw(st.integers(1, 600))])
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
    return bytes(data)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=40)
@given(data=st.one_of(st.binary(max_size=300), changed()), first=st.integers(0, len(ENDINGS) - 1))
def test_promises(target, data, first):
    TARGETS[target](bytes([first]) + data if target in ("read", "split") else data)
