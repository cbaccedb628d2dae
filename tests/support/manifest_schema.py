"""The published schema of run.json, and the same without room for what it does not describe."""

import json
from importlib import resources
from typing import Any

import jsonschema_rs

_CONDITIONS = {"if", "then", "else"}


def published_schema() -> dict[str, Any]:
    text = resources.files("batch.report").joinpath("run.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def faults_of(manifest: dict[str, Any]) -> list[str]:
    """Return what the schema says against a manifest, members that it does not describe among it."""
    validator = jsonschema_rs.Draft202012Validator(_closed(published_schema()), validate_formats=True)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(manifest)]


def _closed(schema: Any) -> Any:
    """Close every object whose members are described one by one; a condition is no such object."""
    if isinstance(schema, list):
        return list(map(_closed, schema))
    if not isinstance(schema, dict):
        return schema
    closed = {name: value if name in _CONDITIONS else _closed(value) for name, value in schema.items()}
    is_object = schema.get("type") == "object" and "properties" in schema
    return {"additionalProperties": False, **closed} if is_object else closed
