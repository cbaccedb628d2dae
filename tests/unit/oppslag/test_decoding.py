"""A body becomes an Oppslag, however incomplete; only one whose structure can't be followed is refused."""

import pytest
from msgspec import structs
from support import builders as make

from batch.errors import BadResponseError
from batch.oppslag import decoding
from batch.oppslag.decoding import Decoded, decode_oppslag
from batch.oppslag.ektepakt import (
    Adresse,
    Avtaleinnhold,
    Ektepakt,
    Husnummer,
    Kommune,
    Navn,
    Oppslag,
    Person,
    Poststed,
    Rolle,
)

EXAMPLE = Oppslag(
    rolleinnehaver=make.EXAMPLE_FNR,
    antall_ektepakt=1,
    oppslagstidspunkt="2023-09-05T16:39:55.373958263+02:00",
    spraak="NOB",
    ektepakt=(
        Ektepakt(
            ektepaktnummer=1,
            innkomsttidspunkt="2023-06-01T05:30:00+02:00",
            ektepakttype="ektepakttype.ektepakt",
            ektepakttypebeskrivelse="Ektepakt",
            status="ektepaktstatus.tinglyst",
            statusbeskrivelse="Tinglyst",
            opprettelse="opprettelsestype.foersteOpprettelse",
            opprettelsestypebeskrivelse="Første gangs opprettelse av ektepakt",
            har_supplerende_opplysninger_i_dokument=False,
            paategning=(),
            avtaleinnhold=(
                Avtaleinnhold(avtaletype="avtaletype.fulltSaereie", avtaletypebeskrivelse="Vi skal ha fullt særeie"),
            ),
            rolle=(
                Rolle(
                    rolletype="rolletype.ektefelle",
                    rolletypebeskrivelse="Ektefelle",
                    person=Person(
                        navn=Navn(fornavn="AUTORISERT", etternavn="INNHEGNING"),
                        adresse=Adresse(
                            adresse_type="adressetype.vegadresse",
                            brukskategori="bostedsadresse",
                            adressenavn="Gaukvegen",
                            nummer=Husnummer(nummer="13"),
                            bruksenhetsnummer="H0101",
                            poststed=Poststed(navn="KONGSVINGER", postnummer="2209"),
                            kommune=Kommune(kommunenummer="3401", kommunenavn="Kongsvinger"),
                        ),
                    ),
                    avtaleinnhold=(),
                ),
                Rolle(
                    rolletype="rolletype.ektefelle",
                    rolletypebeskrivelse="Ektefelle",
                    person=Person(
                        navn=Navn(fornavn="SORGLØS", etternavn="BOLLE"),
                        adresse=Adresse(
                            adresse_type="adressetype.vegadresse",
                            brukskategori="bostedsadresse",
                            adressenavn="Kløvåsen",
                            nummer=Husnummer(),
                            bruksenhetsnummer="H0101",
                            poststed=Poststed(navn="RAMNES", postnummer="3175"),
                            kommune=Kommune(kommunenummer="3803", kommunenavn="Tønsberg"),
                        ),
                    ),
                    avtaleinnhold=(
                        Avtaleinnhold(
                            avtaletype="avtaletype.saereieBlirFelleseieVedRolleSinDoed",
                            avtaletypebeskrivelse="Særeie blir felleseie om jeg dør først",
                        ),
                    ),
                ),
            ),
        ),
    ),
)


def test_the_documented_example_is_read_whole() -> None:
    assert decode_oppslag(make.example_body()) == Decoded(oppslag=EXAMPLE, anomalies=())


def test_absent_and_null_are_the_same() -> None:
    nulls = b'{"rolleinnehaver":null,"antallEktepakt":null,"oppslagstidspunkt":null,"spraak":null,"ektepakt":null}'
    assert decode_oppslag(nulls) == decode_oppslag(b"{}") == Decoded(oppslag=Oppslag(), anomalies=())


def test_nulls_within_an_ektepakt_are_the_same_as_absence() -> None:
    explicit = b'{"ektepakt":[{"paategning":null,"rolle":[{"person":{"navn":null,"adresse":{"nummer":null}}}]}]}'
    expected = Oppslag(ektepakt=(Ektepakt(rolle=(Rolle(person=Person(adresse=Adresse())),)),))
    assert decode_oppslag(explicit) == Decoded(oppslag=expected, anomalies=())


@pytest.mark.parametrize(
    ("answer", "anomalies"),
    [
        ({"nytt": 1}, ("unknown_field:nytt",)),
        ({"nytt": {"inni": [1, 2]}, "annet": None}, ("unknown_field:nytt", "unknown_field:annet")),
        ({"ektepakt": [{"nytt": 1}, {"nytt": 2}]}, ("unknown_field:ektepakt.nytt",)),
        ({"ektepakt": [{"rolle": [{"fnr": "x"}]}]}, ("unknown_field:ektepakt.rolle.fnr",)),
        (
            {"ektepakt": [{"rolle": [{"person": {"adresse": {"poststed": {"land": "NO"}}}}]}]},
            ("unknown_field:ektepakt.rolle.person.adresse.poststed.land",),
        ),
        ({"ektepakt": [{"avtaleinnhold": [{"gruppe": "x"}]}]}, ("unknown_field:ektepakt.avtaleinnhold.gruppe",)),
        ({"antall_ektepakt": 1}, ("unknown_field:antall_ektepakt",)),
        ({"Spraak": "NOB"}, ("unknown_field:Spraak",)),
    ],
)
def test_an_unknown_field_is_left_out_and_named(answer: dict[str, object], anomalies: tuple[str, ...]) -> None:
    assert decode_oppslag(make.body(answer)).anomalies == anomalies


def test_an_unknown_field_changes_nothing_else() -> None:
    answer = make.example()
    answer["ektepakt"][0]["rolle"][1]["person"]["adresse"]["nytt"] = {"a": [1]}
    decoded = decode_oppslag(make.body(answer))
    assert decoded.oppslag == EXAMPLE
    assert decoded.anomalies == ("unknown_field:ektepakt.rolle.person.adresse.nytt",)


@pytest.mark.parametrize(
    ("answer", "anomalies", "oppslag"),
    [
        ({"antallEktepakt": "1"}, ("bad_value:antallEktepakt",), Oppslag()),
        ({"antallEktepakt": True}, ("bad_value:antallEktepakt",), Oppslag()),
        ({"antallEktepakt": 1.5}, ("bad_value:antallEktepakt",), Oppslag()),
        ({"antallEktepakt": 2**63}, ("bad_value:antallEktepakt",), Oppslag()),
        ({"antallEktepakt": [1]}, ("bad_value:antallEktepakt",), Oppslag()),
        ({"antallEktepakt": 2**63 - 1}, (), Oppslag(antall_ektepakt=2**63 - 1)),
        ({"spraak": 5, "antallEktepakt": 0}, ("bad_value:spraak",), Oppslag(antall_ektepakt=0)),
        ({"spraak": {"kode": "NOB"}}, ("bad_value:spraak",), Oppslag()),
        (
            {"ektepakt": [{"ektepaktnummer": "7"}, {"ektepaktnummer": 8}]},
            ("bad_value:ektepakt.ektepaktnummer",),
            Oppslag(ektepakt=(Ektepakt(), Ektepakt(ektepaktnummer=8))),
        ),
        (
            {"ektepakt": [{"harSupplerendeOpplysningerIDokument": "false"}]},
            ("bad_value:ektepakt.harSupplerendeOpplysningerIDokument",),
            Oppslag(ektepakt=(Ektepakt(),)),
        ),
        (
            {"ektepakt": [{"status": 1, "nytt": 1}], "spraak": 2},
            ("bad_value:ektepakt.status", "unknown_field:ektepakt.nytt", "bad_value:spraak"),
            Oppslag(ektepakt=(Ektepakt(),)),
        ),
    ],
)
def test_a_leaf_of_another_type_is_null_and_named(
    answer: dict[str, object], anomalies: tuple[str, ...], oppslag: Oppslag
) -> None:
    assert decode_oppslag(make.body(answer)) == Decoded(oppslag=oppslag, anomalies=anomalies)


@pytest.mark.parametrize(("sent", "kept"), [("abc", "abc"), (17, 17), (True, None), ([], None), ({}, None)])
def test_a_vegadresse_id_is_text_or_number(sent: object, kept: str | int | None) -> None:
    adresse = {"vegadresseID": sent}
    decoded = decode_oppslag(make.body({"ektepakt": [{"rolle": [{"person": {"adresse": adresse}}]}]}))
    expected = Oppslag(ektepakt=(Ektepakt(rolle=(Rolle(person=Person(adresse=Adresse(vegadresse_id=kept))),)),))
    path = "ektepakt.rolle.person.adresse.vegadresseID"
    assert decoded == Decoded(oppslag=expected, anomalies=() if kept else (f"bad_value:{path}",))


@pytest.mark.parametrize(
    ("answer", "oppslag", "path"),
    [
        ({"ektepakt": [None, {}]}, Oppslag(ektepakt=(Ektepakt(), Ektepakt())), "ektepakt"),
        (
            {"ektepakt": [{"rolle": [None, {"rolletype": "x"}]}]},
            Oppslag(ektepakt=(Ektepakt(rolle=(Rolle(), Rolle(rolletype="x"))),)),
            "ektepakt.rolle",
        ),
        (
            {"ektepakt": [{"avtaleinnhold": [{"avtaletype": "x"}, None]}]},
            Oppslag(ektepakt=(Ektepakt(avtaleinnhold=(Avtaleinnhold(avtaletype="x"), Avtaleinnhold())),)),
            "ektepakt.avtaleinnhold",
        ),
    ],
)
def test_a_null_in_a_list_of_objects_keeps_its_place(answer: dict[str, object], oppslag: Oppslag, path: str) -> None:
    assert decode_oppslag(make.body(answer)) == Decoded(oppslag=oppslag, anomalies=(f"bad_value:{path}",))


@pytest.mark.parametrize("bad", [5, {}, ["a"], True])
def test_a_bad_paategning_is_null_and_the_others_keep_their_places(bad: object) -> None:
    decoded = decode_oppslag(make.body({"ektepakt": [{"paategning": ["a", bad, "b"]}]}))
    assert decoded.anomalies == ("bad_value:ektepakt.paategning",)
    assert decoded.oppslag.ektepakt == (Ektepakt(paategning=("a", None, "b")),)


def test_a_null_paategning_keeps_its_place_and_is_judged_alike_whatever_else_is_in_the_body() -> None:
    answer = {"ektepakt": [{"paategning": ["a", None, "b"]}]}
    alone, beside_unknown = decode_oppslag(make.body(answer)), decode_oppslag(make.body(answer | {"nytt": 1}))
    assert alone.oppslag.ektepakt == (Ektepakt(paategning=("a", None, "b")),)
    assert beside_unknown.oppslag == alone.oppslag
    assert beside_unknown.anomalies == (*alone.anomalies, "unknown_field:nytt")


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (None, "its top"),
        ([], "its top"),
        ("text", "its top"),
        (1, "its top"),
        ({"ektepakt": {}}, "ektepakt"),
        ({"ektepakt": "x"}, "ektepakt"),
        ({"ektepakt": [1]}, "ektepakt"),
        ({"ektepakt": [[]]}, "ektepakt"),
        ({"ektepakt": [{"rolle": {}}]}, "ektepakt.rolle"),
        ({"ektepakt": [{"rolle": ["x"]}]}, "ektepakt.rolle"),
        ({"ektepakt": [{"paategning": "x"}]}, "ektepakt.paategning"),
        ({"ektepakt": [{"rolle": [{"person": "x"}]}]}, "ektepakt.rolle.person"),
        ({"ektepakt": [{"rolle": [{"person": {"navn": []}}]}]}, "ektepakt.rolle.person.navn"),
        ({"ektepakt": [{"rolle": [{"avtaleinnhold": 1}]}]}, "ektepakt.rolle.avtaleinnhold"),
    ],
)
def test_a_structure_that_cannot_be_followed_is_refused_and_placed(answer: object, where: str) -> None:
    with pytest.raises(BadResponseError, match=f"at {where}$"):
        decode_oppslag(make.body(answer))


GOOD_START = b'{"antallEktepakt":1,'
UNKNOWN_START = b'{"nytt":1,'


@pytest.mark.parametrize("start", [GOOD_START, UNKNOWN_START], ids=["all known", "with an unknown field"])
@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(b"", id="cut after a comma"),
        pytest.param(b'"ektepakt":[{"ektepaktn', id="cut in a name"),
        pytest.param(b'"spraak":"NO', id="cut in a text"),
        pytest.param(b'"ektepakt":[{}', id="cut before the end"),
        pytest.param(b'"spraak":"NOB"} x', id="more after the end"),
        pytest.param(b'"spraak":"\xff"}', id="bad UTF-8 in a value"),
        pytest.param(b'"\xc3":1}', id="bad UTF-8 in a name"),
        pytest.param(b'"spraak":"\xed\xa0\x80"}', id="an encoded surrogate"),
        pytest.param(b'"spraak":"\\ud800"}', id="half a surrogate pair"),
        pytest.param(b'"antallEktepakt":NaN}', id="not a number"),
        pytest.param(b'"dypt":' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="deep nesting"),
        pytest.param(b'"dypt":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, id="deep objects"),
        pytest.param(b'"ektepakt":' + b"[" * 100_000, id="deep nesting of a known field, cut"),
    ],
)
def test_what_is_not_json_is_refused(start: bytes, rest: bytes) -> None:
    with pytest.raises(BadResponseError):
        decode_oppslag(start + rest)


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"<html><body>502 Bad Gateway</body></html>", b"\xef\xbb\xbf{}", b"[" * 100_000, b"{}{}", b"{'a': 1}"],
    ids=["nothing", "a blank", "HTML", "a BOM", "deep nesting", "two objects", "single quotes"],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadResponseError):
        decode_oppslag(body)


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"9" * 5000], ids=["1e400", "-1e400", "5000 digits"])
@pytest.mark.parametrize("name", [b"antallEktepakt", b"nytt"])
def test_a_number_out_of_all_range_is_an_anomaly_or_a_bad_response(name: bytes, number: bytes) -> None:
    """Never another exception, which would end the run."""
    try:
        decoded = decode_oppslag(b'{"' + name + b'":' + number + b"}")
    except BadResponseError:
        return
    assert decoded.oppslag == Oppslag()
    assert len(decoded.anomalies) == 1


@pytest.mark.parametrize("end", range(1, 2600, 37))
def test_the_example_cut_anywhere_is_refused(end: int) -> None:
    with pytest.raises(BadResponseError):
        decode_oppslag(make.example_body()[:end])


def test_of_a_field_given_twice_the_last_counts() -> None:
    assert decode_oppslag(b'{"spraak":"NOB","spraak":"NNO"}').oppslag.spraak == "NNO"


_FIRST = make.ektepakt()
_ALSO_OUT_OF_SHAPE = [
    make.example(),
    make.example() | {"nyttFelt": {"a": [1]}, "antallEktepakt": "ni"},
    make.example() | {"ektepakt": None},
    make.example() | {"ektepakt": []},
    make.example() | {"ektepakt": {}},
    make.example() | {"ektepakt": [None, _FIRST]},
    make.example() | {"ektepakt": [_FIRST, make.ektepakt(nyttFelt=1, ektepaktnummer="x"), _FIRST]},
    make.example() | {"ektepakt": [_FIRST, make.ektepakt(rolle={})]},
    make.example() | {"ektepakt": [_FIRST, 7]},
    make.example() | {"ektepakt": [make.ektepakt(paategning=[None, 7])]},
    {},
    [],
    None,
]
_BODIES = [
    *map(make.body, _ALSO_OUT_OF_SHAPE),
    make.example_body()[:-5],
    make.example_body() + b"}",
    make.example_body().replace(b"Ektepakt", b"\xff"),
    b'{"ektepakt":[{}],"ektepakt":[{"status":"x"},{}]}',
    b'{"ektepakt":' + b"[" * 100_000,
]


@pytest.mark.parametrize("body", _BODIES)
def test_a_large_answer_is_decoded_as_a_small_one_is(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    small = _read(body)
    monkeypatch.setattr(decoding, "LARGE_BYTES", 0)
    assert _read(body) == small


def _read(body: bytes) -> object:
    """Return what becomes of a body, its ektepakter one by one and twice, or why it is refused."""
    try:
        oppslag, anomalies = decode_oppslag(body)
    except BadResponseError as error:
        return str(error)
    listed = None if oppslag.ektepakt is None else [*oppslag.ektepakt, *oppslag.ektepakt]
    return structs.replace(oppslag, ektepakt=None), listed, sorted(anomalies)
