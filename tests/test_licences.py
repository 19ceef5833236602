"""What is pinned, and what the site brings, is under licences that we may pass on, and is listed."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path

import bom
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PAGE = (ROOT / "book" / "licences.md").read_text(encoding="utf-8")


def test_every_pin_has_a_licence_that_we_take():
    pins = bom.read_pins(LOCK)
    assert len(pins) == len(re.findall(r"^[\w.-]+==", LOCK, re.MULTILINE)) > 150
    refused = {pin.name: licence for pin in pins if not bom.is_taken(licence := bom.find_licence(pin.name))}
    assert refused == {}


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("MIT", True),
        ("BSD License", True),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-2.0-or-later OR (MIT AND MPL-2.0)", True),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("whatever", False),
        ("", False),
    ],
)
def test_a_licence_is_taken_or_refused(licence, taken):
    assert bom.is_taken(licence) == taken


def test_a_package_without_a_licence_is_named():
    with pytest.raises(LookupError, match=r"no-such-package is not installed here: tools/licences\.toml"):
        bom.find_licence("no-such-package")


def test_no_licence_is_told_of_what_is_not_pinned():
    assert set(bom.KNOWN["packages"]) - {pin.name for pin in bom.read_pins(LOCK)} == set()


def test_the_bom_is_valid_whole_and_the_same_twice(tmp_path):
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        bom.write_bom(tmp_path / name, "1.0.0")
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) == {"fangzhi-1.0.0-sbom.cdx.json", "fangzhi-1.0.0-licences.csv"}
    text = written[0]["fangzhi-1.0.0-sbom.cdx.json"].decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    written_bom = json.loads(text)
    assert "timestamp" not in written_bom["metadata"]
    listed = {
        (part["name"], part["version"]): {hash["content"] for hash in part["hashes"]}
        for part in written_bom["components"]
    }
    assert listed == {(pin.name, pin.version): set(pin.hashes) for pin in bom.read_pins(LOCK)}
    assert sum(map(len, listed.values())) == LOCK.count("--hash=sha256:")
    assert all(part["licenses"] for part in written_bom["components"])
    (own,) = [one for one in written_bom["dependencies"] if one["ref"] == "pkg:pypi/fangzhi@1.0.0"]
    assert len(own["dependsOn"]) == len(listed)
    for content in written[0].values():
        assert str(ROOT).encode() not in content
        assert str(Path.home()).encode() not in content


def test_the_page_lists_what_the_site_brings_of_others(book):
    patterns = re.findall(r"^\| `([^`|]+)` \|", PAGE, re.MULTILINE)
    own = {path.relative_to(ROOT / "book").as_posix() for path in (ROOT / "book" / "_static").rglob("*")}
    brought = {
        path.relative_to(book.site).as_posix()
        for folder in ("_static", "pagefind")
        for path in (book.site / folder).rglob("*")
        if path.is_file() and "." in path.name
    } - own
    assert {name for name in brought if not any(fnmatch(name, pattern) for pattern in patterns)} == set()
    assert {pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in brought)} == set()
