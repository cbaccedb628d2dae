"""Alert rules and dashboard ask for what the program writes, and promtool agrees with them."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.made_metrics import WHOLE

from batch.jobs.exit_codes import ExitCode
from batch.report.metrics import write_metrics

MONITORING = Path(__file__).parent.parent.parent / "deploy" / "monitoring"
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text("utf-8"))
promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool (Debian: prometheus)")


def expressions() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def written(folder: Path) -> str:
    write_metrics(folder / "nightly.prom", replace(WHOLE, task="nightly"))
    return (folder / "nightly.prom").read_text("utf-8")


@pytest.mark.parametrize("asked", [(MONITORING / "alerts.yaml").read_text("utf-8"), "\n".join(expressions())])
def test_each_metric_that_is_asked_for_is_one_that_is_written(asked: str, tmp_path: Path) -> None:
    names = set(re.findall(r"ektepakt_batch_\w+", asked))
    samples = set(re.findall(r"^(ektepakt_batch_\w+)", written(tmp_path), re.MULTILINE))
    assert names
    assert names <= samples


def test_each_value_of_a_label_that_is_asked_for_is_one_that_is_written(tmp_path: Path) -> None:
    asked = "\n".join([(MONITORING / "alerts.yaml").read_text("utf-8"), *expressions()])
    found = re.findall(r'(outcome|change|status)(?:=|!=|=~|!~)"([^"$]+)"', asked)
    pairs = {(label, value) for label, values in found for value in values.split("|")}
    assert pairs
    assert pairs <= set(re.findall(r'(\w+)="([^"]*)"', written(tmp_path)))


def test_each_alert_has_a_test_of_its_own() -> None:
    alerts = re.findall(r"- alert: (\w+)", (MONITORING / "alerts.yaml").read_text("utf-8"))
    tests = (MONITORING / "alerts_test.yaml").read_text("utf-8")
    assert alerts
    for each in alerts:
        assert re.search(rf"alertname: {each}\n +eval_time: \w+\n +exp_alerts:\n", tests), each


def test_the_codes_that_raise_an_alert_at_once_are_red() -> None:
    [steps] = [
        each["fieldConfig"]["defaults"]["thresholds"]["steps"]
        for each in DASHBOARD["panels"]
        if each["title"] == "Exit code"
    ]
    shown = {code: [each["color"] for each in steps if (each["value"] or 0) <= code][-1] for code in ExitCode}
    rule = re.findall(r"exit_code == (\d+)", (MONITORING / "alerts.yaml").read_text("utf-8"))
    assert {code for code, colour in shown.items() if colour == "red"} == {int(code) for code in rule} - {75}


def test_panels_do_not_overlap() -> None:
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24


@pytest.mark.tools
@promtool
def test_the_rules_are_lawful_and_pass_their_own_tests() -> None:
    for words in (["check", "rules", "alerts.yaml"], ["test", "rules", "alerts_test.yaml"]):
        told = subprocess.run(["promtool", *words], cwd=MONITORING, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.tools
@promtool
def test_each_panel_asks_lawfully(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{at}", "expr": expr.replace("$task", ".*")} for at, expr in enumerate(expressions())]
    (tmp_path / "panels.yaml").write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}), "utf-8")
    told = subprocess.run(["promtool", "check", "rules", tmp_path / "panels.yaml"], capture_output=True, check=False)
    assert told.returncode == 0, told.stdout
