"""What is noted of an answer beside its body."""

from typing import Any

import pytest
from support import builders as make

from batch.oppslag import decoding
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import Gist, gist_of


def gist(*ektepakter: dict[str, Any]) -> Gist:
    return gist_of(decode_oppslag(make.oppslag_with(*ektepakter)).oppslag)


def compared(**changes: object) -> int | None:
    return gist(make.ektepakt(**changes)).compared


def test_who_has_none_has_nothing_to_compare() -> None:
    assert gist() == Gist(0, (), None, None)


def test_each_avtaletype_is_named_once_and_the_last_arrival_that_can_be_read() -> None:
    later = make.ektepakt(innkomsttidspunkt="2024-01-01T00:00:00+01:00")
    unreadable = make.ektepakt(innkomsttidspunkt="never")
    told = gist(make.ektepakt(), later, unreadable)
    assert told.antall_ektepakt == 3
    assert len(told.avtaletyper) == len(set(told.avtaletyper)) > 1
    assert told.siste_innkomst == "2024-01-01T00:00:00+01:00"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "ektepaktstatus.slettet"},
        {"ektepaktnummer": 7},
        {"paategning": ["x"]},
        {"rolle": [make.rolle(adresse={"adressenavn": "Storgata"})]},
        {"avtaleinnhold": [{"avtaletype": "avtaletype.gave"}]},
    ],
)
def test_another_field_is_another_hash(change: dict[str, Any]) -> None:
    assert compared(**change) != compared()


def test_descriptions_of_codes_are_not_compared_at_any_depth() -> None:
    own = make.ektepakt()
    roller = [each | {"rolletypebeskrivelse": "x"} for each in own["rolle"]]
    avtaler = [each | {"avtaletypebeskrivelse": "x"} for each in own["avtaleinnhold"]]
    assert compared(statusbeskrivelse="x", rolle=roller, avtaleinnhold=avtaler) == compared()


def test_a_large_answer_is_decoded_piece_by_piece_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    body = make.oppslag_with(make.ektepakt(), make.ektepakt(ektepaktnummer=7))
    whole = decode_oppslag(body).oppslag
    monkeypatch.setattr(decoding, "LARGE_BYTES", 0)
    large = decode_oppslag(body).oppslag
    assert tuple(large.ektepakt or ()) == whole.ektepakt
    assert gist_of(large) == gist_of(whole)
    assert not isinstance(large.ektepakt, tuple)
