"""Reads secrets from the folder that systemd gives a service ($CREDENTIALS_DIRECTORY), one in each file."""

import os
from pathlib import Path

from batch.config.known_names import known
from batch.config.origins import Given, Origin, OriginKind
from batch.config.secret_files import secret_in_file
from batch.config.setting_names import ENVIRONMENT_PREFIX, SECRETS
from batch.errors import SettingsError, say_unreadable

_VARIABLE = "CREDENTIALS_DIRECTORY"


def read_credentials_folder() -> dict[str, Given]:
    """Return the secrets by the names of their settings; a file is named as the setting, in any case, with - or _.

    Only those whose name begins with `ektepakt` have to be ours. Raises SettingsError for one of them that is no
    secret of ours, and for what can't be read.
    """
    folder = os.environ.get(_VARIABLE)
    if not folder:
        return {}
    try:
        paths = sorted(Path(folder).iterdir())
    except OSError as error:
        raise SettingsError(say_unreadable(error), remedy=f"check ${_VARIABLE}", source=folder) from error
    return {name: _given(name, path) for path in paths if (name := _secret_name(path)) is not None}


def _secret_name(path: Path) -> str | None:
    prefix = ENVIRONMENT_PREFIX.lower()
    written = path.name.lower().replace("-", "_").replace(".", "_")
    name = written.removeprefix(prefix)
    if written.startswith(prefix):
        return known(name, SECRETS, "$CREDENTIALS_DIRECTORY", source=str(path))
    return name if name in SECRETS else None


def _given(name: str, path: Path) -> Given:
    value = secret_in_file(name, path, remedy=f"check ${_VARIABLE}")
    return Given(value=value, origin=Origin(kind=OriginKind.CREDENTIAL, name=path.name))
