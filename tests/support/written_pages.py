"""README and docs as they lie in the checkout: their text, headings, links and blocks of code."""

import re
import textwrap
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
_BLOCK = re.compile(r"^( *)```([a-z]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Block(NamedTuple):
    language: str
    text: str


@dataclass(frozen=True)
class Page:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def blocks(self) -> list[Block]:
        return [Block(language, textwrap.dedent(text)) for _, language, text in _BLOCK.findall(self.text)]

    @property
    def prose(self) -> str:
        return _BLOCK.sub("", self.text)

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """The names that GitHub gives the headings."""
        found = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(self.prose))
        return set(found)

    @property
    def commands(self) -> list[str]:
        """The lines of its shell blocks, in order."""
        return [line for language, text in self.blocks if language == "sh" for line in text.splitlines() if line]


def page(name: str) -> Page:
    return Page(ROOT / name)


README = page("README.md")
DOCS = tuple(Page(path) for path in sorted((ROOT / "docs").glob("*.md")))
PAGES = (README, *DOCS)


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
