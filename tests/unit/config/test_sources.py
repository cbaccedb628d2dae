"""Where settings come from, which of several wins, and what is said of a wrong one."""

import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support import builders as make

from batch.config import SETTINGS, Config, Setting
from batch.config.loading import load_config
from batch.config.sources import DOTENV_NAME, TOML_NAME
from batch.errors import SettingsError
from batch.identity import Series
from batch.identity.environment import Environment
from batch.options.export_options import OutputFormat
from batch.options.run_options import LogFormat

SECRET = "correct horse battery"
pytestmark = pytest.mark.usefixtures("clean_folder")


class Sources:
    """All the places a setting can be written down in, each empty at first."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self.flags: dict[str, Any] = {}

    def flag(self, name: str, value: str) -> None:
        self.flags[name] = value

    def environment(self, name: str, value: str) -> None:
        self._monkeypatch.setenv(f"EKTEPAKT_{name.upper()}", value)

    def dotenv(self, name: str, value: str) -> None:
        with (self._folder / DOTENV_NAME).open("a", encoding="utf-8") as file:
            file.write(f"EKTEPAKT_{name.upper()}={value}\n")

    def toml(self, name: str, value: str) -> None:
        self.toml_line(f'{name} = "{value}"')

    def toml_line(self, line: str) -> None:
        with (self._folder / TOML_NAME).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def load(self) -> Config:
        return load_config(self.flags, folder=self._folder, today=make.TODAY)

    def refusal(self) -> str:
        return str(self.refused())

    def refused(self) -> SettingsError:
        with pytest.raises(SettingsError) as refused:
            self.load()
        assert SECRET not in "".join(traceback.format_exception(refused.value)) + repr(refused.value)
        assert SECRET not in str(refused.value.as_json())
        return refused.value


Write = Callable[[Sources, str, str], None]
PLACES: dict[str, Write] = {
    "flag": Sources.flag,
    "environment": Sources.environment,
    ".env": Sources.dotenv,
    "TOML": Sources.toml,
}
FLOATS = [name for name, setting in SETTINGS.items() if setting.type in (float, float | None)]
WITH_MINIMUM = [name for name, setting in SETTINGS.items() if setting.about.minimum is not None]


def subject(place: str, name: str) -> str:
    """What an error calls a setting that was written there."""
    variable = f"EKTEPAKT_{name.upper()}"
    return {
        "flag": f"--{name.replace('_', '-')}",
        "environment": f"{variable} in the environment",
        ".env": variable,
        "TOML": name,
    }[place]


def source(place: str, line: int = 1) -> str | None:
    """The source of such an error."""
    files = {".env": DOTENV_NAME, "TOML": TOML_NAME}
    return f"{Path.cwd() / files[place]}, line {line}" if place in files else None


@pytest.fixture
def sources(clean_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    return Sources(clean_folder, monkeypatch)


def _value(config: Config, setting: Setting) -> object:
    """Return what a setting came to, in whichever part's options it is."""
    parts = [getattr(config, name) for name in Config.__dataclass_fields__]
    own = [part for part in parts if getattr(type(part), "__dataclass_fields__", {}).get(setting.field.name)]
    return next(getattr(part, setting.field.name) for part in own if setting.field in _fields(part))


def _fields(part: Any) -> list[object]:
    return list(type(part).__dataclass_fields__.values())


def test_without_any_source_every_setting_has_the_default_of_its_part(sources: Sources) -> None:
    config = sources.load()
    elsewhere = {"register_url", "token_url", "audience", "scope", "ca_file"}
    for name, setting in SETTINGS.items():
        if name not in elsewhere:
            assert _value(config, setting) == setting.field.default, name
    assert (config.addresses, config.overrides.ca_file) == (None, None)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_read(sources: Sources, place: str) -> None:
    PLACES[place](sources, "concurrency", "3")
    PLACES[place](sources, "env", "ppe")
    PLACES[place](sources, "out", "elsewhere")
    config = sources.load()
    assert (config.lookup.concurrency, config.run.env) == (3, Environment.PPE)
    assert config.export.out == Path("elsewhere")


@pytest.mark.parametrize(
    ("written_in", "winner"),
    [
        (("TOML",), "TOML"),
        (("TOML", ".env"), ".env"),
        (("TOML", ".env", "environment"), "environment"),
        (("TOML", ".env", "environment", "flag"), "flag"),
        (("TOML", "environment"), "environment"),
        (("TOML", "flag"), "flag"),
        ((".env", "flag"), "flag"),
        (("environment", "flag"), "flag"),
    ],
)
def test_flags_come_before_the_environment_before_dotenv_before_toml(
    sources: Sources, written_in: tuple[str, ...], winner: str
) -> None:
    for number, place in enumerate(PLACES, 2):
        if place in written_in:
            PLACES[place](sources, "concurrency", str(number))
    assert sources.load().lookup.concurrency == list(PLACES).index(winner) + 2


def test_places_complete_each_other(sources: Sources) -> None:
    sources.flag("attempts", "2")
    sources.environment("concurrency", "3")
    sources.dotenv("client_id", "me")
    sources.toml_line("max-errors = 4")
    config = sources.load()
    assert (config.retry.attempts, config.lookup.concurrency) == (2, 3)
    assert (config.credentials.client_id, config.run.max_errors) == ("me", "4")


def test_an_empty_environment_variable_says_nothing(sources: Sources) -> None:
    sources.toml("concurrency", "3")
    sources.environment("concurrency", "")
    assert sources.load().lookup.concurrency == 3


@pytest.mark.parametrize("value", ["", "  "])
@pytest.mark.parametrize("name", ["register_url", "token_url", "audience", "scope", "ca_file"])
@pytest.mark.parametrize("place", ["environment", ".env", "TOML"])
def test_an_empty_address_is_refused_and_does_not_mean_the_real_one(
    sources: Sources, place: str, name: str, value: str
) -> None:
    sources.flag("env", "prod")
    PLACES[place](sources, name, value)
    refused = sources.refused()
    assert refused.what == f"{subject(place, name)} is empty"
    assert refused.source == source(place)
    assert refused.remedy == "give it a value, or remove it"


def test_a_toml_key_is_written_with_hyphens_or_underscores(sources: Sources) -> None:
    sources.toml_line("timeout-seconds = 7.5")
    sources.toml_line("max_errors = '1%'")
    config = sources.load()
    assert (config.timeout_seconds, config.run.max_errors) == (7.5, "1%")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('format = ["csv"]', (OutputFormat.CSV,)),
        ('format = "csv"', (OutputFormat.CSV,)),
        ('format = "csv,parquet"', (OutputFormat.CSV, OutputFormat.PARQUET)),
        ('format = ["parquet", "csv"]', (OutputFormat.PARQUET, OutputFormat.CSV)),
    ],
)
def test_a_list_is_written_in_toml_as_one_or_as_text(
    sources: Sources, line: str, expected: tuple[OutputFormat, ...]
) -> None:
    sources.toml_line(line)
    assert sources.load().export.format == expected


@pytest.mark.parametrize("place", ["flag", "environment", ".env"])
def test_a_list_is_separated_by_commas(sources: Sources, place: str) -> None:
    PLACES[place](sources, "allow_series", "dolly, nhn")
    assert sources.load().run.allow_series == (Series.DOLLY, Series.NHN)


def test_a_column_may_be_given_several_times(sources: Sources) -> None:
    sources.flags["column"] = ("Fnr, mann", "Fnr, kone")
    assert sources.load().inputs.column == ("Fnr, mann", "Fnr, kone")


def test_values_get_the_type_of_their_setting(sources: Sources) -> None:
    sources.environment("key_registered_on", "2026-01-31")
    sources.environment("leaf_only", "true")
    sources.environment("log_format", "json")
    sources.environment("keystore_password_file", "p12.txt")
    config = sources.load()
    assert config.credentials.key_registered_on == date(2026, 1, 31)
    assert config.credentials.leaf_only is True
    assert config.log.log_format is LogFormat.JSON
    assert config.credentials.keystore_password_file == Path("p12.txt")


def test_numbers_may_stand_for_text_in_toml(sources: Sources) -> None:
    sources.toml_line("consumer-org = 974760673")
    sources.toml_line("max-errors = 5")
    sources.toml_line("column = 2")
    config = sources.load()
    assert (config.credentials.consumer_org, config.run.max_errors) == ("974760673", "5")
    assert config.inputs.column == ("2",)


@pytest.mark.parametrize("place", ["environment", ".env", "TOML"])
def test_an_unknown_setting_is_refused_with_its_place_and_the_nearest_name(sources: Sources, place: str) -> None:
    PLACES[place](sources, "concurency", "3")
    refusal = sources.refusal()
    assert "concurency" in refusal.lower()
    assert "concurrency" in refusal.lower()
    assert {"environment": "environment", ".env": ".env", "TOML": TOML_NAME}[place] in refusal


def test_an_unknown_setting_like_no_other_says_what_to_do(sources: Sources) -> None:
    sources.toml_line("zzz = 1")
    assert "--help" in sources.refusal()


@pytest.mark.parametrize("name", ["ektepakt_zzz", "Ektepakt_Zzz"])
def test_an_unknown_environment_name_is_refused_in_any_case(
    sources: Sources, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    assert "zzz" in sources.refusal().lower()


def test_names_of_other_programs_are_left_alone(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCURRENCY", "99")
    (Path.cwd() / DOTENV_NAME).write_text("CONCURRENCY=98\nOUT=x\n", "utf-8")
    assert sources.load().lookup.concurrency == SETTINGS["concurrency"].field.default


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("concurrency", "many"),
        ("concurrency", "0"),
        ("concurrency", "-1"),
        ("concurrency", "1.5"),
        ("attempts", "0"),
        ("env", "production"),
        ("format", "csv,docx"),
        ("timeout_seconds", "soon"),
        ("timeout_seconds", "0"),
        ("max_errors", "few"),
        ("max_errors", "-1"),
        ("max_errors", "1.5"),
        ("max_errors", "%"),
        ("max_errors", "nan%"),
        ("max_errors", "1e3%"),
        ("max_errors", "\u0661"),
        ("allow_series", "real"),
        ("allow_series", "tenor"),
        ("allow_series", "dolly,xyz"),
        ("log_format", "xml"),
    ],
)
def test_a_wrong_value_is_refused_with_the_flag_the_variable_or_the_line_it_came_from(
    sources: Sources, place: str, name: str, value: str
) -> None:
    PLACES[place](sources, name, value)
    refused = sources.refused()
    flag = "" if place == "flag" else f"(--{name.replace('_', '-')}) "
    assert refused.what == f"{subject(place, name)} {flag}has no valid value"
    assert refused.source == source(place)
    assert refused.remedy


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("concurrency", "0", "it should be greater than or equal to 1"),
        ("env", "production", "it should be 'sandbox', 'ppe' or 'prod'"),
        ("stop_at", "99:99", "write a time of day such as 06:00"),
        ("stop_at", "6am", "write 06:00"),
        ("stop_after", "soon", "write a duration such as 90s"),
        ("stop_after", "4 hours", "write a duration such as 90s, 30m, 4h, 7d or 2w; did you mean 4h?"),
        ("env", "production", "it should be 'sandbox', 'ppe' or 'prod'; did you mean prod?"),
        ("env", "PPE", "it should be 'sandbox', 'ppe' or 'prod'; did you mean ppe?"),
        ("env", "test", "it should be 'sandbox', 'ppe' or 'prod'; did you mean ppe?"),
        ("format", "csv,parket", "it should be 'parquet', 'csv' or 'xlsx'; did you mean csv,parquet?"),
        ("rate", "2,5", "write a number, with a point for the decimals; did you mean 2.5?"),
        ("concurrency", "1 000", "write a whole number; did you mean 1000?"),
        ("concurrency", "eight", "write a whole number"),
        ("leaf_only", "ja", "write true or false; did you mean true?"),
        ("key_registered_on", "31.1.2026", "write a date such as 2026-01-31"),
        ("max_errors", "1.5 %", "write a count such as 10, or a percentage such as 1.5%"),
        ("max_errors", "few", "write a count such as 10, or a percentage such as 1.5%"),
        ("allow_series", "tenor", "name dolly, nhn or both"),
    ],
)
def test_the_remedy_for_a_wrong_value_says_what_to_write(sources: Sources, name: str, value: str, remedy: str) -> None:
    sources.environment(name, value)
    refused = sources.refused()
    assert refused.remedy is not None
    assert refused.remedy.startswith(remedy)
    assert remedy not in refused.what


@pytest.mark.parametrize("value", ["0", "25", "0%", "1.5%", "1,5%", "100%"])
def test_errors_are_allowed_as_a_count_or_a_percentage(sources: Sources, value: str) -> None:
    sources.flag("max_errors", value)
    assert sources.load().run.max_errors == value.replace(",", ".")


@pytest.mark.parametrize("name", WITH_MINIMUM)
def test_a_value_below_the_least_is_refused(sources: Sources, name: str) -> None:
    minimum = SETTINGS[name].about.minimum
    assert minimum is not None
    sources.environment(name, str(int(minimum) - 1))
    assert SETTINGS[name].environment_name in sources.refusal()


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("value", ["inf", "nan"])
def test_a_number_that_is_not_finite_is_refused(sources: Sources, name: str, value: str) -> None:
    """With an endless time-out the HTTP library fails on the first request."""
    sources.environment(name, value)
    assert SETTINGS[name].environment_name in sources.refusal()


def test_a_setting_is_called_as_it_is_written_with_its_line(sources: Sources) -> None:
    sources.toml_line("# comment\n\nbody-limit-bytes = 0")
    refused = sources.refused()
    assert refused.what == "body-limit-bytes has no valid value"
    assert refused.source == source("TOML", line=3)


@pytest.mark.parametrize(
    "line",
    [f'keystore-password = ["{SECRET}"]', f'keystore = {{ path = "{SECRET}" }}', f'keystore_password = "{SECRET}'],
    ids=["a list", "a table", "an unclosed text"],
)
def test_a_wrong_secret_is_refused_without_being_shown(sources: Sources, line: str) -> None:
    sources.toml_line(line)
    assert sources.refusal()


@pytest.mark.parametrize("place", ["environment", ".env", "TOML"])
def test_a_secret_is_not_shown_when_another_setting_is_wrong(sources: Sources, place: str) -> None:
    PLACES[place](sources, "keystore_password", SECRET)
    PLACES[place](sources, "keystore", SECRET)
    PLACES[place](sources, "concurrency", "many")
    assert "concurrency" in sources.refusal().lower()


def test_a_configuration_does_not_show_its_secrets(sources: Sources) -> None:
    sources.environment("keystore", f"base64:{SECRET}")
    sources.environment("keystore_password", SECRET)
    config = sources.load()
    assert config.credentials.keystore_password == SECRET
    assert SECRET not in repr(config) + str(config)


@pytest.mark.parametrize("name", [DOTENV_NAME, TOML_NAME])
def test_a_file_that_is_not_utf8_is_refused_with_its_name(sources: Sources, name: str) -> None:
    (Path.cwd() / name).write_bytes('EKTEPAKT_OUT="bl\xe5"\n'.encode("cp1252"))
    refused = sources.refused()
    assert refused.source == str(Path.cwd() / name)
    assert (refused.what, refused.remedy) == ("can't be read (it is no UTF-8)", "correct the file, or move it away")


def test_a_file_that_is_no_toml_is_refused_with_its_name(sources: Sources) -> None:
    sources.toml_line("concurrency: 3")
    refused = sources.refused()
    assert refused.source == str(Path.cwd() / TOML_NAME)
    assert refused.what.startswith("is no TOML: ")
    assert refused.remedy == "correct the file, or move it away"


def test_a_toml_file_that_is_a_folder_is_named_once(sources: Sources) -> None:
    (Path.cwd() / TOML_NAME).mkdir()
    refusal = sources.refusal()
    assert refusal.count(TOML_NAME) == 1
    assert "can't be read (Is a directory)" in refusal


def test_a_section_in_toml_is_an_unknown_setting(sources: Sources) -> None:
    sources.toml_line("[run]\nconcurrency = 3")
    assert "run" in sources.refusal()


def test_the_files_of_the_working_folder_are_read_and_no_others(
    sources: Sources, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sources.toml_line("concurrency = 3")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    config = load_config({}, folder=elsewhere, today=make.TODAY)
    assert config.lookup.concurrency == SETTINGS["concurrency"].field.default


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy", "NO_PROXY"])
def test_a_proxy_that_stands_in_a_file_is_not_passed_over_in_silence(
    sources: Sources, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(each, raising=False)
    Path(DOTENV_NAME).write_text(f"OTHER=1\n{name}=http://user:{SECRET}@proxy\n", "utf-8")
    [note] = sources.load().notes
    assert note.startswith(f"{Path.cwd() / DOTENV_NAME}, line 2: {name} is not read from a file; ")
    assert SECRET not in note
    monkeypatch.setenv(name.upper(), "http://proxy")
    assert sources.load().notes == (), "a shell has read the file"


@pytest.mark.parametrize("name", ["client_id", "key_id", "keystore_alias", "consumer_org"])
@pytest.mark.parametrize("key", [f"-----BEGIN PRIVATE KEY-----\n{SECRET}", f"{{{SECRET * 10}}}"])
def test_a_key_in_the_place_of_a_name_is_refused_since_names_are_shown(sources: Sources, name: str, key: str) -> None:
    sources.environment(name, key)
    assert sources.refusal().endswith("; write the name alone, on one line; a key belongs into EKTEPAKT_KEYSTORE")


def test_a_name_of_the_environment_in_toml_is_told_its_own_there(sources: Sources) -> None:
    sources.toml_line("EKTEPAKT_RATE = 2")
    assert "did you mean rate?" in sources.refusal()
