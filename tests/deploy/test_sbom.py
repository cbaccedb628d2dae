"""The list of components that a release is made of."""

import json
import re
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.written_pages import ROOT, project

import batch

SBOM: Any = json.loads((ROOT / "sbom.cdx.json").read_text("utf-8"))
PINS = re.findall(r"^([^\s#-][^\\\n]*)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
LISTED_FOR = {"python_version": "3.11", "python_full_version": "3.11.0", "sys_platform": "linux"}
"""The environment that `make lock` makes the list of: a package can be pinned once for each range of Pythons."""


def test_it_is_of_this_version_in_the_format_that_scanners_read() -> None:
    assert (SBOM["bomFormat"], SBOM["specVersion"]) == ("CycloneDX", "1.6")
    assert SBOM["metadata"]["component"]["version"] == batch.__version__


def test_it_lists_what_the_lock_pins_and_nothing_else() -> None:
    pins = [Requirement(each) for each in PINS]
    pinned = [each for each in pins if each.marker is None or each.marker.evaluate(LISTED_FOR)]
    assert {each.name for each in pinned} == {each.name for each in pins}
    locked = sorted(f"pkg:pypi/{canonicalize_name(each.name)}@{str(each.specifier)[2:]}" for each in pinned)
    assert sorted(part["purl"] for part in SBOM["components"]) == locked
    for part in SBOM["components"]:
        assert part["purl"].endswith(f"/{canonicalize_name(part['name'])}@{part['version']}"), part["purl"]


def test_the_lock_pins_what_the_package_asks_for() -> None:
    asked = {canonicalize_name(Requirement(each).name) for each in project()["project"]["dependencies"]}
    assert asked <= {canonicalize_name(Requirement(each).name) for each in PINS}


def test_each_part_tells_its_licence() -> None:
    assert not [part["name"] for part in SBOM["components"] if not part.get("licenses")]


def test_it_names_no_package_index() -> None:
    text = (ROOT / "sbom.cdx.json").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"]*", text)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}
