"""How a command is to speak is known before its words are understood."""

import pytest

from batch.cli.speech.manner import Manner


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("run x.csv", Manner()),
        ("run x.csv -q", Manner(is_quiet=True)),
        ("run -vq x.csv", Manner(is_quiet=True, is_verbose=True)),
        ("run --quiet --json x.csv", Manner(is_quiet=True, as_json=True)),
        ("run --nonsense --log-format json", Manner(log_format="json")),
        ("run --log-format=json --env=prod", Manner(log_format="json", environment="prod")),
        ("run --log-format", Manner()),
        ("run -- -q --json", Manner()),
        ("", Manner()),
    ],
)
def test_it_is_read_from_the_words(words: str, expected: Manner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EKTEPAKT_LOG_FORMAT", raising=False)
    monkeypatch.delenv("EKTEPAKT_ENV", raising=False)
    assert Manner.of(words.split()) == expected


def test_the_environment_stands_in_for_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EKTEPAKT_LOG_FORMAT", "JSON")
    monkeypatch.setenv("EKTEPAKT_ENV", "ppe")
    manner = Manner.of(["run"])
    assert (manner.logs_json, manner.environment) == (True, "ppe")
    assert not Manner.of(["run", "--log-format", "console"]).logs_json
