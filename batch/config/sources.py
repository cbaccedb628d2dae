"""Where values come from: flags, the environment, `.env` and `ektepakt-batch.toml`, validated by one model."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from batch.config.setting_names import ENVIRONMENT_PREFIX, PARTS, SETTINGS, Setting
from batch.errors import SettingsError, say_unreadable
from batch.options.access_options import AddressOptions

TOML_NAME = "ektepakt-batch.toml"
DOTENV_NAME = ".env"


def read_settings(flags: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return a valid value for every setting; `flags` holds those that were given, `folder` is the working folder.

    Raises SettingsError naming the first setting that is unknown or of the wrong form; never shows a secret's value.
    """
    dotenv = _read_dotenv(folder / DOTENV_NAME)
    toml = _read_toml(folder / TOML_NAME)
    for values, where in ((os.environ, "the environment"), (dotenv, DOTENV_NAME)):
        _check_environment_names(values, where)
        _check_addresses({name.upper(): value for name, value in values.items()}, where)
    _check_addresses({f"{ENVIRONMENT_PREFIX}{name.upper()}": value for name, value in toml.items()}, TOML_NAME)
    try:
        return dict(_settings_model(folder / DOTENV_NAME, toml)(**flags))
    except ValidationError as error:
        raise _first_problem(error) from None


def _settings_model(dotenv: Path, toml: dict[str, Any]) -> type[BaseSettings]:
    class Sources(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=ENVIRONMENT_PREFIX,
            env_file=dotenv,
            env_ignore_empty=True,
            extra="ignore",
            coerce_numbers_to_str=True,
            allow_inf_nan=False,
        )

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class's signature
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, dotenv_settings, InitSettingsSource(settings_cls, toml)

    fields: dict[str, Any] = {name: _field(setting) for name, setting in SETTINGS.items()}
    return create_model("Settings", __base__=Sources, **fields)


def _field(setting: Setting) -> tuple[Any, Any]:
    about, kind = setting.about, setting.type
    if setting.is_list:
        kind = Annotated[kind, NoDecode, BeforeValidator(_split)]
    if about.read is not None:
        kind = Annotated[kind, BeforeValidator(about.read)]
    if about.check is not None:
        kind = Annotated[kind, AfterValidator(about.check)]
    return kind, Field(default=setting.field.default, ge=about.minimum)


def _split(value: object) -> object:
    """Take a list from one text, separated by commas, and from one number, as well as from several values."""
    if isinstance(value, str | int):
        return tuple(part for each in str(value).split(",") if (part := each.strip()))
    return value


def _read_dotenv(path: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, say_unreadable(error)) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, f"is no TOML: {error}") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, say_unreadable(error)) from error
    values = {key.replace("-", "_"): value for key, value in found.items()}
    for name in values:
        _check_known(name, SETTINGS, path.name)
    return values


def _unreadable(path: Path, what: str) -> SettingsError:
    return SettingsError(what, remedy="correct the file, or move it away", source=str(path))


def _check_environment_names(names: Iterable[str], where: str) -> None:
    known = [setting.environment_name for setting in SETTINGS.values()]
    for name in names:
        if name.upper().startswith(ENVIRONMENT_PREFIX):
            _check_known(name.upper(), known, where)


def _check_addresses(values: Mapping[str, Any], where: str) -> None:
    """An empty setting says nothing otherwise, but here it would stand for the environment's own address."""
    (overrides,) = (part for part in PARTS if part.option_class is AddressOptions)
    for setting in overrides.settings:
        value = values.get(setting.environment_name)
        if isinstance(value, str) and not value.strip():
            raise SettingsError(
                f"{setting.environment_name} is empty in {where}", remedy="give it a value, or remove it"
            )


def _check_known(name: str, known: Iterable[str], where: str) -> None:
    if name in known:
        return
    nearest = get_close_matches(name, known, n=1)
    remedy = f"did you mean {nearest[0]}?" if nearest else "remove it, or see `ektepakt-batch run --help`"
    raise SettingsError(f"{where} has an unknown setting {name}", remedy=remedy)


def _first_problem(error: ValidationError) -> SettingsError:
    """Name the first setting with a wrong value, which may be a secret; pydantic's message says what to write."""
    problem = error.errors(include_url=False, include_input=False)[0]
    setting = SETTINGS[str(problem["loc"][0])]
    remedy = problem["msg"].removeprefix("Value error, ").replace("Input should", "it should", 1)
    return SettingsError(f"{setting.shown_name} has no valid value", remedy=remedy)
