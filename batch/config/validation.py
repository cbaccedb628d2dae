"""Validates values as they were written, by one model made of the declared settings."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
)

from batch.config.nearest import nearest
from batch.config.origins import Given, OriginKind
from batch.config.setting_names import SETTINGS, Setting
from batch.errors import SettingsError

_LIMITS = ConfigDict(coerce_numbers_to_str=True, allow_inf_nan=False)
_REMEDIES = {
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number, with a point for the decimals",
    "finite_number": "write a number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "string_type": "write a text",
    "date_from_datetime_parsing": "write a date such as 2026-01-31",
    "date_parsing": "write a date such as 2026-01-31",
}
"""What to write, where pydantic's own message says it less plainly."""


def validated(given: Mapping[str, Given]) -> dict[str, Any]:
    """Return a valid value for every setting. Raises SettingsError for the first that is wrong, naming its place."""
    try:
        return dict(_model()(**{name: each.value for name, each in given.items()}))
    except ValidationError as error:
        raise _first_problem(error, given) from None


def is_switched_on(given: Given | None) -> bool:
    """Whether a switch is on, before all else is validated; a wrong value is refused then."""
    try:
        return given is not None and TypeAdapter(bool).validate_python(given.value)
    except ValidationError:
        return False


@cache
def _model() -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (_kind(setting), Field(default=setting.field.default, ge=setting.about.minimum))
        for name, setting in SETTINGS.items()
    }
    return create_model("Settings", __config__=_LIMITS, **fields)


def _kind(setting: Setting) -> Any:  # noqa: ANN401 - a type with its validators
    about, kind = setting.about, setting.type
    if setting.is_list:
        are_names = str in get_args(setting.type)  # of columns and sheets, which may have a comma in them
        kind = Annotated[kind, BeforeValidator(_split if are_names else _split_each)]
    if about.read is not None:
        kind = Annotated[kind, BeforeValidator(about.read)]
    if about.check is not None:
        kind = Annotated[kind, AfterValidator(about.check)]
    return kind


def _split(value: Any) -> Any:  # noqa: ANN401 - whatever a source holds
    """Take a list from one text, separated by commas, and from one number, as well as from several values."""
    if isinstance(value, str | int):
        return tuple(part for each in str(value).split(",") if (part := each.strip()))
    return value


def _split_each(value: object) -> tuple[object, ...]:
    """Take a list like `_split`, also from several values that are lists themselves (`--format parquet,csv`)."""
    values = value if isinstance(value, tuple | list) else (value,)
    return tuple(part for each in values for part in (_split(each) if isinstance(each, str) else (each,)))


def _first_problem(error: ValidationError, given: Mapping[str, Given]) -> SettingsError:
    """Name the first setting with a wrong value, which may be a secret and is not shown; say what to write.

    The nearest of a free text would be that text once more.
    """
    problem = error.errors(include_url=False, include_input=False)[0]
    setting = SETTINGS[str(problem["loc"][0])]
    value, origin = given[setting.name].value, given[setting.name].origin
    said = problem["msg"].removeprefix("Value error, ").replace("Input should", "it should", 1)
    remedy = _REMEDIES.get(problem["type"], said)
    is_free_text = str in {setting.type, *get_args(setting.type)} and not setting.about.is_flag
    meant = None if setting.is_secret or is_free_text else nearest(value, setting, _is_valid(setting))
    if meant is not None and "did you mean" not in remedy and remedy != f"write {meant}":
        remedy = f"{remedy}; did you mean {meant}?"
    flag = f"({setting.flag}) " if setting.about.is_flag and origin.kind is not OriginKind.FLAG else ""
    return origin.error(f"{flag}has no valid value", remedy=remedy)


def _is_valid(setting: Setting) -> Callable[[str], bool]:
    kind: Any = Annotated[_kind(setting), Field(ge=setting.about.minimum)]
    adapter: TypeAdapter[Any] = TypeAdapter(kind, config=_LIMITS)

    def is_valid(written: str) -> bool:
        try:
            adapter.validate_python(written)
        except ValidationError:
            return False
        return True

    return is_valid
