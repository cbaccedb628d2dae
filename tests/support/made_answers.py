"""Hypothesis strategies for bodies of a 200, by the tables of contract/ektepaktregisteret.md."""

from typing import Any

from hypothesis import strategies as st
from support import builders as make

Object = dict[str, Any]

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
whole_numbers = st.integers(-(2**63), 2**63 - 1)
_UTC_OFFSETS = ("Z", "+00:00", "+01:00", "+02:00", "-11:30")
_FRACTIONS = ("", ".1", ".373958", ".373958263", ".000000001")


@st.composite
def timestamps(draw: st.DrawFn) -> str:
    second = draw(st.datetimes(min_value=make.NOW.replace(year=1900, tzinfo=None))).replace(microsecond=0)
    return f"{second.isoformat()}{draw(st.sampled_from(_FRACTIONS))}{draw(st.sampled_from(_UTC_OFFSETS))}"


def _object(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Object]:
    """Make objects in which any member can be absent or null."""
    return st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in members.items()})


def _texts(*names: str) -> dict[str, st.SearchStrategy[Any]]:
    return dict.fromkeys(names, text)


_navn = _object(**_texts("fornavn", "mellomnavn", "etternavn"))
_norwegian = {
    "poststed": _object(**_texts("navn", "postnummer")),
    "kommune": _object(**_texts("kommunenummer", "kommunenavn")),
}
ADRESSE_MEMBERS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "adressetype.vegadresse": {
        **_norwegian,
        **_texts("bruksenhetsnummer", "adressenavn", "kortAdressenavn", "adressenavnTillegg"),
        "vegadresseID": text | whole_numbers,
        "nummer": _object(**_texts("nummer", "bokstav")),
    },
    "adressetype.stedsadresse": {**_norwegian, **_texts("stedsnavn")},
    "adressetype.postboksadresse": {**_norwegian, **_texts("postboksnummer", "postboksanleggsnavn")},
    "adressetype.ustrukturertAdresse": {
        **_norwegian,
        **_texts("adresselinje1", "adresselinje2", "adresselinje3"),
    },
    "adressetype.internasjonalAdresse": _texts(
        "adressenavn",
        "adressenummer",
        "bygning",
        "etasjenummer",
        "boenhet",
        "postboks",
        "postkode",
        "byEllerStedsnavn",
        "region",
        "distriktEllerBydel",
        "landkode",
        "friAdressetekst",
        "adresseidentifikator",
    ),
}


def _adresse(kind: str) -> st.SearchStrategy[Object]:
    return _object(adresseType=st.just(kind), **_texts("coNavn", "brukskategori"), **ADRESSE_MEMBERS[kind])


adresser = st.sampled_from(sorted(ADRESSE_MEMBERS)).flatmap(_adresse)
_avtaleinnhold = st.lists(_object(**_texts("avtaletype", "avtaletypebeskrivelse")), max_size=3)
_roller = _object(
    **_texts("rolletype", "rolletypebeskrivelse"),
    person=_object(navn=_navn, adresse=adresser),
    avtaleinnhold=_avtaleinnhold,
)
ektepakter = _object(
    **_texts(
        "ektepakttype",
        "ektepakttypebeskrivelse",
        "status",
        "statusbeskrivelse",
        "opprettelse",
        "opprettelsestypebeskrivelse",
    ),
    ektepaktnummer=whole_numbers,
    innkomsttidspunkt=timestamps(),
    harSupplerendeOpplysningerIDokument=st.booleans(),
    paategning=st.lists(text, max_size=3),
    avtaleinnhold=_avtaleinnhold,
    rolle=st.lists(_roller, max_size=3),
)
answers = _object(
    rolleinnehaver=st.just(make.EXAMPLE_FNR),
    antallEktepakt=whole_numbers,
    oppslagstidspunkt=timestamps(),
    spraak=text,
    ektepakt=st.lists(ektepakter, max_size=3),
)
"""Good answers of any content: every member can be absent or null, every leaf has its type."""

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_LEAF_NAMES = ("ektepaktnummer", "paategning", "rolle", "adresse", "navn", "vegadresseID", "avtaleinnhold", "x")


@st.composite
def odd_answers(draw: st.DrawFn) -> Object:
    """Answers in which one member somewhere has been put in, or put out, by any JSON value."""
    answer = draw(answers)
    places = [answer, *_objects_within(answer)]
    name = draw(
        st.sampled_from(_LEAF_NAMES) | st.sampled_from(sorted({key for each in places for key in each} or {"x"}))
    )
    draw(st.sampled_from(places))[name] = draw(any_json)
    return answer


def _objects_within(value: object) -> list[Object]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [each for each in inner if isinstance(each, dict)]
    return found + [deeper for each in inner for deeper in _objects_within(each)]
