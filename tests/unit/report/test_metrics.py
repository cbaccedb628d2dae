"""The metrics of a command in Prometheus text format."""

import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from support.made_metrics import BEGAN, EARLY, WHOLE

from batch.errors import OutputError
from batch.report.metrics import RunMetrics, write_metrics


def read(path: Path) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels but the task."""
    families = text_string_to_metric_families(path.read_text("utf-8"))
    samples = [each for family in families for each in family.samples]
    assert {each.labels["task"] for each in samples} == {"nightly"}
    return {
        (each.name.removeprefix("ektepakt_batch_"), *(v for k, v in each.labels.items() if k != "task")): each.value
        for each in samples
    }


def test_a_whole_run_is_told_in_seconds_and_by_label(tmp_path: Path) -> None:
    write_metrics(tmp_path / "nightly.prom", WHOLE)
    told = read(tmp_path / "nightly.prom")
    assert told["last_run_start_timestamp_seconds",] == BEGAN.timestamp()
    assert told["last_run_exit_code",] == 5
    assert told["last_run_requests", "200"] == 3
    assert told["last_run_retries",] == 1
    assert told["last_run_identifiers", "found"] == 3
    assert told["last_run_identifiers", "empty"] == 0
    assert told["last_run_changes", "gone"] == 1
    assert told["last_run_paused_seconds",] == 12.5
    assert told["certificate_expiry_timestamp_seconds",] == BEGAN.replace(year=2027).timestamp()


def test_latencies_are_those_of_answers_by_upper_bound(tmp_path: Path) -> None:
    write_metrics(tmp_path / "nightly.prom", WHOLE)
    told = read(tmp_path / "nightly.prom")
    bucket = "last_run_request_duration_seconds_bucket"
    assert [told[bucket, bound] for bound in ("0.05", "0.1", "2.5", "5.0", "60.0", "+Inf")] == [2, 2, 2, 3, 3, 4]
    assert told["last_run_request_duration_seconds_count",] == 4
    assert told["last_run_request_duration_seconds_sum",] == pytest.approx(73.09)


def test_what_a_command_did_not_get_to_is_not_told(tmp_path: Path) -> None:
    write_metrics(tmp_path / "nightly.prom", EARLY)
    told = read(tmp_path / "nightly.prom")
    assert told["last_run_exit_code",] == 2
    assert told["last_run_token_requests",] == 0
    assert not [name for name in told if "identifiers" in name[0] or "changes" in name[0] or "certificate" in name[0]]


def test_a_monitor_of_another_user_may_read_it_and_the_last_one_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "nightly.prom"
    path.write_text("old", "utf-8")
    path.chmod(0o600)
    write_metrics(path, EARLY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]
    assert "old" not in path.read_text("utf-8")


def test_digits_of_the_files_name_that_could_be_a_person_are_masked(tmp_path: Path) -> None:
    write_metrics(tmp_path / "a.prom", replace(EARLY, task="list 06821349425"))
    assert "06821349425" not in (tmp_path / "a.prom").read_text("utf-8")


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    write_metrics(tmp_path / "a.prom", replace(EARLY, task="night\udcff"))
    assert 'task="night\ufffd"' in (tmp_path / "a.prom").read_text("utf-8")


def test_a_folder_that_is_gone_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_metrics(tmp_path / "gone" / "nightly.prom", EARLY)


@pytest.mark.tools
@pytest.mark.parametrize("metrics", [EARLY, WHOLE], ids=["early", "whole"])
def test_promtool_has_nothing_to_say(metrics: RunMetrics, tmp_path: Path) -> None:
    if shutil.which("promtool") is None:
        pytest.skip("needs promtool (Debian: prometheus)")
    write_metrics(tmp_path / "nightly.prom", metrics)
    with (tmp_path / "nightly.prom").open() as file:
        checked = subprocess.run(
            ["promtool", "check", "metrics"], stdin=file, capture_output=True, text=True, check=False
        )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
