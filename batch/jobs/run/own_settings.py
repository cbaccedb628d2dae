"""Notes in a run's ledger the settings that decide its files, so that a retry writes the same ones."""

import json
from pathlib import Path
from typing import Any

from batch.config import Config, settings_in_force
from batch.identity.masking import MASK
from batch.ledger import ledger_of, manifest_of, read_facts, undisturbed

_FACT = "settings"
_OF_THE_INPUT = (
    *("column", "sheet", "limit", "sample", "seed", "max_age", "test_persons", "allow_series"),
    *("accept_2032", "accept_zero_filled"),
)
_OF_THE_FILES = ("format", "csv_for_excel", "annotate", "words", "compare_with")
OF_A_RUN = (*_OF_THE_INPUT, *_OF_THE_FILES)


def settings_fact(config: Config) -> dict[str, str]:
    """Return what is noted; the first command's, since another's would begin another run."""
    settings = settings_in_force(config)
    if config.run.test_persons is not None:  # a retry may be given in another folder
        settings["test_persons"] = str(config.run.test_persons.absolute())
    return {_FACT: json.dumps(_named(settings, OF_A_RUN))}


def own_settings(folder: Path) -> dict[str, Any]:
    """Return the settings of a run: those of its last export for its files, else what its ledger notes."""
    path = ledger_of(folder)
    with undisturbed(path) as uri:
        facts = read_facts(uri, path)
    exported = manifest_of(folder).get("settings") or {}
    noted = json.loads(facts[_FACT]) if _FACT in facts else _named(exported, _OF_THE_INPUT)
    origin = {"env": facts.get("environment"), "language": facts.get("language")}
    return noted | _named(exported, _OF_THE_FILES) | {name: value for name, value in origin.items() if value}


def _named(settings: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Keep those of these names that were set, and that no mask makes unusable."""
    kept = {name: settings[name] for name in names if settings.get(name) not in (None, [])}
    return {name: value for name, value in kept.items() if MASK not in str(value)}
