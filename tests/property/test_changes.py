"""Two runs drawn at random: what is told of them is what a model says that knows nothing of the product's code.

The model works on the register's own JSON: ektepakter by number, roller by name, and all else by looking.
"""

import copy
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from support import builders as make
from support.made_identifiers import complete

from batch.export.comparison import Comparison
from batch.ledger import ComparedRow
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.ektepakt import Oppslag
from batch.oppslag.gist import gist_of
from batch.outcome import OutcomeKind

PAIRS = int(os.environ.get("PAIRS", "300"))
Json = dict[str, Any]
Told = tuple[str, int | None, str, str | None, str | None, str | None]

DNR = ("418101001", "428102003")
NINE = (*DNR, "018101002", "028102000", "038103001", "048104001", "058105000")
PEOPLE = [fnr for nine in NINE if (fnr := complete(nine))]
FAILED = ("timeout", "server_error", "network_error", "bad_response", "refused", "slow_skipped", "not_run")
KODER = ("avtaletype.gave", "avtaletype.fulltSaereie", "avtaletype.ny")
TIMES = {
    "2024-01-01T00:00:00.123456789+01:00": "2023-12-31T23:00:00.123456+00:00",
    "2023-12-31T23:00:00.123456111Z": "2023-12-31T23:00:00.123456+00:00",
    "2024-01-01T00:00:00Z": "2024-01-01T00:00:00+00:00",
    "no time": None,
}
ADRESSER: dict[str | None, Json | None] = {
    None: None,
    "Storgata 1": {"adressenavn": "Storgata", "nummer": {"nummer": "1"}},
    "Storgata 2": {"adressenavn": "Storgata", "nummer": {"nummer": "2"}},
}


class Dice(random.Random):
    """Draws what the register may answer."""

    def avtaler(self) -> list[Json] | None:
        drawn = [
            {"avtaletype": code, "avtaletypebeskrivelse": self.choice(["a", "b", None])}
            for code in self.sample(KODER, self.randint(0, 2))
        ]
        return drawn or self.choice([[], None])

    def rolle(self, name: str) -> Json:
        adresse = ADRESSER[self.choice(list(ADRESSER))]
        if adresse and self.random() < 0.5:
            adresse = adresse | {"kommune": {"kommunenummer": self.choice(["0301", "1103"])}}
        navn = {"fornavn": name, "mellomnavn": self.choice([None, ""]), "etternavn": name}
        return {
            "rolletype": "rolletype.ektefelle",
            "rolletypebeskrivelse": self.choice(["Ektefelle", "Spouse"]),
            "person": {"navn": navn, "adresse": adresse and {"adresseType": "adressetype.vegadresse", **adresse}},
            "avtaleinnhold": self.avtaler(),
        }

    def ektepakt(self, number: int | None) -> Json:
        roller = [self.rolle(name) for name in self.sample(["KARI", "OLA", "PER"], self.randint(0, 3))]
        return {
            "ektepaktnummer": number,
            "innkomsttidspunkt": self.choice(list(TIMES)),
            "status": self.choice(["ektepaktstatus.a", "ektepaktstatus.b", "", None]),
            "statusbeskrivelse": self.choice(["A", "B", None]),
            "harSupplerendeOpplysningerIDokument": self.choice([True, False, None]),
            "paategning": self.choice([None, [], ["x"], ["x", "y"], [None], [""], ["y", None]]),
            "avtaleinnhold": self.avtaler(),
            "rolle": roller or self.choice([[], None]),
        }

    def changed(self, ektepakt: Json) -> Json:
        """Return it with a few of its members drawn anew, and the order of its roller."""
        new = copy.deepcopy(ektepakt) | {"statusbeskrivelse": self.choice(["A", "B", None])}
        other = self.ektepakt(None)
        for name in self.sample(list(other), self.choice([0, 0, 1, 2])):
            if name != "ektepaktnummer":
                new[name] = other[name]
        if new["rolle"]:
            self.shuffle(new["rolle"])
        return new

    def answer(self) -> list[Json]:
        numbers = self.sample([1, 2, 3, None], self.randint(1, 3))
        return [self.ektepakt(number) for number in numbers]

    def later(self, ektepakter: list[Json]) -> list[Json]:
        kept = [self.changed(each) for each in ektepakter if self.random() < 0.8]
        fresh = [self.ektepakt(7)] if self.random() < 0.3 else []
        return self.sample([*kept, *fresh], len(kept) + len(fresh))

    def outcome(self, before: Any = None) -> Any:
        """Return ektepakter, the word of another outcome, or None for who is not in the list."""
        if isinstance(before, list) and self.random() < 0.7:
            return self.later(before) or "empty"
        return self.choice([self.answer(), self.answer(), "empty", "rejected", self.choice(FAILED), None])


class Side:
    """One run: what it was told of each person, and what it took over."""

    def __init__(self, run_id: str, told: Json, taken_over: set[str], *, is_cut: bool) -> None:
        self.run_id, self.is_cut = run_id, is_cut
        self.told = {fnr: answer for fnr, answer in told.items() if answer is not None}
        self.taken_over = taken_over

    def rows(self, *, first: str = "") -> Iterator[ComparedRow]:
        for fnr in sorted(self.told):
            if fnr >= first:
                gist = gist_of(self._oppslag(fnr))
                kind = OutcomeKind.FOUND if isinstance(self.told[fnr], list) else OutcomeKind(self.told[fnr])
                yield ComparedRow(fnr, 1, kind, fnr in self.taken_over, (gist.antall_ektepakt, gist.compared), None)

    def oppslag(self, row: ComparedRow) -> Oppslag:
        return self._oppslag(row.fnr)

    def _oppslag(self, fnr: str) -> Oppslag:
        told = self.told[fnr]
        return decode_oppslag(make.oppslag_with(*(told if isinstance(told, list) else ()))).oppslag


# The model.


def said(value: Any) -> str | None:
    """Write a value as the table does; None for one that says nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " | ".join(each or "" for each in value) if any(value) else None
    return value or None


def own_fields(ektepakt: Json) -> dict[str, str | None]:
    return {
        "innkomsttidspunkt": TIMES[ektepakt["innkomsttidspunkt"]],
        "status": said(ektepakt["status"]),
        "har_supplerende_opplysninger_i_dokument": said(ektepakt["harSupplerendeOpplysningerIDokument"]),
        "paategning": said(ektepakt["paategning"]),
        "avtaletyper": said([each["avtaletype"] for each in ektepakt["avtaleinnhold"] or ()]),
    }


def rolle_fields(rolle: Json) -> dict[str, str | None]:
    adresse = rolle["person"]["adresse"] or {}
    line = (
        next(line for line, each in ADRESSER.items() if each and adresse.items() >= each.items()) if adresse else None
    )
    return {
        "rolletype": rolle["rolletype"],
        "fornavn": rolle["person"]["navn"]["fornavn"],
        "etternavn": rolle["person"]["navn"]["etternavn"],
        "avtaletyper": said([each["avtaletype"] for each in rolle["avtaleinnhold"] or ()]),
        "adresse_type": adresse.get("adresseType"),
        "adressenavn": adresse.get("adressenavn"),
        "husnummer": adresse.get("nummer", {}).get("nummer"),
        "kommunenummer": adresse.get("kommune", {}).get("kommunenummer"),
        "adresse": line,
    }


ADRESSE = ("adresse_type", "adressenavn", "husnummer", "kommunenummer", "adresse")


def rolle_rows(number: int, old: Json | None, new: Json | None) -> list[tuple[Any, ...]]:
    before, after = (rolle_fields(each) if each else {} for each in (old, new))
    differing = {name: (before.get(name), after.get(name)) for name in {**before, **after}}
    differing = {name: both for name, both in differing.items() if both[0] != both[1]}
    if "adresse" in differing:
        differing = {name: both for name, both in differing.items() if name not in ADRESSE or name == "adresse"}
    return [
        (number, "address_changed" if name in ADRESSE and old and new else "changed", f"rolle_{name}", *both)
        for name, both in differing.items()
    ]


def roller_rows(number: int, old: list[Json], new: list[Json], told: set[Any]) -> list[tuple[Any, ...]]:
    """Pair the roller so that as many as can be have the same name; of strangers any may take another's place."""
    size = max(len(old), len(new))
    padded_old, padded_new = ([*each, *[None] * (size - len(each))] for each in (old, new))
    pairings = [list(zip(padded_old, order, strict=True)) for order in permutations(padded_new)]

    def strangers(pairing: list[tuple[Any, Any]]) -> int:
        return sum(not (a and b and rolle_fields(a)["fornavn"] == rolle_fields(b)["fornavn"]) for a, b in pairing)

    best = min(map(strangers, pairings))
    every = [
        [row for pair in each for row in rolle_rows(number, *pair)] for each in pairings if strangers(each) == best
    ]
    return next((rows for rows in every if told.issuperset(rows)), every[0])


def key(ektepakt: Json) -> str:
    roller = sorted(repr(rolle_fields(each)) for each in ektepakt["rolle"] or ())
    return repr((own_fields(ektepakt), roller))


def answer_rows(old: list[Json], new: list[Json], told: set[Any]) -> Iterator[tuple[Any, ...]]:
    before, after = ({each["ektepaktnummer"]: each for each in side if each["ektepaktnummer"]} for side in (old, new))
    for number in before.keys() - after.keys():
        yield number, "gone", None, None, None
    for number in after.keys() - before.keys():
        yield number, "new", None, None, None
    for number in before.keys() & after.keys():
        fields = [own_fields(side[number]) for side in (before, after)]
        for name in fields[0]:
            if fields[0][name] != fields[1][name]:
                yield number, "changed", name, fields[0][name], fields[1][name]
        yield from roller_rows(number, before[number]["rolle"] or [], after[number]["rolle"] or [], told)
    places = [[(place, key(e)) for place, e in enumerate(side, 1) if not e["ektepaktnummer"]] for side in (old, new)]
    for mine, others, is_old in ((places[0], places[1], True), (places[1], places[0], False)):
        for place, each in mine:
            if each not in [other for _, other in others]:
                yield None, "unkeyed", "ektepakt_index", *((str(place), None) if is_old else (None, str(place)))


def person_rows(old: Any, new: Any, told: set[Any]) -> Iterator[tuple[Any, ...]]:
    kinds = ["found" if isinstance(each, list) else each for each in (old, new)]
    if kinds[0] != kinds[1]:
        yield None, "outcome", "outcome", *kinds
    if {*kinds} <= {"found", "empty"}:
        yield from answer_rows(*(each if isinstance(each, list) else [] for each in (old, new)), told)


def numbers(told: Any) -> set[int]:
    return {each["ektepaktnummer"] for each in told if each["ektepaktnummer"]} if isinstance(told, list) else set()


def is_answer(told: Any) -> bool:
    return isinstance(told, list) or told == "empty"


def is_unknown(fnr: str, old: Side, new: Side) -> bool:
    """Whether one of the runs failed or did not ask; who is not in a list is known not to be, if it was not cut."""
    if fnr not in old.told or fnr not in new.told:
        return old.is_cut if fnr not in old.told else new.is_cut
    return old.told[fnr] in FAILED or new.told[fnr] in FAILED or fnr in new.taken_over


def former_identifiers(old: Side, new: Side) -> dict[str, tuple[str, int]]:
    """Return the d-nummer of each who has one of its ektepakter now and was born on the same day, and which it is."""
    former = {}
    for dnr in (each for each in old.told if each[0] >= "4" and not is_unknown(each, old, new)):
        lost = numbers(old.told[dnr]) - numbers(new.told.get(dnr))
        asked = new.told.keys() - new.taken_over
        for fnr in (each for each in asked if each[:6] == f"{int(dnr[0]) - 4}{dnr[1:6]}"):
            both = lost & (numbers(new.told[fnr]) - numbers(old.told.get(fnr)))
            if both and not is_unknown(fnr, old, new) and (dnr not in new.told or is_answer(new.told[dnr])):
                former[fnr] = dnr, min(both)
    return former


def expected(old: Side, new: Side, told: Counter[Any]) -> tuple[Counter[Told], int]:
    """Return every row, and how many persons are unknown; `told` decides where the model has no opinion."""
    rows: list[Any] = []
    former = former_identifiers(old, new)
    replaced = {dnr for fnr, (dnr, _) in former.items() if dnr not in new.told and fnr not in old.told}
    people = (old.told.keys() | new.told.keys()) - replaced
    unknown = {fnr for fnr in people if is_unknown(fnr, old, new)}
    for fnr in people - unknown:
        before, after = old.told.get(fnr), new.told.get(fnr)
        dnr, number = former.get(fnr, ("", 0))
        if dnr:
            rows.append((fnr, number, "new_identifier", "fnr", dnr, fnr))
        if before is None and dnr in replaced:
            before = old.told[dnr]
        if before is None or after is None:
            rows.append((fnr, None, "only_in_new" if before is None else "only_in_old", None, None, None))
        else:
            rows += [(fnr, *row) for row in person_rows(before, after, {row[1:] for row in told if row[0] == fnr})]
    return Counter(rows), len(unknown)


def drawn(seed: int) -> tuple[Side, Side]:
    dice = Dice(seed)
    old = {fnr: dice.outcome() for fnr in PEOPLE}
    new = {fnr: dice.outcome(old[fnr]) for fnr in PEOPLE}
    for dnr, fnr in zip(PEOPLE[: len(DNR)], PEOPLE[len(DNR) :], strict=False):
        if isinstance(old[dnr], list) and dice.random() < 0.5:
            new[fnr] = dice.later(old[dnr]) or "empty"
            new[dnr] = dice.choice([None, None, "empty", "timeout", new[dnr]])
            old[fnr] = dice.choice([None, None, "empty", "timeout", old[fnr]])
    taken_over = {fnr for fnr in PEOPLE if is_answer(new[fnr]) and dice.random() < 0.1}
    cuts = [dice.random() < 0.1, dice.random() < 0.1]
    return Side("old", old, set(), is_cut=cuts[0]), Side("new", new, taken_over, is_cut=cuts[1])


@pytest.mark.parametrize("tens", range(10))
def test_what_is_told_of_two_runs_is_what_the_model_says(tens: int) -> None:
    for seed in range(tens, PAIRS, 10):
        old, new = drawn(seed)
        comparison = Comparison(old, new)
        told = Counter(tuple(each)[:6] for each in comparison.changes())
        rows, unknown = expected(old, new, told)
        assert told == rows, f"pair {seed}: {told - rows} instead of {rows - told}"
        assert comparison.unknown_count == unknown, f"pair {seed}"


def _in_another_order(dice: Dice, side: Side) -> Side:
    """Shuffle ektepakter and roller, whose order says nothing."""
    told = copy.deepcopy(side.told)
    for ektepakter in (each for each in told.values() if isinstance(each, list)):
        dice.shuffle(ektepakter)
        for roller in (each["rolle"] for each in ektepakter if each["rolle"]):
            dice.shuffle(roller)
    return Side(side.run_id, told, side.taken_over, is_cut=side.is_cut)


@pytest.mark.parametrize("tens", range(5))
def test_the_order_of_ektepakter_and_roller_changes_nothing_that_is_told(tens: int) -> None:
    for seed in range(tens, PAIRS, 5):
        dice, sides = Dice(seed), drawn(seed)
        for side in sides:  # several of one number too, which no model need pair
            for ektepakter in (each for each in side.told.values() if isinstance(each, list)):
                ektepakter += [dice.ektepakt(1) for _ in range(dice.randint(0, 2))]
        told, again = (
            [tuple(each)[:6] for each in Comparison(*both).changes() if each.kind != "unkeyed"]
            for both in (sides, [_in_another_order(dice, side) for side in sides])
        )
        assert told == again, f"pair {seed}"


def test_the_times_of_the_model_are_those_that_people_mean() -> None:
    for text, meant in TIMES.items():
        if meant is not None:
            cut = text.replace("789", "").replace("111", "")
            assert datetime.fromisoformat(cut).astimezone(UTC).isoformat() == meant
