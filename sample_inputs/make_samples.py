"""Makes the sample inputs anew, always the same: `python sample_inputs/make_samples.py`.

Every identifier is synthetic (Tenor: month + 80) or lawfully built by nobody. What the sandbox answers about each is
asked of the sandbox itself, so that the samples show every sort of answer.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from batch.errors import IdentityError
from batch.identity import Identity
from batch.sandbox import EXAMPLE_DIGITS, MemberKind, SandboxOptions, describe

HERE = Path(__file__).parent
DICE = random.Random(2032)  # noqa: S311 - samples, not secrets
FORNAVN = "Åse Bjørn Sølvi Håkon Ingrid Ole Kåre Máret Jørgen Ægir Élodie Anne-Lise Per Kari Nils".split()
ETTERNAVN = "Hansen Ødegård Sæther Bråten Kvæfjord Østby Myhre Aas Lie Mikkelsen Somby Gjørv Dahl".split()
POSTSTEDER = "Oslo Tromsø Ålesund Bodø Hønefoss Kirkenes Måløy Kárášjohka Skien Ås".split()
TENOR, DOLLY, NPID = 80, 40, 20
Row = tuple[str, str, str, str]


def main() -> None:
    """Write both files."""
    rows = _people()
    with (HERE / "people.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("Kundenr", "Navn", "Fødselsnummer", "Poststed"))
        writer.writerows(rows)
    _write_parquet(HERE / "people.parquet")


def _people() -> list[Row]:
    members = _members(count=150)
    cells = [*members, *_some_of_each_kind(), EXAMPLE_DIGITS, *_made(12, dnr=True), *_made(4, remainders={1, 2, 3})]
    cells += [*cells[:8], cells[3], EXAMPLE_DIGITS]  # a list from several sources has duplicates
    cells += _damaged()
    DICE.shuffle(cells)
    rows = [_row(number, cell) for number, cell in enumerate(cells, 1001)]
    rows.insert(60, ("", "", "", ""))
    rows.insert(121, ("", "", "", ""))
    return rows


def _row(number: int, cell: str) -> Row:
    return str(number), f"{DICE.choice(FORNAVN)} {DICE.choice(ETTERNAVN)}", cell, DICE.choice(POSTSTEDER)


def _damaged() -> list[str]:
    """What spreadsheets and people do to identifiers, once each."""
    whole = _made(12)
    starts_with_zero = next(each for each in _candidates(TENOR) if each.startswith("0"))
    return [
        f"{whole[0][:6]} {whole[0][6:]}",
        f"{whole[1][:6]}-{whole[1][6:]}",
        f" {whole[2]}\u00a0",
        f"'{whole[3]}",
        f"{whole[4]},0",
        starts_with_zero[1:],  # a lost zero: padded only in a column that lost all of them
        f"{int(whole[5]):.2E}".replace(".", ","),  # rounded: the digits are gone
        f"Fnr: {whole[6]}",
        f"{whole[7]} / {whole[8]}",  # spouses in one cell
        whole[9].replace("0", "O", 1) if "0" in whole[9] else f"l{whole[9][1:]}",
        f"{whole[10][:-1]}{(int(whole[10][-1]) + 1) % 10}",  # mistyped last digit: k2
        f"{whole[11][:-2]}{(int(whole[11][-2]) + 5) % 10}{whole[11][-1]}",  # mistyped tenth: k1
        "974760673",  # an organisation's number
        "",
        "",
        "ukjent",
        f"3182{whole[0][4:]}",  # 31 February
        *islice(_candidates(DOLLY), 1),
        *islice(_candidates(NPID, is_lawful=False), 1),
        _real_looking_but_unlawful(),
        "#####",
    ]


def _real_looking_but_unlawful() -> str:
    """Look like a person's number, with a second check digit that is wrong."""
    while True:
        text = f"{_nine_digits(0)}{DICE.randint(0, 99):02}"
        if _failing_check(text) == "k2":
            return text


def _members(count: int) -> list[str]:
    """Take identifiers as they come; some have ektepakter, most have not, none is slow or broken."""
    seed = SandboxOptions().seed
    usual = {MemberKind.EMPTY, MemberKind.FOUND}
    return list(islice((each for each in _candidates(TENOR) if describe(seed, each).kind in usual), count))


def _some_of_each_kind() -> list[str]:
    seed = SandboxOptions().seed
    wanted = (MemberKind.SLOW, MemberKind.BROKEN, MemberKind.FAILS_ONCE, MemberKind.FAILS_ONCE)
    return [next(each for each in _candidates(TENOR) if describe(seed, each).kind is kind) for kind in wanted]


def _made(count: int, *, dnr: bool = False, remainders: set[int] | None = None) -> list[str]:
    seed = SandboxOptions().seed
    return list(
        islice(
            (
                each
                for each in _candidates(TENOR, is_dnr=dnr)
                if describe(seed, each).kind in {MemberKind.EMPTY, MemberKind.FOUND}
                and (remainders is None or _first_remainder(each) in remainders)
            ),
            count,
        )
    )


def _candidates(offset: int, *, is_dnr: bool = False, is_lawful: bool = True) -> Iterator[str]:
    """Yield numbers with right check digits and this month offset; not lawful ones are right but for the offset."""
    wanted = None if is_lawful else "npid_not_fnr_dnr"
    while True:
        nine = _nine_digits(offset, is_dnr=is_dnr)
        text = f"{nine}{DICE.randint(0, 99):02}"
        if _failing_check(text) == wanted and not text.endswith("0000"):
            yield text


def _nine_digits(offset: int, *, is_dnr: bool = False) -> str:
    day = DICE.randint(1, 28) + (40 if is_dnr else 0)
    return f"{day:02}{DICE.randint(1, 12) + offset:02}{DICE.randint(0, 99):02}{DICE.randint(0, 999):03}"


def _failing_check(text: str) -> str | None:
    try:
        Identity.parse(text, today=date.max)
    except IdentityError as error:
        return error.reason
    return None


def _first_remainder(text: str) -> int:
    weights = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
    return sum(weight * int(digit) for weight, digit in zip(weights, text, strict=False)) % 11


def _write_parquet(path: Path) -> None:
    fnr: list[str | None] = [*_members(count=60), *_made(6, dnr=True), EXAMPLE_DIGITS]
    fnr.insert(20, None)
    navn = [f"{DICE.choice(FORNAVN)} {DICE.choice(ETTERNAVN)}" for _ in fnr]
    kunde = pa.array(range(5001, 5001 + len(fnr)), type=pa.int64())
    pq.write_table(pa.table({"kunde_id": kunde, "navn": navn, "fnr": pa.array(fnr, type=pa.string())}), path)


if __name__ == "__main__":
    main()
