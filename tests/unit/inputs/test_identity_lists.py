"""Files that name identifiers one a line, where they can't be read."""

from pathlib import Path

import pytest

from batch.errors import InputError
from batch.inputs.identity_lists import read_skip_list, read_test_persons


@pytest.mark.parametrize("flag", ["--skip-list", "--test-persons"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "can't be read (No such file or directory)"),
        ("bl\xe5".encode("cp1252"), "can't be read (it is no UTF-8)"),
    ],
)
def test_a_list_that_can_not_be_read_is_the_source_and_named_once(
    tmp_path: Path, flag: str, content: bytes | None, what: str
) -> None:
    path = tmp_path / "list.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_test_persons(path) if flag == "--test-persons" else read_skip_list(path, accepts_2032=False)
    assert (refused.value.what, refused.value.remedy, refused.value.source) == (what, f"check {flag}", str(path))
    assert str(refused.value).count("list.txt") == 1
