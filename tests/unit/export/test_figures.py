"""How those who were asked about were answered, by groups."""

from datetime import timedelta

from support import builders as make

from batch.export.figures import EXAMPLES, FigureCount, Figures, FirstRow, Took
from batch.outcome import Entry, OutcomeKind
from batch.tables import EKTEPAKTER, flatten, read_entry


def figures(*entries: Entry) -> Figures:
    count = FigureCount()
    for each in entries:
        count.add(each)
        for table, rows in flatten([read_entry(each)]):
            if table is EKTEPAKTER:
                count.add_ektepakter(rows)
    return count.figures()


def failed(row: int, **changes: object) -> Entry:
    return make.entry(OutcomeKind.SERVER_ERROR, row=row, **{"http_status": 500, **changes})


def test_failures_are_put_together_by_outcome_and_status() -> None:
    found = figures(failed(2), failed(3), failed(4, http_status=503), make.entry(OutcomeKind.TIMEOUT), make.entry())
    causes = {(each.kind, each.http_status): each.identifiers for each in found.causes}
    assert causes == {
        (OutcomeKind.SERVER_ERROR, 500): 2,
        (OutcomeKind.SERVER_ERROR, 503): 1,
        (OutcomeKind.TIMEOUT, None): 1,
    }
    assert found.causes[0].identifiers == 2, "the most frequent first"


def test_a_cause_says_when_and_where_it_was_met_first() -> None:
    later = make.NOW + timedelta(hours=1)
    [cause] = figures(failed(9, last_attempt_at=later), *(failed(row) for row in range(10, 30))).causes
    assert (cause.first_at, cause.last_at) == (make.NOW, later)
    assert cause.places == tuple(FirstRow("people.csv", row) for row in range(9, 9 + EXAMPLES))


def test_who_was_not_asked_about_has_no_cause_and_no_duration() -> None:
    unasked = [
        make.entry(OutcomeKind.INVALID_ID, attempts=0, duration_ms=None),
        make.entry(OutcomeKind.NOT_RUN, attempts=0, duration_ms=None),
    ]
    found = figures(*unasked)
    assert (found.causes, found.durations) == ((), ())


def test_who_is_remembered_as_slow_has_a_cause_though_not_asked_about() -> None:
    [cause] = figures(make.entry(OutcomeKind.SLOW_SKIPPED, attempts=0, last_attempt_at=None, duration_ms=None)).causes
    assert (cause.kind, cause.identifiers, cause.first_at) == (OutcomeKind.SLOW_SKIPPED, 1, None)


def test_durations_are_counted_apart_by_whether_they_were_answered() -> None:
    found = figures(make.entry(), make.entry(OutcomeKind.EMPTY), failed(3), make.entry(duration_ms=7))
    assert found.durations == (Took(7, True, 1), Took(12, False, 1), Took(12, True, 2))


def test_the_duration_of_an_earlier_run_is_not_this_ones() -> None:
    found = figures(make.entry(attempts=0))
    assert found.durations == ()
    assert found.avtaletyper


def test_a_person_counts_once_for_each_avtaletype_and_each_ektepakt_by_its_type() -> None:
    two = make.oppslag_with(make.ektepakt(), make.ektepakt(ektepakttype=None, ektepakttypebeskrivelse=None))
    found = figures(make.entry(body=two), make.entry(body=two))
    assert set(found.avtaletyper.values()) == {2}
    known = make.ektepakt()["ektepakttypebeskrivelse"]
    assert found.ektepakttyper == {known: 2, "": 2}
