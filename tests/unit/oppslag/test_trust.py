"""Which bodies of a 200 are believed: no wrong "none", and nobody else's answer."""

from typing import Any

import pytest
from support import builders as make

from batch.errors import BadResponseError
from batch.oppslag.trust import read_trusted

PERSON, OTHER = make.EXAMPLE_FNR, make.TENOR_DNR
NAMED = f'"rolleinnehaver":"{PERSON}"'
COUNTED = '"antallEktepakt":0'
ONE = '{"ektepaktnummer":1,"ektepakttype":"ektepakttype.ektepakt"}'


def read(body: str | bytes) -> str:
    """Return what the body is taken for: found, empty or bad."""
    try:
        oppslag = read_trusted(body if isinstance(body, bytes) else body.encode(), PERSON)
    except BadResponseError:
        return "bad"
    return "found" if oppslag.has_ektepakt else "empty"


def of(*members: str) -> str:
    return "{" + ",".join(members) + "}"


@pytest.mark.parametrize(
    ("count", "believed"),
    [
        ("0", "empty"),
        ("-0", "empty"),
        ("1", "found"),
        ("2", "found"),
        ("-1", "bad"),
        ("0.0", "bad"),
        ("-0.0", "bad"),
        ("0e5", "bad"),
        ("0E400", "bad"),
        ("1e-400", "bad"),
        ("1e400", "bad"),
        ("0.4", "bad"),
        ("00", "bad"),
        ("+0", "bad"),
        ("0x0", "bad"),
        ("9" * 30, "bad"),
        ("9" * 5000, "bad"),
        ('"0"', "bad"),
        ('"3"', "bad"),
        ('""', "bad"),
        ("true", "bad"),
        ("false", "bad"),
        ("null", "bad"),
        ("[]", "bad"),
        ("[0]", "bad"),
        ("{}", "bad"),
        ("NaN", "bad"),
        ("Infinity", "bad"),
    ],
)
@pytest.mark.parametrize("listed", [['"ektepakt":[]'], ['"ektepakt":null'], []])
def test_a_none_is_believed_only_with_the_integer_0(count: str, believed: str, listed: list[str]) -> None:
    assert read(of(NAMED, f'"antallEktepakt":{count}', *listed)) == believed


@pytest.mark.parametrize(
    ("listed", "believed"),
    [
        ("[]", "empty"),
        ("null", "empty"),
        ("[null]", "found"),
        ("[null,null]", "found"),
        ("[{}]", "found"),
        ("[[]]", "bad"),
        ('[""]', "bad"),
        ("[0]", "bad"),
        ("{}", "bad"),
        (ONE, "bad"),
        ('""', "bad"),
        ('"[]"', "bad"),
        ("0", "bad"),
        ("false", "bad"),
    ],
)
def test_whatever_stands_in_the_list_or_in_its_place_is_no_none(listed: str, believed: str) -> None:
    assert read(of(NAMED, COUNTED, f'"ektepakt":{listed}')) == believed


@pytest.mark.parametrize(
    "elsewhere",
    [
        f'"Ektepakt":[{ONE}]',
        f'"ektepakter":[{ONE}]',
        f'"ektepakt ":[{ONE}]',
        f'"svar":{{"antallEktepakt":1,"ektepakt":[{ONE}]}}',
        f'"ektepakter":[{ONE.replace("ektepaktnummer", "ektepakt" + chr(92) + "u006eummer")}]',
        '"roller":[{"rolletype":"rolletype.ektefelle"}]',
        '"Ektepakt":[{"Ektepaktnummer":1}]',
        '"ektepakter":[{}]',
        '"AntallEktepakt":3',
        '"feilmelding":"Tjenesten feilet"',
    ],
)
def test_a_none_beside_an_ektepakt_under_another_name_is_not_believed(elsewhere: str) -> None:
    assert read(of(NAMED, COUNTED, elsewhere)) == "bad"


@pytest.mark.parametrize("new", ['"nytt":1', '"lenker":{"self":"https://x/ektepakt/api"}', '"ektepaktregister":"x"'])
def test_a_none_may_hold_what_is_new(new: str) -> None:
    assert read(of(NAMED, COUNTED, '"ektepakt":[]', new)) == "empty"


def escaped(name: str, position: int) -> str:
    return f"{name[:position]}\\u{ord(name[position]):04x}{name[position + 1 :]}"


KEYS = {"rolleinnehaver": f'"{OTHER}"', "antallEktepakt": "3", "ektepakt": f"[{ONE}]"}
TRUE = {"rolleinnehaver": f'"{PERSON}"', "antallEktepakt": "0", "ektepakt": "[]"}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("position", [None, 0, 3, 7])
def test_a_telling_name_that_stands_twice_with_two_values_is_refused(
    name: str, position: int | None, *, is_first: bool
) -> None:
    doubled = f'"{name if position is None else escaped(name, position)}":{KEYS[name]}'
    members = [f'"{each}":{value}' for each, value in TRUE.items()]
    assert read(of(doubled, *members) if is_first else of(*members, doubled)) == "bad"


@pytest.mark.parametrize("name", KEYS)
def test_one_that_stands_twice_with_the_same_value_is_only_said_twice(name: str) -> None:
    members = [f'"{each}":{value}' for each, value in TRUE.items()]
    assert read(of(*members, f'"{name}" : {TRUE[name]}')) == "empty"


@pytest.mark.parametrize("other", ["0", "null", "true", "1.0", '"1"'])
def test_values_of_two_types_are_two_values(other: str) -> None:
    assert read(of(NAMED, '"antallEktepakt":1', f'"antallEktepakt":{other}', f'"ektepakt":[{ONE}]')) == "bad"


@pytest.mark.parametrize("name", KEYS)
def test_an_escaped_name_counts_as_what_it_stands_for(name: str) -> None:
    members = {**TRUE, "antallEktepakt": "1", "ektepakt": f"[{ONE}]"}
    plain = [f'"{escaped(each, 2) if each == name else each}":{value}' for each, value in members.items()]
    assert read(of(*plain)) == "found"
    assert read(of(*plain).replace(PERSON, OTHER)) == "bad"


def test_what_stands_deeper_or_in_a_text_is_no_doubling() -> None:
    inner = f'"nytt":{{"rolleinnehaver":"{OTHER}","antallEktepakt":3}},"tekst":"\\"antallEktepakt\\" og \\u00e6"'
    assert read(of(NAMED, '"antallEktepakt":1', f'"ektepakt":[{ONE}]', inner)) == "found"


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + make.example_body(),
        make.example_body().decode().encode("utf-16"),
        make.example_body().decode().encode("utf-16-le"),
        make.example_body().decode().encode("utf-32"),
        make.example_body().decode().encode("latin-1"),
        make.example_body() + make.example_body(),
        make.example_body() + b"\x00",
        b"[" + make.example_body() + b"]",
        b'{"svar":' + make.example_body() + b"}",
    ],
    ids=["bom", "utf-16", "utf-16-le", "utf-32", "latin-1", "twice", "nul", "in a list", "in an object"],
)
def test_another_form_of_an_answer_is_none(body: bytes) -> None:
    assert read(body) == "bad"


def test_the_order_and_the_spaces_do_not_matter() -> None:
    answer: dict[str, Any] = dict(reversed(make.example().items()))
    assert read(b"\r\n\t " + make.body(answer) + b"\n") == "found"


def test_an_answer_with_escapes_of_other_letters_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may escape all that is no ASCII; a large answer would take seconds and its tenfold in memory."""
    monkeypatch.setattr("batch.oppslag.trust._contradicted", lambda _body: "read again")
    text = '"tekst":"\\u00e6\\u00C5\\u00f8 \\u2013 \\u0027"'
    assert read(of(NAMED, '"antallEktepakt":1', f'"ektepakt":[{ONE}]', text)) == "found"
