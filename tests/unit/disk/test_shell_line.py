"""A printed command shows nothing that could be an identifier, and a shell finds the file all the same."""

import subprocess
from pathlib import Path

import pytest
from support import builders as make

from batch.disk.shell_line import shell_line
from batch.identity.masking import mask_identifiers

FNR = make.EXAMPLE_FNR


@pytest.mark.parametrize(
    "name",
    [
        *("plain.csv", "with space $x `y` 'z'.csv", f"{FNR}.csv", f"liste {FNR}-ektepakt [1]*.xlsx"),
        *(f"{FNR[:6]} {FNR[6:]}.csv", f"{FNR[:6]}/{FNR[6:]}.csv", f"{FNR}/{FNR}/ø.csv", f"%20{FNR}?"),
    ],
)
def test_a_shell_hands_over_the_file_and_no_digit_is_masked(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    line = shell_line(["printf", "%s", str(path)])
    assert mask_identifiers(line) == line
    assert subprocess.run(["sh", "-c", line], check=True, capture_output=True).stdout.decode() == str(path)


def test_what_is_not_there_yet_is_not_looked_for(tmp_path: Path) -> None:
    assert shell_line(["run", f"{tmp_path}/{FNR}"]) == f"run {tmp_path}/{FNR}"
    assert shell_line(["run", "--column", "a b"]) == "run --column 'a b'"
