"""A path as text, and back."""

import os
from pathlib import Path

import pytest

from batch.inputs import path_as_text, path_of_text


@pytest.mark.parametrize("name", [b"a/b.csv", b"a/\xc3\xb8 %41.csv", b"a/\xf8%41.csv", b"file:a.csv", b"file:\xf8"])
def test_a_path_comes_back_from_its_text_whatever_its_bytes(name: bytes) -> None:
    text = path_as_text(Path(os.fsdecode(name)))
    text.encode("utf-8")
    assert os.fsencode(path_of_text(text)) == name
    assert (text == os.fsdecode(name)) is (name in {b"a/b.csv", b"a/\xc3\xb8 %41.csv"})
