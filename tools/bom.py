"""Writes what requirements.lock pins as a CycloneDX SBOM, and a list of the licences, into a folder.

    python tools/bom.py OUT

The same lock gives the same bytes: a BOM's number is made of its lock, and it has no time.
"""

import csv
import re
import sys
import tomllib
import uuid
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.spdx import fixup_id, is_expression
from license_expression import LicenseExpression, get_spdx_licensing
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
KNOWN = tomllib.loads((ROOT / "tools" / "licences.toml").read_text(encoding="utf-8"))
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}


class Pin(NamedTuple):
    """A version of a package, and the SHA-256 of each file that it may be installed from."""

    name: str
    version: str
    hashes: list[str]


def read_pins(lock: str) -> list[Pin]:
    """Return the pins of a lock, in its order."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)(.*)", lock.replace("\\\n", ""), re.MULTILINE)
    return [Pin(name, version, re.findall(r"sha256:(\w{64})", rest)) for name, version, rest in found]


def find_licence(name: str) -> str:
    """Return a package's licence: an SPDX expression, or the name of a family of licences where its metadata say no more.

    Raises LookupError where none is known.
    """
    if licence := KNOWN["packages"].get(name):
        return str(licence)
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        raise LookupError(
            f"{name} is not installed here: tools/licences.toml must have its licence"
        ) from None
    stated = about.get("License-Expression") or about.get("License") or ""
    if stated and (fixup_id(stated) or is_expression(stated)):
        return fixup_id(stated) or stated
    classifiers = [
        classifier.rpartition(" :: ")[2]
        for classifier in about.get_all("Classifier", [])
        if classifier.startswith("License :: ")
    ]
    if len(classifiers) != 1:
        raise LookupError(
            f"{name} names {classifiers} and {stated[:60]!r}: tools/licences.toml must say which"
        )
    return _CLASSIFIERS.get(classifiers[0], classifiers[0])


def is_taken(licence: str) -> bool:
    """Whether a licence is one that we take: of alternatives one must be, of what holds together each."""
    taken = {*KNOWN["permissive"], *KNOWN["weak"]}

    def holds(part: LicenseExpression) -> bool:
        if part.isliteral:
            return str(part) in taken
        return (any if part.operator == " OR " else all)(holds(one) for one in part.args)

    return licence in taken or (
        bool(licence) and is_expression(licence) and holds(get_spdx_licensing().parse(licence))
    )


def make_bom(version: str, lock: str) -> Bom:
    """Return the BOM of a version of this package with what a lock pins."""
    make_licence = LicenseFactory().make_from_string
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, lock))
    bom.metadata.timestamp = None
    bom.metadata.component = root = Component(
        name="fangzhi",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref=f"pkg:pypi/fangzhi@{version}",
        purl=PackageURL("pypi", name="fangzhi", version=version),
        licenses=[make_licence("MIT")],
    )
    for pin in read_pins(lock):
        purl = PackageURL("pypi", name=pin.name, version=pin.version)
        bom.components.add(
            Component(
                name=pin.name,
                version=pin.version,
                type=ComponentType.LIBRARY,
                bom_ref=purl.to_string(),
                purl=purl,
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.hashes],
                licenses=[make_licence(find_licence(pin.name))],
            )
        )
    bom.register_dependency(root, bom.components)
    return bom


def write_bom(out: Path, version: str) -> None:
    """Write `fangzhi-<version>-sbom.cdx.json` and `fangzhi-<version>-licences.csv`."""
    lock = LOCK.read_text(encoding="utf-8")
    text = JsonV1Dot6(make_bom(version, lock)).output_as_string(indent=1)
    (out / f"fangzhi-{version}-sbom.cdx.json").write_text(f"{text}\n", encoding="utf-8")
    rows = [(pin.name, pin.version, find_licence(pin.name)) for pin in read_pins(lock)]
    with (out / f"fangzhi-{version}-licences.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("package", "version", "licence"), *rows])


def main() -> int:
    """Write both; the licence of every pin must be known."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    write_bom(out, tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    print(f"The SBOM and the licences are in {out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
