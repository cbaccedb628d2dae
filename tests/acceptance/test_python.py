"""`batch.look_up` and `batch.read_run`: the same job from Python, and nothing of the host program changed."""

import _thread
import asyncio
import json
import logging
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import structlog
from support.lists import some_identifiers, write_list
from support.outputs import manifest
from support.program import Program, wait_until, wait_until_asked

import batch
from batch.api.job_thread import JobThread
from batch.errors import ColumnError
from batch.jobs.run import RunHooks, run_main_job
from batch.sandbox import Fault, FaultKind, Faults, Sandbox

PEOPLE = some_identifiers(12)
UNHURRIED = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.1),))


@pytest.fixture
def home(sandbox: Sandbox, clean_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder; the settings point at the sandbox of the test."""
    for name, value in sandbox.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_DATA_HOME", str(clean_folder / "data"))
    monkeypatch.setattr(signal, "getsignal", signal.getsignal)
    return clean_folder / "data" / "ektepakt-batch"


def look_up(given: object, **settings: object) -> batch.Result:
    return batch.look_up(given, env="sandbox", progress=False, **settings)


def damaged_frame() -> pd.DataFrame:
    people = [PEOPLE[0], None, "12345678901", f"{PEOPLE[1][:6]} {PEOPLE[1][6:]}", PEOPLE[1], PEOPLE[0]]
    return pd.DataFrame({"kunde": list("abcdef"), "person": people}, index=[9, 7, 7, 5, 3, 1])


def test_every_row_of_a_frame_gets_its_outcome_under_its_own_index(home: Path) -> None:
    frame = damaged_frame()
    result = look_up(frame)
    merged = result.merged(frame)
    outcomes = merged["ektepakt_outcome SANDBOX"].tolist()
    answers = result.oppslag.set_index("fnr")["outcome"]
    assert outcomes[1:3] == ["invalid_id", "invalid_id"]
    assert [outcomes[0], *outcomes[3:]] == [answers[PEOPLE[each]] for each in (0, 1, 1, 0)]
    assert merged["ektepakt_repair"].tolist()[3] is not pd.NA
    pd.testing.assert_frame_equal(merged[frame.columns], frame)
    assert frame.columns.tolist() == ["kunde", "person"]


def test_a_setting_of_a_file_names_the_column_of_a_frame_too(home: Path) -> None:
    Path("ektepakt-batch.toml").write_text('column = "b"\n', "utf-8")
    result = look_up(pd.DataFrame({"a": PEOPLE[:6], "b": PEOPLE[6:]}))
    assert [*result.oppslag["fnr"]] == PEOPLE[6:]
    assert [*look_up(PEOPLE).oppslag["fnr"]] == PEOPLE


def test_columns_that_share_a_name_take_nothing_from_the_identifiers(home: Path) -> None:
    rows = [["x", 1, PEOPLE[0]], [2, "y", PEOPLE[1]]]
    frame = pd.DataFrame(rows, columns=["note", "note", "person"], dtype=object)
    assert [*look_up(frame).oppslag["fnr"]] == [*look_up(frame, column="person").oppslag["fnr"]] == PEOPLE[:2]
    pd.testing.assert_frame_equal(look_up(frame).merged(frame).iloc[:, :3], frame)
    arrow = pa.table([["x", "y"], ["z", "z"], PEOPLE[:2]], names=["note", "note", "person"])
    assert [*look_up(arrow).merged(arrow)][:3] == ["note", "note", "person"]


def test_identifiers_in_columns_that_share_a_name_are_refused(home: Path) -> None:
    frame = pd.DataFrame([[PEOPLE[0], int(PEOPLE[1])], [int(PEOPLE[2]), PEOPLE[3]]], columns=["fnr", "fnr"])
    with pytest.raises(ColumnError, match="2 columns called “fnr”"):
        look_up(frame, column="fnr")


def test_where_a_list_was_cut_is_told(home: Path) -> None:
    result = look_up(PEOPLE, limit=3)
    [remark] = result.remarks
    assert "row 4: what stands behind it was not looked up" in remark
    assert "not looked up" in result._repr_html_()


def test_some_of_the_rows_in_another_order_get_the_same_outcomes(home: Path) -> None:
    frame = damaged_frame()
    result = look_up(frame)
    whole = result.merged(frame).reset_index(drop=True)
    some = [4, 2, 2, 3, 1]
    pd.testing.assert_frame_equal(
        result.merged(frame.iloc[some]).reset_index(drop=True), whole.iloc[some].reset_index(drop=True)
    )


def test_a_few_rows_of_a_damaged_column_get_what_all_of_it_told(home: Path) -> None:
    numbers = pd.Series([int(each) for each in PEOPLE])
    short = numbers[numbers < 10**10].iloc[0]
    result = look_up(numbers)
    repairs = result.merged(numbers)["ektepakt_repair"]
    assert repairs.str.contains("leading_zero").sum() == (numbers < 10**10).sum()
    beside_a_stray = result.merged(pd.Series([short, 7]))  # alone, the stray would say that digits were lost
    first, second = beside_a_stray["ektepakt_outcome SANDBOX"]
    assert first in {"found", "empty"}
    assert second == "invalid_id"


def test_a_frame_of_others_is_refused_with_their_number_and_without_their_identifiers(home: Path) -> None:
    with pytest.raises(batch.InputError) as refused:
        look_up(PEOPLE[:3]).merged(PEOPLE)
    assert "9 identifiers" in str(refused.value)
    assert not any(each in str(refused.value) for each in PEOPLE)


def test_numbers_are_read_as_those_of_a_spreadsheet_that_has_lost_zeros(home: Path) -> None:
    numbers = [int(each) for each in PEOPLE]
    assert min(numbers) < 10**10
    result = look_up(np.array(numbers, dtype=np.float64))
    assert set(result.oppslag["fnr"]) == set(PEOPLE)
    rounded = look_up(np.array(numbers, dtype=np.float32))  # to somebody else's
    assert set(rounded.counts) == {"invalid_id"}


def test_a_column_of_numbers_and_texts_keeps_both(home: Path) -> None:
    mixed = pd.Series([int(each) if at % 2 else each for at, each in enumerate(PEOPLE)], dtype=object)
    result = look_up(mixed)
    assert [*result.oppslag["fnr"]] == PEOPLE
    assert result.merged(mixed)["ektepakt_outcome SANDBOX"].notna().all()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(list, id="list"),
        pytest.param(iter, id="iterator"),
        pytest.param(np.array, id="numpy"),
        pytest.param(pd.Series, id="pandas series"),
        pytest.param(lambda people: pd.DataFrame({"fnr": people}), id="pandas"),
        pytest.param(lambda people: pa.table({"fnr": people}), id="arrow"),
        pytest.param(pa.array, id="arrow array"),
    ],
)
def test_identifiers_are_taken_from_whatever_holds_them(given: Callable[[list[str]], object], home: Path) -> None:
    assert [*look_up(given(PEOPLE)).oppslag["fnr"]] == PEOPLE


def test_a_file_is_read_as_the_command_reads_it(home: Path) -> None:
    result = look_up(write_list(Path("people.csv"), PEOPLE))
    assert [*result.oppslag["fnr"]] == PEOPLE
    assert result.oppslag["source"].unique().tolist() == ["people.csv"]


@pytest.mark.parametrize(
    "given", [PEOPLE[0], "", b"x", 7, None, {"fnr": PEOPLE}, np.array([PEOPLE]), [{"fnr": PEOPLE[0]}]]
)
def test_what_holds_no_identifiers_is_a_type_error_that_shows_none(given: object, home: Path) -> None:
    with pytest.raises(TypeError) as refused:
        look_up(given)
    assert PEOPLE[0] not in str(refused.value)
    assert not home.exists()


def test_only_the_identifiers_are_written_for_the_readers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns: list[list[str]] = []

    def job(inputs: list[Path], config: Any, hooks: RunHooks, **how: Any) -> Any:
        columns.extend(pq.read_schema(each).names for each in inputs)
        return run_main_job(inputs, config, hooks, **how)

    monkeypatch.setattr("batch.api.asking.run_main_job", job)
    frame = pd.DataFrame({"secret": ["skilt fra bord og seng"] * len(PEOPLE), "fnr": PEOPLE})
    for how in ({}, {"column": "fnr"}):
        look_up(frame, **how)
    assert columns == [["fnr", "row"]] * 2


def test_only_the_identifiers_are_kept_and_in_private(home: Path) -> None:
    look_up(pd.DataFrame({"fnr": PEOPLE, "secret": ["skilt fra bord og seng"] * len(PEOPLE)}))
    kept = [path for path in home.rglob("*") if not path.is_symlink()]
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_dir()} | {home.stat().st_mode & 0o777} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_file()} == {0o600}
    assert not any(b"bord og seng" in path.read_bytes() for path in kept if path.is_file())
    assert {path.name for path in home.iterdir()} == {".lock", "audit.jsonl", "latest", "runs", "slow.sqlite3"}
    assert not [fnr for fnr in PEOPLE if fnr in (home / "audit.jsonl").read_text("utf-8")]


def test_what_a_killed_process_left_behind_is_removed_by_the_next_call(home: Path) -> None:
    home.mkdir(parents=True, mode=0o700)
    for name in (".asked-999999999-x", f".asked-{os.getpid()}-of-another-thread"):
        (home / name).mkdir()
    look_up(PEOPLE[:2])
    assert [path.name for path in home.glob(".asked-*")] == [f".asked-{os.getpid()}-of-another-thread"]


def test_it_can_be_called_where_an_event_loop_runs(home: Path) -> None:
    async def cell() -> batch.Result:
        return look_up(PEOPLE)

    assert asyncio.run(cell()).complete


def test_the_same_call_asks_again_and_tells_what_has_changed(home: Path, sandbox: Sandbox) -> None:
    first, second = look_up(PEOPLE), look_up(PEOPLE)
    assert (first.changes, first.path.parent) == (None, second.path.parent)
    assert second.changes is not None
    assert sandbox.memory.asks.total() == 2 * len(PEOPLE)
    assert look_up(PEOPLE, max_age="1d").summary["reused"] == len(PEOPLE)
    assert sandbox.memory.asks.total() == 2 * len(PEOPLE)


def test_a_frame_that_has_a_name_is_compared_with_the_one_before_it(home: Path) -> None:
    look_up(PEOPLE[:9], name="kunder")
    changes = look_up(PEOPLE, name="kunder").changes
    assert changes is not None
    assert changes["change"].tolist() == ["only_in_new"] * 3


def test_rows_that_a_merged_frame_says_were_answered_are_not_asked_again(home: Path, sandbox: Sandbox) -> None:
    merged = look_up(PEOPLE).merged(pd.DataFrame({"fnr": PEOPLE}))
    again = look_up(merged)
    assert sandbox.memory.asks.total() == len(PEOPLE)
    assert again.merged(merged).columns.tolist() == merged.columns.tolist()


@pytest.fixture
def _interruptible() -> object:
    """Let this thread hear of interrupts as a notebook's does, whatever runs the tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def interrupt_when_asked(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Callable[..., None]:
    """Interrupt when so many were asked, each time when the call waits again: two interrupts at a time are one."""
    wait, waits = JobThread._wait, list[JobThread]()

    def waiting(job: JobThread) -> None:
        waits.append(job)
        wait(job)

    def interrupt(counts: Sequence[int]) -> None:
        for number, count in enumerate(counts, 1):
            wait_until_asked(sandbox, count)
            wait_until(lambda number=number: len(waits) == number)
            _thread.interrupt_main()

    monkeypatch.setattr(JobThread, "_wait", waiting)
    return lambda *counts: threading.Thread(target=interrupt, args=[counts]).start()


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupted_call_goes_on_where_it_was(
    home: Path, sandbox: Sandbox, interrupt_when_asked: Callable[..., None]
) -> None:
    sandbox.faults = UNHURRIED
    interrupt_when_asked(3)
    with pytest.raises(KeyboardInterrupt, match="the same call goes on") as interrupted:
        look_up(PEOPLE, concurrency=1)
    [folder] = (home / "runs").iterdir()
    stopped = batch.read_run(folder)
    assert str(folder) in str(interrupted.value)
    assert (stopped.complete, stopped.exit_code) == (False, 75)
    assert 0 < stopped.counts["not_run"] < len(PEOPLE)
    sandbox.faults = Faults()
    result = look_up(PEOPLE)
    assert (result.path, result.complete) == (folder, True)
    assert sandbox.memory.asks.total() == len(PEOPLE)


@pytest.mark.usefixtures("_interruptible")
def test_a_second_interrupt_leaves_at_once(
    home: Path, sandbox: Sandbox, interrupt_when_asked: Callable[..., None]
) -> None:
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=20.0, from_request=4),))
    interrupt_when_asked(4, 4)
    with pytest.raises(KeyboardInterrupt, match="left at once"):
        look_up(PEOPLE, concurrency=1)
    sandbox.faults = Faults()
    assert look_up(PEOPLE).complete


def test_a_run_that_a_setting_stops_raises_what_goes_on(home: Path) -> None:
    with pytest.raises(batch.StoppedEarlyError) as stopped:
        look_up(PEOPLE, max_requests=4)
    assert stopped.value.remedy == "make the same call again to go on"
    assert "batch.read_run" in stopped.value.__notes__[0]
    assert look_up(PEOPLE).complete


def test_errors_of_the_program_are_exceptions_with_a_remedy(home: Path, sandbox: Sandbox) -> None:
    with pytest.raises(batch.SettingsError) as missing:
        look_up(PEOPLE, out=__file__)
    assert missing.value.remedy
    with pytest.raises(batch.InputError):
        look_up(pd.DataFrame({"a": PEOPLE, "b": PEOPLE}))
    with pytest.raises(batch.InputError, match="no column of that name"):
        look_up(pd.DataFrame({"a": PEOPLE}), column="fnr")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    with pytest.raises(batch.RegisterError) as denied:
        look_up(PEOPLE)
    assert "batch.read_run" in denied.value.__notes__[0]


def test_the_audit_has_each_call_with_its_purpose_and_its_end(home: Path, sandbox: Sandbox) -> None:
    look_up(PEOPLE, purpose="quarterly control", out="kept")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    with pytest.raises(batch.EktepaktBatchError):
        look_up(PEOPLE, out="kept")
    lines = [json.loads(line) for line in Path("kept/audit.jsonl").read_text("utf-8").splitlines()]
    ends = [(each["exit_code"], each["purpose"]) for each in lines if each["event"] == "ended"]
    assert ends == [(0, "quarterly control"), (4, None)]
    assert lines[1]["identifiers_asked"] == len(PEOPLE)
    assert {each["command"] for each in lines} == {"batch.look_up"}


def test_a_forgotten_run_is_merged_from_its_tables(home: Path) -> None:
    people = some_identifiers(60)
    frame = pd.DataFrame({"fnr": people})
    result = look_up(frame)
    before = result.merged(frame)
    assert before["ektepakt_avtaletyper"].notna().any()
    assert Program(Path.cwd(), dict(os.environ)).run("runs", "forget", "latest", "--out", home).code == 0
    read = batch.read_run(result.path)
    pd.testing.assert_frame_equal(read.merged(frame), before)
    (result.path / "roller.parquet").unlink()
    with pytest.raises(batch.EktepaktBatchError, match="were forgotten") as lost:
        read.merged(frame)
    assert "look the frame up" in str(lost.value.remedy)


def test_too_many_errors_are_a_result_with_errors(home: Path) -> None:
    result = look_up([*PEOPLE, "12345678901"])
    assert (result.exit_code, result.complete, len(result.errors)) == (3, True, 1)
    assert look_up([*PEOPLE, "12345678901"], max_errors="100%").exit_code == 0


@pytest.mark.parametrize(("name", "meant"), [("concurency", "concurrency"), ("maxage", "max_age"), ("env_", None)])
def test_an_unknown_setting_is_a_type_error_with_the_nearest_names(name: str, meant: str | None, home: Path) -> None:
    with pytest.raises(TypeError, match=meant or "no setting"):
        look_up(PEOPLE, **{name: 1})


def test_a_secret_is_no_keyword(home: Path) -> None:
    with pytest.raises(TypeError, match="no setting 'keystore_password'"):
        look_up(PEOPLE, keystore_password="x")


def test_nothing_of_the_host_is_changed_and_nothing_is_said(
    home: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    structlog.reset_defaults()
    root = logging.getLogger()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def state() -> object:
        return root.handlers[:], root.level, structlog.is_configured(), [signal.getsignal(each) for each in numbers]

    before = state()
    with caplog.at_level(logging.INFO, logger="batch"):
        look_up([*PEOPLE, *PEOPLE[:1]])
        look_up(PEOPLE[:1], name="kunder")
        look_up(PEOPLE, name="kunder")
    assert state() == before
    assert capfd.readouterr() == ("", "")
    assert any(record.name.startswith("batch.") for record in caplog.records)
    assert not any(each in caplog.text for each in PEOPLE)


def test_progress_is_a_line_without_identifiers(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.look_up(PEOPLE, env="sandbox")
    assert capsys.readouterr() == ("", "")  # nobody watches a file
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    batch.look_up(PEOPLE, env="sandbox")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("\r")
    assert f"{len(PEOPLE)} of {len(PEOPLE)} (100%)" in err
    assert not any(each in err for each in PEOPLE)


def test_frames_have_right_types_and_say_that_answers_are_made_up(home: Path) -> None:
    result = look_up(some_identifiers(60))
    types = result.ektepakter.dtypes.astype(str)
    assert types["fnr"] == "string"
    assert types["ektepaktnummer"] == "Int64"
    assert types["innkomsttidspunkt"] == "datetime64[us, UTC]"
    assert types["har_supplerende_opplysninger_i_dokument"] == "boolean"
    assert {type(each) for each in result.ektepakter["avtaletyper"]} == {list}
    assert result.errors["first_attempt_at"].dtype == types["innkomsttidspunkt"]
    for name in ("oppslag", "ektepakter", "roller", "avtaleinnhold", "errors"):
        assert getattr(result, name).attrs["answers_are_made_up"] is True
        assert result.arrow(name).schema.metadata[b"answers_are_made_up"] == b"true"
    assert result.merged(some_identifiers(60)).attrs["environment"] == "sandbox"
    with pytest.raises(KeyError, match="ektepakter"):
        result.arrow("ektepakt")


def test_what_a_notebook_shows_holds_no_identifier(home: Path) -> None:
    result = look_up(PEOPLE)
    for shown in (repr(result), result._repr_html_(), str(result.summary)):
        assert "sandbox" in shown
        assert not any(each in shown for each in PEOPLE)


def _with_empty_lists(frame: pd.DataFrame) -> str:
    """CSV can't tell an empty list from none."""
    lists = {name: frame[name].map(lambda each: each or []) for name in frame if frame[name].dtype == object}
    return str(frame.assign(**lists).to_csv())


@pytest.mark.parametrize("formats", ["parquet", "csv", "parquet,csv,xlsx"])
def test_a_run_of_the_command_is_read_in_each_format_alike(formats: str, program: Program) -> None:
    write_list(program.folder / "people.csv", [*some_identifiers(60), "12345678901", "=1+1", "'abc"])
    assert program.run("run", "people.csv", "--max-errors", "100%", "--out", "all").code == 0
    program.run("run", "people.csv", "--max-errors", "100%", "--format", formats, "--max-age", "1d", "--out", "all")
    runs = sorted((program.folder / "all" / "runs").iterdir())
    every, one = map(batch.read_run, runs)
    for name in ("ektepakter", "roller", "avtaleinnhold"):
        assert one.arrow(name).schema == every.arrow(name).schema
        assert _with_empty_lists(getattr(one, name)) == _with_empty_lists(getattr(every, name))
    assert one.errors["input_value"].tolist() == ["12345678901", "=1+1", "'abc"]
    assert (one.exit_code, one.complete) == (0, True)


def test_out_and_latest_are_the_newest_complete_run(program: Program) -> None:
    write_list(program.folder / "people.csv", PEOPLE)
    program.run("run", "people.csv")
    out = program.folder / "out"
    folder = (out / "latest").resolve()
    assert {batch.read_run(each).path for each in (out, out / "latest", folder, str(folder))} == {folder}
    (out / "latest").unlink()
    (out / "latest.txt").write_text(f"runs/{folder.name}\n", "utf-8")
    assert {batch.read_run(each).path for each in (out, out / "latest", out / "latest.txt")} == {folder}


def test_the_frame_of_a_file_that_the_command_read_is_merged_by_what_its_cells_are_read_as(
    program: Program, clean_folder: Path
) -> None:
    write_list(program.folder / "people.csv", PEOPLE)
    program.run("run", "people.csv")
    as_numbers = pd.read_csv(program.folder / "people.csv")
    assert as_numbers["fnr"].dtype == np.int64
    result = batch.read_run(program.folder / "out")
    merged = result.merged(as_numbers)
    assert merged["ektepakt_outcome SANDBOX"].tolist() == result.oppslag["outcome"].tolist()


def test_an_xlsx_only_run_is_refused_in_one_sentence_that_mends_it(program: Program) -> None:
    write_list(program.folder / "people.csv", PEOPLE)
    program.run("run", "people.csv", "--format", "xlsx")
    result = batch.read_run(program.folder / "out")
    with pytest.raises(batch.OutputError, match="--format parquet") as refused:
        _ = result.oppslag
    assert "no table oppslag as Parquet or CSV" in refused.value.what
    assert program.run("retry", result.path.name, "--format", "parquet").code == 0
    assert len(batch.read_run(program.folder / "out").oppslag) == len(PEOPLE)


def test_csv_for_excel_is_refused_in_one_sentence(program: Program) -> None:
    write_list(program.folder / "people.csv", PEOPLE)
    program.run("run", "people.csv", "--format", "csv", "--csv-for-excel")
    with pytest.raises(batch.OutputError, match="CSV for Excel"):
        _ = batch.read_run(program.folder / "out").oppslag


def test_a_damaged_or_edited_table_is_named_and_not_believed(program: Program) -> None:
    write_list(program.folder / "people.csv", PEOPLE)
    program.run("run", "people.csv", "--format", "parquet")
    folder = batch.read_run(program.folder / "out").path
    damaged = bytearray((folder / "oppslag.parquet").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / "oppslag.parquet").write_bytes(damaged)
    result = batch.read_run(folder)
    with pytest.raises(batch.OutputError, match=r"oppslag\.parquet is not as the run wrote it"):
        _ = result.oppslag
    (folder / "roller.parquet").unlink()
    with pytest.raises(batch.OutputError, match="can't be read"):
        _ = result.roller


def test_a_damaged_manifest_and_a_run_without_files_are_one_sentence_each(program: Program, tmp_path: Path) -> None:
    write_list(program.folder / "people.csv", PEOPLE)
    program.run("run", "people.csv")
    folder = batch.read_run(program.folder / "out").path
    (folder / "run.json").write_text("{", "utf-8")
    with pytest.raises(batch.LedgerError, match=r"run\.json is damaged"):
        batch.read_run(folder)
    (folder / "run.json").unlink()
    with pytest.raises(batch.SettingsError, match="before its files were written"):
        batch.read_run(folder)
    for nothing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(batch.SettingsError, match=r"no folder|holds no run"):
            batch.read_run(nothing)


def test_a_result_without_its_ledger_still_has_its_tables(home: Path) -> None:
    result = look_up(PEOPLE)
    (result.path / "ledger.sqlite3").unlink()
    assert len(result.oppslag) == len(PEOPLE)
    with pytest.raises(batch.LedgerError, match="gone"):
        result.merged(PEOPLE)


def test_reading_a_run_leaves_its_folder_as_it_was(home: Path) -> None:
    result = look_up(PEOPLE)
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in result.path.iterdir()}
    read = batch.read_run(result.path)
    read.merged(PEOPLE)
    _ = read.oppslag, read.summary, read.exit_code
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in result.path.iterdir()} == before
    assert manifest(result.path)["is_complete"]
    with closing(sqlite3.connect(result.path / "ledger.sqlite3")) as ledger:
        assert ledger.execute("PRAGMA user_version").fetchone() != (0,)


def test_two_threads_may_look_up_at_a_time_in_folders_of_their_own(home: Path, tmp_path: Path) -> None:
    results: list[batch.Result] = []
    threads = [
        threading.Thread(target=lambda at=at: results.append(look_up(PEOPLE, out=tmp_path / f"out{at}")))
        for at in range(2)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.complete for each in results] == [True, True]
    assert not structlog.is_configured()


def test_a_hang_that_no_cancelling_ends_is_an_error_and_not_the_end_of_the_host(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def job(_inputs: object, _config: object, hooks: RunHooks, **_how: object) -> object:
        hooks.given_up(batch.errors.HungError("nothing moves", seconds=1.0))
        return threading.Event().wait(5)

    monkeypatch.setattr("batch.api.asking.run_main_job", job)
    with pytest.raises(batch.EktepaktBatchError, match="nothing moves"):
        look_up(PEOPLE)
