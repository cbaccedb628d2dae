"""Writes an API document as a plain page, for a sandbox without Swagger UI."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_PAGE = """<!DOCTYPE html>
<html lang="nb">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="data:,">
</head>
<body>
<h1>{title}</h1>
<p>{description}</p>
{operations}
<p><a href="v3/api-docs">OpenAPI {version}</a></p>
</body>
</html>
"""


def write_plain_page(document: Mapping[str, Any]) -> str:
    """List every operation of an OpenAPI document with its parameters and answers, and link to the document."""
    return _PAGE.format(
        title=escape(document["info"]["title"]),
        description=escape(document["info"]["description"]),
        version=escape(document["openapi"]),
        operations="\n".join(_operations(document)),
    )


def _operations(document: Mapping[str, Any]) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>\n<p>{escape(operation['summary'])}</p>"
            yield _table(
                (each["name"], f"{each['in']}: {each['description']}") for each in operation.get("parameters", ())
            )
            yield _table((status, _described(document, answer)) for status, answer in operation["responses"].items())


def _described(document: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Return what an answer means; it may stand among the document's components."""
    found: Any = answer if "$ref" not in answer else document
    for part in answer.get("$ref", "").split("/")[1:]:
        found = found[part]
    return str(found["description"])


def _table(rows: Iterator[tuple[str, str]]) -> str:
    lines = (f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    return "\n".join(["<table>", *lines, "</table>"])
