"""The list of components that a release is made of."""

import json
import re
import tomllib
from typing import Any

from support.wheel import ROOT

import batch

SBOM: Any = json.loads((ROOT / "sbom.cdx.json").read_text("utf-8"))
LOCKED = dict(re.findall(r"^(\S+)==([^\s;]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
FOUND = {part["purl"].removeprefix("pkg:pypi/").split("@")[0]: part["version"] for part in SBOM["components"]}


def spelled(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_is_of_this_version_in_the_format_that_scanners_read() -> None:
    assert (SBOM["bomFormat"], SBOM["specVersion"]) == ("CycloneDX", "1.6")
    assert SBOM["metadata"]["component"]["version"] == batch.__version__


def test_it_lists_what_the_lock_pins() -> None:
    locked = {spelled(name): version for name, version in LOCKED.items()}
    assert {spelled(name): version for name, version in FOUND.items()}.items() <= locked.items() | _forks().items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = {spelled(re.split(r"[\[>=;]", each)[0]) for each in project["dependencies"]}
    assert direct <= {spelled(name) for name in FOUND}


def _forks() -> dict[str, str]:
    """Return those that the lock pins more than once, for different Pythons, in the version of the list."""
    lines = re.findall(r"^(\S+)==([^\s;]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    return {spelled(name): version for name, version in lines if FOUND.get(name) == version}


def test_each_part_tells_its_licence() -> None:
    assert not [part["name"] for part in SBOM["components"] if not part.get("licenses")]


def test_it_names_no_package_index() -> None:
    text = (ROOT / "sbom.cdx.json").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"]*", text)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}
