"""The rows that an entry gives in each table (contract/tables.md, "Tables")."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from support import builders as make

from batch.outcome import OutcomeKind
from batch.tables import (
    AVTALEINNHOLD,
    EKTEPAKTER,
    ERRORS,
    OPPSLAG,
    RESULT_TABLES,
    ROLLER,
    ColumnType,
    read_entry,
)

CEST = timezone(timedelta(hours=2))
INNKOMST = datetime(2023, 6, 1, 5, 30, tzinfo=CEST)
ADRESSE_COLUMNS = [
    "adresse_type",
    "brukskategori",
    "co_navn",
    "adressenavn",
    "kort_adressenavn",
    "husnummer",
    "husbokstav",
    "bruksenhetsnummer",
    "vegadresse_id",
    "adressenavn_tillegg",
    "stedsnavn",
    "postboksnummer",
    "postboksanleggsnavn",
    "adresselinje1",
    "adresselinje2",
    "adresselinje3",
    "postnummer",
    "poststed",
    "kommunenummer",
    "kommunenavn",
    "adressenummer",
    "bygning",
    "etasjenummer",
    "boenhet",
    "postboks",
    "postkode",
    "by_eller_stedsnavn",
    "region",
    "distrikt_eller_bydel",
    "landkode",
    "fri_adressetekst",
    "adresseidentifikator",
    "adresse",
]
ROLLE_COLUMNS = [
    "rolletype",
    "fornavn",
    "mellomnavn",
    "etternavn",
    "adresse",
    "postnummer",
    "poststed",
    "kommunenummer",
    "kommunenavn",
    "landkode",
    "avtaletyper",
]
COLUMNS = {
    "oppslag": [
        "fnr",
        "input_value",
        "id_type",
        "series",
        "reason",
        "repair",
        "outcome",
        "antall_ektepakt",
        "oppslagstidspunkt",
        "spraak",
        "http_status",
        "attempts",
        "duration_ms",
        "korrelasjonsid",
        "feilmelding",
        "source",
        "row",
        "row_count",
        "anomalies",
    ],
    "ektepakter": [
        *[
            "fnr",
            "ektepakt_index",
            "ektepaktnummer",
            "innkomsttidspunkt",
            "ektepakttype",
            "ektepakttypebeskrivelse",
            "status",
            "statusbeskrivelse",
            "opprettelse",
            "opprettelsestypebeskrivelse",
            "har_supplerende_opplysninger_i_dokument",
            "paategning",
            "avtaletyper",
            "avtaletypebeskrivelser",
            "avtaletypegrupper",
            "antall_roller",
        ],
        *(f"rolle1_{name}" for name in ROLLE_COLUMNS),
        *(f"rolle2_{name}" for name in ROLLE_COLUMNS),
        "ektefelle_fra_paategning",
    ],
    "roller": [
        *["fnr", "ektepakt_index", "rolle_index", "ektepaktnummer", "rolletype", "rolletypebeskrivelse"],
        *["fornavn", "mellomnavn", "etternavn"],
        *ADRESSE_COLUMNS,
    ],
    "avtaleinnhold": [
        "fnr",
        "ektepakt_index",
        "rolle_index",
        "avtale_index",
        "ektepaktnummer",
        "avtaletype",
        "avtaletypebeskrivelse",
        "avtaletypegruppe",
        "avtaletypegruppe_navn",
    ],
}
ERRORS_OF_THE_CONTRACT = [
    "fnr",
    "input_value",
    "outcome",
    "http_status",
    "korrelasjonsid",
    "feilmelding",
    "attempts",
    "first_attempt_at",
    "last_attempt_at",
    "source",
    "row",
    "row_count",
    "retryable",
    "advice",
]


def test_the_tables_have_the_columns_of_the_contract() -> None:
    assert {table.name: list(table.column_names) for table in RESULT_TABLES} == COLUMNS


def test_the_error_report_begins_with_the_columns_of_the_contract() -> None:
    assert ERRORS.name == "errors"
    assert list(ERRORS.column_names[: len(ERRORS_OF_THE_CONTRACT)]) == ERRORS_OF_THE_CONTRACT


@pytest.mark.parametrize("table", [*RESULT_TABLES, ERRORS], ids=lambda table: table.name)
def test_identifiers_and_other_numbers_with_leading_zeros_are_text(table: Any) -> None:
    types = {column.name: column.type for column in table.columns}
    texts = {"fnr", "input_value", "postnummer", "kommunenummer", "rolle1_postnummer", "rolle2_kommunenummer"}
    assert {types[name] for name in texts & set(types)} == {ColumnType.TEXT}


def test_the_documented_example_gives_one_row_in_oppslag() -> None:
    assert make.rows_of(OPPSLAG, make.example_body()) == [
        {
            "fnr": make.EXAMPLE_FNR,
            "input_value": None,
            "id_type": "fnr",
            "series": "tenor",
            "reason": None,
            "repair": None,
            "outcome": "found",
            "antall_ektepakt": 1,
            "oppslagstidspunkt": datetime(2023, 9, 5, 16, 39, 55, 373958, tzinfo=CEST),
            "spraak": "NOB",
            "http_status": 200,
            "attempts": 1,
            "duration_ms": 12,
            "korrelasjonsid": None,
            "feilmelding": None,
            "source": "people.csv",
            "row": 2,
            "row_count": 1,
            "anomalies": (),
        }
    ]


def test_the_documented_example_gives_one_row_in_ektepakter() -> None:
    assert make.rows_of(EKTEPAKTER, make.example_body()) == [
        {
            "fnr": make.EXAMPLE_FNR,
            "ektepakt_index": 1,
            "ektepaktnummer": 1,
            "innkomsttidspunkt": INNKOMST,
            "ektepakttype": "ektepakttype.ektepakt",
            "ektepakttypebeskrivelse": "Ektepakt",
            "status": "ektepaktstatus.tinglyst",
            "statusbeskrivelse": "Tinglyst",
            "opprettelse": "opprettelsestype.foersteOpprettelse",
            "opprettelsestypebeskrivelse": "Første gangs opprettelse av ektepakt",
            "har_supplerende_opplysninger_i_dokument": False,
            "paategning": (),
            "avtaletyper": ("avtaletype.fulltSaereie",),
            "avtaletypebeskrivelser": ("Vi skal ha fullt særeie",),
            "avtaletypegrupper": ("avtaletypegruppe.saereie",),
            "antall_roller": 2,
            "rolle1_rolletype": "rolletype.ektefelle",
            "rolle1_fornavn": "AUTORISERT",
            "rolle1_mellomnavn": None,
            "rolle1_etternavn": "INNHEGNING",
            "rolle1_adresse": "Gaukvegen 13 H0101, 2209 KONGSVINGER",
            "rolle1_postnummer": "2209",
            "rolle1_poststed": "KONGSVINGER",
            "rolle1_kommunenummer": "3401",
            "rolle1_kommunenavn": "Kongsvinger",
            "rolle1_landkode": None,
            "rolle1_avtaletyper": (),
            "rolle2_rolletype": "rolletype.ektefelle",
            "rolle2_fornavn": "SORGLØS",
            "rolle2_mellomnavn": None,
            "rolle2_etternavn": "BOLLE",
            "rolle2_adresse": "Kløvåsen H0101, 3175 RAMNES",
            "rolle2_postnummer": "3175",
            "rolle2_poststed": "RAMNES",
            "rolle2_kommunenummer": "3803",
            "rolle2_kommunenavn": "Tønsberg",
            "rolle2_landkode": None,
            "rolle2_avtaletyper": ("avtaletype.saereieBlirFelleseieVedRolleSinDoed",),
            "ektefelle_fra_paategning": None,
        }
    ]


def test_the_documented_example_gives_a_row_for_each_role() -> None:
    nothing = dict.fromkeys(COLUMNS["roller"])
    common = {
        **nothing,
        "fnr": make.EXAMPLE_FNR,
        "ektepakt_index": 1,
        "ektepaktnummer": 1,
        "rolletype": "rolletype.ektefelle",
        "rolletypebeskrivelse": "Ektefelle",
        "adresse_type": "adressetype.vegadresse",
        "brukskategori": "bostedsadresse",
        "bruksenhetsnummer": "H0101",
    }
    assert make.rows_of(ROLLER, make.example_body()) == [
        {
            **common,
            "rolle_index": 1,
            "fornavn": "AUTORISERT",
            "etternavn": "INNHEGNING",
            "adressenavn": "Gaukvegen",
            "husnummer": "13",
            "postnummer": "2209",
            "poststed": "KONGSVINGER",
            "kommunenummer": "3401",
            "kommunenavn": "Kongsvinger",
            "adresse": "Gaukvegen 13 H0101, 2209 KONGSVINGER",
        },
        {
            **common,
            "rolle_index": 2,
            "fornavn": "SORGLØS",
            "etternavn": "BOLLE",
            "adressenavn": "Kløvåsen",
            "postnummer": "3175",
            "poststed": "RAMNES",
            "kommunenummer": "3803",
            "kommunenavn": "Tønsberg",
            "adresse": "Kløvåsen H0101, 3175 RAMNES",
        },
    ]


def test_the_documented_example_gives_the_common_avtale_and_the_roles_own() -> None:
    common = {"fnr": make.EXAMPLE_FNR, "ektepakt_index": 1, "avtale_index": 1, "ektepaktnummer": 1}
    assert make.rows_of(AVTALEINNHOLD, make.example_body()) == [
        {
            **common,
            "rolle_index": None,
            "avtaletype": "avtaletype.fulltSaereie",
            "avtaletypebeskrivelse": "Vi skal ha fullt særeie",
            "avtaletypegruppe": "avtaletypegruppe.saereie",
            "avtaletypegruppe_navn": "Avtale om særeie",
        },
        {
            **common,
            "rolle_index": 2,
            "avtaletype": "avtaletype.saereieBlirFelleseieVedRolleSinDoed",
            "avtaletypebeskrivelse": "Særeie blir felleseie om jeg dør først",
            "avtaletypegruppe": "avtaletypegruppe.saereieILiveFelleseieVedDoed",
            "avtaletypegruppe_navn": "Avtale om særeie i live, felleseie ved død",
        },
    ]


def test_the_documented_example_is_no_error() -> None:
    assert make.rows_of(ERRORS, make.example_body()) == []


def test_rows_come_in_the_order_of_the_response() -> None:
    first = make.ektepakt(ektepaktnummer=7, rolle=[make.rolle(rolletype="b"), make.rolle(rolletype="a")])
    second = make.ektepakt(ektepaktnummer=3, avtaleinnhold=[{"avtaletype": "z"}, {"avtaletype": "y"}], rolle=[])
    body = make.oppslag_with(first, second)
    ektepakter = [(row["ektepakt_index"], row["ektepaktnummer"]) for row in make.rows_of(EKTEPAKTER, body)]
    roller = [(row["ektepakt_index"], row["rolle_index"], row["rolletype"]) for row in make.rows_of(ROLLER, body)]
    avtaler = [
        (row["ektepaktnummer"], row["avtale_index"], row["avtaletype"]) for row in make.rows_of(AVTALEINNHOLD, body)
    ]
    assert ektepakter == [(1, 7), (2, 3)]
    assert roller == [(1, 1, "b"), (1, 2, "a")]
    assert avtaler == [(7, 1, "avtaletype.fulltSaereie"), (3, 1, "z"), (3, 2, "y")]


def test_a_third_role_is_kept_counted_and_noted() -> None:
    body = make.oppslag_with(
        make.ektepakt(rolle=[make.rolle(rolletype=each, avtaleinnhold=[{"avtaletype": each}]) for each in "abc"])
    )
    (ektepakt,) = make.rows_of(EKTEPAKTER, body)
    assert (ektepakt["antall_roller"], ektepakt["rolle1_rolletype"], ektepakt["rolle2_rolletype"]) == (3, "a", "b")
    assert [(row["rolle_index"], row["rolletype"]) for row in make.rows_of(ROLLER, body)] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
    ]
    own = [(row["rolle_index"], row["avtaletype"]) for row in make.rows_of(AVTALEINNHOLD, body)]
    assert own == [(None, "avtaletype.fulltSaereie"), (1, "a"), (2, "b"), (3, "c")]
    assert "extra_role" in make.rows_of(OPPSLAG, body)[0]["anomalies"]


def test_an_avtale_of_one_role_stands_with_that_role_only() -> None:
    own = [{"avtaletype": "avtaletype.saereieBlirFelleseieVedRolleSinDoed"}]
    body = make.oppslag_with(make.ektepakt(avtaleinnhold=[], rolle=[make.rolle(), make.rolle(avtaleinnhold=own * 2)]))
    (ektepakt,) = make.rows_of(EKTEPAKTER, body)
    code = "avtaletype.saereieBlirFelleseieVedRolleSinDoed"
    assert (ektepakt["avtaletyper"], ektepakt["rolle1_avtaletyper"]) == ((), ())
    assert ektepakt["rolle2_avtaletyper"] == (code, code)
    places = [(row["rolle_index"], row["avtale_index"]) for row in make.rows_of(AVTALEINNHOLD, body)]
    assert places == [(2, 1), (2, 2)]


def test_lists_of_one_ektepakt_stay_in_step_where_a_member_is_missing() -> None:
    avtaler = [{"avtaletype": "avtaletype.gave"}, {}, {"avtaletype": "ny", "avtaletypebeskrivelse": "Noe nytt"}]
    (row,) = make.rows_of(EKTEPAKTER, make.oppslag_with(make.ektepakt(avtaleinnhold=avtaler)))
    assert row["avtaletyper"] == ("avtaletype.gave", None, "ny")
    assert row["avtaletypebeskrivelser"] == (None, None, "Noe nytt")
    assert row["avtaletypegrupper"] == ("avtaletypegruppe.gave", None, None)


def test_an_unknown_avtaletype_has_no_group() -> None:
    body = make.oppslag_with(make.ektepakt(avtaleinnhold=[{"avtaletype": "avtaletype.ny"}], rolle=[]))
    (row,) = make.rows_of(AVTALEINNHOLD, body)
    assert (row["avtaletype"], row["avtaletypegruppe"], row["avtaletypegruppe_navn"]) == ("avtaletype.ny", None, None)


def test_no_list_and_an_empty_list_are_told_apart() -> None:
    absent = make.ektepakt(rolle=None, avtaleinnhold=None, paategning=None)
    empty = make.ektepakt(rolle=[], avtaleinnhold=[], paategning=[])
    without, with_empty = make.rows_of(EKTEPAKTER, make.oppslag_with(absent, empty))
    names = ("antall_roller", "avtaletyper", "avtaletypebeskrivelser", "avtaletypegrupper", "paategning")
    assert [without[name] for name in names] == [None] * 5
    assert [with_empty[name] for name in names] == [0, (), (), (), ()]


def test_an_empty_ektepakt_is_a_row_of_nulls() -> None:
    (row,) = make.rows_of(EKTEPAKTER, make.oppslag_with({}))
    assert {name for name, value in row.items() if value is not None} == {"fnr", "ektepakt_index"}


def test_a_role_that_says_nothing_is_a_row_of_nulls() -> None:
    (row,) = make.rows_of(ROLLER, make.oppslag_with(make.ektepakt(ektepaktnummer=None, rolle=[{}])))
    assert {name for name, value in row.items() if value is not None} == {"fnr", "ektepakt_index", "rolle_index"}


def test_bad_values_and_unreadable_timestamps_are_null() -> None:
    answer = make.example() | {"oppslagstidspunkt": "i går"}
    answer["ektepakt"] = [make.ektepakt(innkomsttidspunkt="2023-06-01", status=5)]
    (oppslag,) = make.rows_of(OPPSLAG, make.body(answer))
    (ektepakt,) = make.rows_of(EKTEPAKTER, make.body(answer))
    assert (oppslag["oppslagstidspunkt"], ektepakt["innkomsttidspunkt"], ektepakt["status"]) == (None, None, None)
    assert oppslag["anomalies"] == (
        "bad_value:ektepakt.status",
        "bad_value:oppslagstidspunkt",
        "bad_value:ektepakt.innkomsttidspunkt",
    )


def test_an_empty_answer_is_one_row_in_oppslag_and_nothing_else() -> None:
    body = make.body({"rolleinnehaver": make.EXAMPLE_FNR, "antallEktepakt": 0, "ektepakt": []})
    rows = make.rows_in_order(read_entry(make.entry(OutcomeKind.EMPTY, body=body)))
    assert [table.name for table, _ in rows] == ["oppslag"]


def test_a_value_that_is_none_is_a_row_without_an_fnr() -> None:
    invalid = make.entry(
        OutcomeKind.INVALID_ID,
        of=make.subject(None, input_value="0682134942X", reason="other_characters"),
        attempts=0,
        duration_ms=None,
        first_attempt_at=None,
        last_attempt_at=None,
        row=7,
        row_count=3,
    )
    (oppslag, oppslag_row), (errors, errors_row) = make.rows_in_order(read_entry(invalid))
    told = make.named(oppslag, oppslag_row)
    assert {name: value for name, value in told.items() if value not in (None, ())} == {
        "input_value": "0682134942X",
        "reason": "other_characters",
        "outcome": "invalid_id",
        "attempts": 0,
        "source": "people.csv",
        "row": 7,
        "row_count": 3,
    }
    reported = make.named(errors, errors_row)
    assert {name: value for name, value in reported.items() if value is not None} == {
        "input_value": "0682134942X",
        "outcome": "invalid_id",
        "attempts": 0,
        "source": "people.csv",
        "row": 7,
        "row_count": 3,
        "retryable": False,
        "advice": reported["advice"],
        "reason": "other_characters",
    }


def test_a_failed_look_up_is_reported_with_what_the_register_said() -> None:
    failed = make.entry(
        OutcomeKind.SERVER_ERROR,
        attempts=4,
        http_status=500,
        korrelasjonsid="41c0b5b3",
        feilmelding="Tjenesten feilet på serversiden",
        tidspunkt="2026-03-01T13:00:00.123456789+01:00",
        last_attempt_at=make.NOW + timedelta(seconds=9),
    )
    (_, _), (errors, row) = make.rows_in_order(read_entry(failed))
    reported = make.named(errors, row)
    assert reported.pop("advice")
    assert reported["tidspunkt"].utcoffset() == timedelta(0)
    assert reported == {
        "fnr": make.EXAMPLE_FNR,
        "input_value": None,
        "outcome": "server_error",
        "http_status": 500,
        "korrelasjonsid": "41c0b5b3",
        "feilmelding": "Tjenesten feilet på serversiden",
        "attempts": 4,
        "first_attempt_at": make.NOW,
        "last_attempt_at": make.NOW + timedelta(seconds=9),
        "source": "people.csv",
        "row": 2,
        "row_count": 1,
        "retryable": True,
        "reason": None,
        "repair": None,
        "tidspunkt": make.NOW + timedelta(microseconds=123456),
    }


def test_a_time_of_an_error_that_cannot_be_read_is_left_out() -> None:
    failed = make.entry(OutcomeKind.SERVER_ERROR, tidspunkt="i går")
    (_, _), (errors, row) = make.rows_in_order(read_entry(failed))
    assert make.named(errors, row)["tidspunkt"] is None


ONE_ROLE = [make.rolle()]


@pytest.mark.parametrize(
    ("paategning", "roller", "name"),
    [
        (["Ektefelle: KARI NORDMANN"], ONE_ROLE, "KARI NORDMANN"),
        (["Rettet.", None, " Ektefelle:  KARI ELI NORDMANN "], ONE_ROLE, "KARI ELI NORDMANN"),
        (["Rettet 1. mars\nEktefelle: KARI NORDMANN\nSlutt"], ONE_ROLE, "KARI NORDMANN"),
        (["Ektefelle: A B", "Ektefelle: C D"], ONE_ROLE, "A B"),
        (["Ektefelle:KARI"], ONE_ROLE, "KARI"),
        (["Ektefelle: ", "Ektefelle:\nNY LINJE"], ONE_ROLE, None),
        (["Tidligere Ektefelle: KARI"], ONE_ROLE, None),
        ([], ONE_ROLE, None),
        (None, ONE_ROLE, None),
        (["Ektefelle: KARI"], [*ONE_ROLE, *ONE_ROLE], None),
        (["Ektefelle: KARI"], [], None),
        (["Ektefelle: KARI"], None, None),
    ],
)
def test_the_spouse_of_an_ektepakt_with_one_role_is_named_in_its_paategning(
    paategning: list[str | None] | None, roller: list[dict[str, Any]] | None, name: str | None
) -> None:
    (row,) = make.rows_of(EKTEPAKTER, make.oppslag_with(make.ektepakt(paategning=paategning, rolle=roller)))
    assert row["ektefelle_fra_paategning"] == name


@pytest.mark.parametrize("kind", OutcomeKind)
def test_every_outcome_but_an_answer_is_in_the_error_report(kind: OutcomeKind) -> None:
    tables = [table.name for table, _ in make.rows_in_order(read_entry(make.entry(kind, body=None)))]
    assert tables == (["oppslag"] if kind in {OutcomeKind.FOUND, OutcomeKind.EMPTY} else ["oppslag", "errors"])


def test_a_repaired_identifier_shows_what_it_was() -> None:
    repaired = make.subject(input_value="6821349425", repair="number_cell+leading_zero")
    ((table, row),) = make.rows_in_order(
        read_entry(make.entry(OutcomeKind.EMPTY, of=repaired, body=b'{"antallEktepakt":0}'))
    )
    told = make.named(table, row)
    assert (told["fnr"], told["input_value"], told["repair"]) == (
        make.EXAMPLE_FNR,
        "6821349425",
        "number_cell+leading_zero",
    )
