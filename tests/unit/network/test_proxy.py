"""Through which forward proxy an address is asked, as the usual variables say, and what is never shown of it."""

import base64

import pytest

from batch.errors import SettingsError
from batch.network.proxy import Proxy, proxy_for, setting_for

REGISTER = "https://ektepaktregisteret.brreg.no/ektepakt"
PROXY = "http://proxy.bank.no:8080"
NAMES = (
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "REQUEST_METHOD",
)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def found(address: str = REGISTER, own: str | None = None) -> str | None:
    proxy = proxy_for(address, own=own)
    return proxy and proxy.address


def test_without_any_setting_everything_is_asked_directly(environment: pytest.MonkeyPatch) -> None:
    assert found() is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_https_has_its_proxy_in_either_spelling(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, PROXY)
    assert found() == "proxy.bank.no:8080"
    assert found("http://register.intern/ektepakt") is None


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy"])
def test_http_has_its_own(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(name, PROXY)
    assert found("http://register.intern/ektepakt") == "proxy.bank.no:8080"
    assert found() is None


def test_the_programs_own_setting_wins_over_all_others(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", "http://other:1")
    environment.setenv("NO_PROXY", "*")
    assert found(own=PROXY) == "proxy.bank.no:8080"
    assert found("http://register.intern/ektepakt", own=PROXY) == "proxy.bank.no:8080"


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(
    "excepted",
    [
        *("*", "brreg.no", ".brreg.no", "x.no, BRREG.no", "ektepaktregisteret.brreg.no"),
        *("ektepaktregisteret.brreg.no:443", "x.no, *", "*.brreg.no", "x.no brreg.no", "x.no;brreg.no"),
    ],
)
def test_who_is_excepted_is_asked_directly(environment: pytest.MonkeyPatch, name: str, excepted: str) -> None:
    environment.setenv("HTTPS_PROXY", PROXY)
    environment.setenv(name, excepted)
    assert found() is None


@pytest.mark.parametrize(
    "excepted",
    ["reg.no", "maskinporten.no", "ektepaktregisteret.brreg.no:8443", "", "brreg.no.x", "*reg.no", "10.0.0.0/8", ", ;"],
)
def test_others_are_not(environment: pytest.MonkeyPatch, excepted: str) -> None:
    environment.setenv("HTTPS_PROXY", PROXY)
    environment.setenv("NO_PROXY", excepted)
    assert found() == "proxy.bank.no:8080"


@pytest.mark.parametrize("excepted", ["10.0.0.0/8", "x.no,10.1.2.3", "10.1.2.3:443", "10.1.2.3/8"])
def test_an_address_is_excepted_by_itself_or_with_its_network(environment: pytest.MonkeyPatch, excepted: str) -> None:
    environment.setenv("HTTPS_PROXY", PROXY)
    environment.setenv("NO_PROXY", excepted)
    assert found("https://10.1.2.3/ektepakt") is None
    assert found("https://11.1.2.3/ektepakt") == "proxy.bank.no:8080"


@pytest.mark.parametrize(
    "host", ["[::ffff:127.0.0.1]", "127.0.0.1", "127.8.0.1", "localhost", "LOCALHOST.", "a.localhost", "[::1]"]
)
def test_this_machine_is_never_asked_through_a_proxy(environment: pytest.MonkeyPatch, host: str) -> None:
    environment.setenv("HTTPS_PROXY", PROXY)
    environment.setenv("HTTP_PROXY", PROXY)
    for scheme in ("http", "https"):
        assert found(f"{scheme}://{host}:8443/ektepakt", own=PROXY) is None
        assert found(f"{scheme}://{host}:8443/ektepakt") is None


def test_where_a_proxy_is_set_is_known_also_where_it_is_not_used(environment: pytest.MonkeyPatch) -> None:
    assert setting_for(REGISTER, own=None) is None
    environment.setenv("https_proxy", PROXY)
    environment.setenv("NO_PROXY", "*")
    assert (found(), setting_for(REGISTER, own=None)) == (None, "HTTPS_PROXY")
    assert setting_for("https://127.0.0.1/x", own=PROXY) == "EKTEPAKT_PROXY"
    assert setting_for("http://127.0.0.1/x", own=None) is None


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("proxy.bank.no:8080", "proxy.bank.no:8080"),
        ("http://proxy.bank.no", "proxy.bank.no:80"),
        ("https://proxy.bank.no/", "proxy.bank.no:443"),
        (" http://10.0.0.1:3128 \n", "10.0.0.1:3128"),
        ("http://[fd00::1]:3128", "[fd00::1]:3128"),
        ("http://user:pw@proxy.bank.no:8080", "proxy.bank.no:8080"),
    ],
)
def test_an_address_is_written_in_several_ways(environment: pytest.MonkeyPatch, written: str, address: str) -> None:
    assert found(own=written) == address


@pytest.mark.parametrize(
    "written",
    [
        "socks5://user:hemmelig@proxy:1080",
        "http://user:hemmelig#1@proxy:8080",
        "http://user:hemmelig/1@proxy:8080",
        "http://proxy:hemmelig",
        "http://:8080",
        "http://user:hemmelig@",
        "http://proxy:99999",
        "http://proxy:8080/hemmelig",
        "http://[hemmelig",
    ],
)
def test_what_is_no_proxy_is_refused_by_the_settings_name_and_without_its_value(
    environment: pytest.MonkeyPatch, written: str
) -> None:
    with pytest.raises(SettingsError, match=r"^EKTEPAKT_PROXY is no address") as caught:
        found(own=written)
    environment.setenv("https_proxy", written)
    with pytest.raises(SettingsError, match=r"^HTTPS_PROXY is no address"):
        found()
    assert "hemmelig" not in f"{caught.value} {caught.value!r} {caught.value.__context__ and ''}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("written", "signs_in_as"),
    [
        ("http://bank:hemmelig@proxy:8080", "bank:hemmelig"),
        ("http://bank%5Coslo:p%40ss%3A%2F@proxy:8080", "bank\\oslo:p@ss:/"),
        ("http://b%C3%A6nk:%C3%A5@proxy:8080", "bænk:å"),
        ("http://bank@proxy:8080", "bank:"),
    ],
)
def test_the_sign_in_is_sent_and_never_shown(written: str, signs_in_as: str) -> None:
    proxy = proxy_for(REGISTER, own=written)
    assert proxy is not None
    secret = base64.b64encode(signs_in_as.encode()).decode()
    through_tunnel = proxy.arguments({"Accept": "x"}, is_tls=True)
    assert through_tunnel["proxy_headers"] == {"Proxy-Authorization": f"Basic {secret}"}
    assert through_tunnel["headers"] == {"Accept": "x"}, "the server behind the proxy gets no sign-in"
    plain = proxy.arguments({"Accept": "x"}, is_tls=False)
    assert plain["headers"] == {"Accept": "x", "Proxy-Authorization": f"Basic {secret}"}
    assert through_tunnel["proxy"] == plain["proxy"] == "http://proxy:8080"
    assert secret not in repr(proxy)
    assert "hemmelig" not in repr(proxy)


def test_a_proxy_without_a_sign_in_is_told_nothing() -> None:
    proxy = Proxy(scheme="http", address="proxy:1", setting="HTTPS_PROXY")
    assert proxy.arguments({}, is_tls=True)["proxy_headers"] == {}
