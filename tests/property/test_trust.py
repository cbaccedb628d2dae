"""However a body that holds an ektepakt is changed, it is never a "none"; and nobody else's answer is accepted."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support import builders as make
from support import made_answers

from batch.errors import BadResponseError
from batch.oppslag.ektepakt import Oppslag
from batch.oppslag.trust import read_trusted

PERSON, OTHER = make.EXAMPLE_FNR, make.TENOR_DNR
Members = list[tuple[str, Any]]
Change = Callable[[Members, st.DataObject], Members]
TOP = ("rolleinnehaver", "antallEktepakt", "ektepakt", "spraak", "oppslagstidspunkt")
odd_values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0, -0.0, 0.0, "0", "", "3", [], {}, [None], [{}], [[]], [0], 2**63, -1, "null", OTHER, PERSON])
)
NEW = ("Ektepakt", "ektepakter", "rolleInnehaver", "antall_ektepakt", "svar", "")
odd_names = st.sampled_from([*TOP, *NEW]) | st.text(max_size=5)


def drop(members: Members, data: st.DataObject) -> Members:
    position = data.draw(st.integers(0, len(members) - 1))
    return members[:position] + members[position + 1 :]


def rename(members: Members, data: st.DataObject) -> Members:
    position = data.draw(st.integers(0, len(members) - 1))
    return [(data.draw(odd_names) if at == position else name, value) for at, (name, value) in enumerate(members)]


def retype(members: Members, data: st.DataObject) -> Members:
    position = data.draw(st.integers(0, len(members) - 1))
    return [(name, data.draw(odd_values) if at == position else value) for at, (name, value) in enumerate(members)]


def double(members: Members, data: st.DataObject) -> Members:
    position = data.draw(st.integers(0, len(members)))
    return [*members[:position], (data.draw(st.sampled_from(TOP)), data.draw(odd_values)), *members[position:]]


def reorder(members: Members, data: st.DataObject) -> Members:
    return data.draw(st.permutations(members))


def nest(members: Members, data: st.DataObject) -> Members:
    return [*data.draw(st.sampled_from([[], members, members[:1]])), ("svar", dict(members))]


changes: st.SearchStrategy[Change] = st.sampled_from([drop, rename, retype, double, reorder, nest])
any_answers = st.sampled_from([make.example(), {"antallEktepakt": 0, "ektepakt": []}])
found_answers = st.just(make.example()) | made_answers.answers.filter(lambda answer: bool(answer.get("ektepakt")))


def written(members: Members, data: st.DataObject) -> bytes:
    """Write the members with spaces and escapes anywhere they are lawful, in one of several encodings."""
    space = st.sampled_from(["", " ", "\n", "\t\r"])

    def name_of(name: str) -> str:
        if not data.draw(st.booleans()):
            return json.dumps(name)
        return '"' + "".join(f"\\u{ord(each):04X}" if ord(each) < 0x10000 else each for each in name) + '"'

    inner = ",".join(
        f"{data.draw(space)}{name_of(name)}{data.draw(space)}:{data.draw(space)}"
        f"{json.dumps(value, ensure_ascii=data.draw(st.booleans()))}"
        for name, value in members
    )
    encoding = data.draw(st.sampled_from(["utf-8"] * 4 + ["utf-8-sig", "utf-16", "utf-32-be"]))
    return f"{{{inner}}}".encode(encoding, errors="replace")


def believed(body: bytes, person: str = PERSON) -> Oppslag | None:
    try:
        return read_trusted(body, person)
    except BadResponseError:
        return None


def is_none(body: bytes) -> bool:
    oppslag = believed(body)
    return oppslag is not None and not oppslag.has_ektepakt


@given(found_answers, changes, st.data())
def test_no_change_of_a_found_body_makes_it_a_none(answer: dict[str, Any], change: Change, data: st.DataObject) -> None:
    members = list({**answer, "rolleinnehaver": PERSON, "antallEktepakt": len(answer["ektepakt"])}.items())
    assert not is_none(written(change(members, data), data))


@given(st.data())
def test_no_damaged_or_cut_found_body_is_a_none(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([make.example_body(), make.body(make.example())])))
    position = data.draw(st.integers(0, len(body) - 1))
    cut = data.draw(st.integers(0, 40))
    body[position : position + cut] = data.draw(st.binary(max_size=3) | st.sampled_from([b'"', b"0", b"\\u0030", b"}"]))
    assert not is_none(bytes(body))


@given(any_answers, st.lists(changes, max_size=3), st.data())
def test_nobody_elses_answer_is_accepted(answer: dict[str, Any], some: list[Change], data: st.DataObject) -> None:
    """A name of another person anywhere at the top, whatever stands beside it, spoils the answer."""
    members = list({**answer, "rolleinnehaver": OTHER}.items())
    for change in some:
        members = change(members, data) or members
    is_named = any(name == "rolleinnehaver" and value == OTHER for name, value in members)
    oppslag = believed(written(members, data))
    assert oppslag is None or not is_named


@given(any_answers, st.lists(changes, max_size=3), st.data())
def test_whoever_is_accepted_is_the_one_who_was_asked_about(
    answer: dict[str, Any], some: list[Change], data: st.DataObject
) -> None:
    members = list({**answer, "rolleinnehaver": PERSON}.items())
    for change in some:
        members = change(members, data) or members
    oppslag = believed(written(members, data))
    assert oppslag is None or oppslag.rolleinnehaver == PERSON
