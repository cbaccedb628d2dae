"""Decides under which heading of the help a flag stands."""

_GROUPS = {
    "Which runs": ("older_than", "with_stopped", "is_agreed"),
    "Input": (
        *("column", "sheet", "limit", "sample", "seed", "skip_list", "test_persons", "allow_series"),
        *("allow_empty", "allow_shrunk"),
    ),
    "Output": (
        *("out", "state", "format", "csv_for_excel", "annotate", "words"),
        *("compare_with", "fail_on_change", "max_errors", "metrics_file"),
    ),
    "Register and pace": (
        *("env", "language", "max_age", "concurrency", "rate", "attempts", "timeout_seconds", "backoff_seconds"),
        *("patience_seconds", "token_patience_seconds", "slow_forget_after"),
        *("stop_at", "stop_after", "max_requests"),
    ),
    "Credentials and consent": ("yes", "trust_folder"),
    "Keeping and personal data": ("keep", "forget_answers", "purpose"),
}
FURTHER = "Further"
TITLES = (*_GROUPS, FURTHER)
CREDENTIALS = """
Client, key and password are never flags. They are read from EKTEPAKT_CLIENT_ID, EKTEPAKT_KEYSTORE,
EKTEPAKT_KEYSTORE_PASSWORD (or ..._FILE) and the like in the environment, in .env or in ektepakt-batch.toml;
`ektepakt-batch config` lists them all.
"""
_PLACES = {name: place for place, name in enumerate(name for names in _GROUPS.values() for name in names)}
_TITLE_OF = {name: title for title, names in _GROUPS.items() for name in names}


def title_of(name: str | None) -> str:
    """Return the heading for a parameter; what no setting declares is about the command itself."""
    return _TITLE_OF.get(name or "", FURTHER)


def place_of(name: str | None) -> int:
    """Return where a parameter stands among those of its heading; others stay in their order behind."""
    return _PLACES.get(name or "", len(_PLACES))
