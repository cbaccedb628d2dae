import pytest

from batch.api.call_errors import as_called, told_of_calls
from batch.errors import AmbiguousColumnsError, SettingsError


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("--max-age has no valid value", "max_age= has no valid value"),
        ("name another, or another --out", "name another, or another out="),
        ("--env ppe needs a key", 'env="ppe" needs a key'),
        ("with --max-age 1d its answers", 'with max_age="1d" its answers'),
        ("run the same command again", "make the same call again"),
        ("wait, and run the same command again", "wait, and make the same call again"),
        ("--older-than is no setting", "--older-than is no setting"),
        (
            "with `ektepakt-batch retry x --format csv`, not --format",
            "with `ektepakt-batch retry x --format csv`, not format=",
        ),
        ("with: ektepakt-batch retry x --format parquet", "with: ektepakt-batch retry x --format parquet"),
        ("do: /venv/bin/python -m batch run x --env ppe", "do: /venv/bin/python -m batch run x --env ppe"),
    ],
)
def test_settings_are_named_by_their_keyword_and_commands_stay(said: str, called: str) -> None:
    assert as_called(said) == called


def test_an_error_goes_on_with_its_kind_and_both_sentences() -> None:
    with pytest.raises(SettingsError) as raised, told_of_calls():
        raise SettingsError("--rate has no valid value", remedy="see --rate")
    assert str(raised.value) == "rate= has no valid value; see rate="


def test_the_columns_to_choose_from_are_named_as_a_call_names_them() -> None:
    with pytest.raises(AmbiguousColumnsError) as raised, told_of_calls():
        raise AmbiguousColumnsError("2 columns: “a”, “b”", flags="--column a --column b")
    assert raised.value.remedy == "name the right one with column=, or each of them in a list"
