"""Passes a CycloneDX list of components on without its web addresses, those of package indexes among them."""

import json
import sys
from typing import Any


def without_addresses(part: Any) -> Any:  # noqa: ANN401 - as JSON has them
    if isinstance(part, dict):
        return {name: without_addresses(value) for name, value in part.items() if name != "externalReferences"}
    return [without_addresses(each) for each in part] if isinstance(part, list) else part


json.dump(without_addresses(json.load(sys.stdin)), sys.stdout, ensure_ascii=False, indent=1)
sys.stdout.write("\n")
