"""Compares two runs: a merge join over their identifiers in order, of whom only those that differ are decoded."""

from collections.abc import Iterator
from typing import Protocol

from batch.export.new_identifiers import NewIdentifiers
from batch.ledger import ComparedRow
from batch.oppslag.ektepakt import Oppslag
from batch.outcome import OutcomeKind
from batch.tables.changes import Change, ChangeKind
from batch.tables.differences import Difference, differences, numbers_only_in

_FIRST_DNR = "4"  # a d-nummer has 4 added to its first digit, so all of them come behind the fødselsnummer


class ComparableRun(Protocol):
    """One side of a comparison: a ledger, or whatever else can tell the same of a run.

    `is_cut`: it asked about a sample, or --limit cut its input, so who is missing in it may be in the list.
    """

    run_id: str
    is_cut: bool

    def rows(self, *, first: str = "") -> Iterator[ComparedRow]:
        """Yield the identifiers in order, from `first` on."""
        ...

    def oppslag(self, row: ComparedRow) -> Oppslag: ...


class Comparison:
    """What has changed from one run to another; the counts are those of identifiers, and right when all is read.

    A failure on either side, and an answer that the new run has taken over, tell nothing: they are unknown. An answer
    that the old run took over does tell what was known then.
    """

    def __init__(self, old: ComparableRun, new: ComparableRun) -> None:
        self.changed_count = self.unchanged_count = self.unknown_count = 0
        self._old, self._new = old, new

    def changes(self) -> Iterator[Change]:
        """Yield them in the order of the identifiers; who has got another stands at the new one."""
        new_identifiers = self._new_identifiers()
        for before, after in _merged(self._old.rows(), self._new.rows()):
            if not self._is_known(before, after):
                self.unknown_count += 1
            elif _is_equal(before, after):
                self.unchanged_count += 1
            elif found := list(self._differences(before, after, new_identifiers)):
                self.changed_count += 1
                fnr = _either(after, before).fnr
                yield from (Change(fnr, *each, self._old.run_id, self._new.run_id) for each in found)
            elif after is not None:
                self.unchanged_count += 1

    def _is_known(self, before: ComparedRow | None, after: ComparedRow | None) -> bool:
        if before is None or after is None:
            return not (self._old if before is None else self._new).is_cut
        return _is_settled(before) and _is_asked(after)

    def _differences(
        self, before: ComparedRow | None, after: ComparedRow | None, new_identifiers: NewIdentifiers
    ) -> Iterator[Difference]:
        if after is None:
            if not new_identifiers.is_replaced(_either(before, after)):
                yield Difference(None, ChangeKind.ONLY_IN_OLD)
            return
        found = new_identifiers.of(after, self._numbers_only_in_new(before, after)) if new_identifiers else None
        if found is not None:
            yield Difference(found.ektepaktnummer, ChangeKind.NEW_IDENTIFIER, "fnr", found.former.fnr, after.fnr)
        if before is not None:
            yield from self._of_both(before, after)
        elif found is None or not new_identifiers.replace(found.former):
            yield Difference(None, ChangeKind.ONLY_IN_NEW)
        else:
            yield from self._of_both(found.former, after)

    def _of_both(self, before: ComparedRow, after: ComparedRow) -> Iterator[Difference]:
        if before.kind is not after.kind:
            yield Difference(None, ChangeKind.OUTCOME, "outcome", before.kind.value, after.kind.value)
        if before.kind.is_answer and after.kind.is_answer:
            yield from differences(self._old.oppslag(before), self._new.oppslag(after))

    def _numbers_only_in_new(self, before: ComparedRow | None, after: ComparedRow) -> set[int]:
        """Return the numbers of the ektepakter that an answer got by asking tells, and the one before did not."""
        if after.kind is not OutcomeKind.FOUND or not _is_asked(after):
            return set()
        return numbers_only_in(self._new.oppslag(after), Oppslag() if before is None else self._old.oppslag(before))

    def _new_identifiers(self) -> NewIdentifiers:
        """Look at the d-nummer first: who has an ektepakt no more may have it under a fødselsnummer."""
        found = NewIdentifiers()
        for before, after in _merged(self._old.rows(first=_FIRST_DNR), self._new.rows(first=_FIRST_DNR)):
            if before is None or before.kind is not OutcomeKind.FOUND or not self._is_known(before, after):
                continue
            if after is None:
                found.add(before, numbers_only_in(self._old.oppslag(before), Oppslag()), is_in_list=False)
            elif after.kind.is_answer and after.gist != before.gist:
                gone = numbers_only_in(self._old.oppslag(before), self._new.oppslag(after))
                found.add(before, gone, is_in_list=True)
        return found


def _merged(
    old: Iterator[ComparedRow], new: Iterator[ComparedRow]
) -> Iterator[tuple[ComparedRow | None, ComparedRow | None]]:
    """Join two orders of identifiers; one that is missing on a side is None there."""
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before.fnr < after.fnr):
            yield before, None
            before = next(old, None)
        elif before is None or after.fnr < before.fnr:
            yield None, after
            after = next(new, None)
        else:
            yield before, after
            before, after = next(old, None), next(new, None)


def _either(one: ComparedRow | None, other: ComparedRow | None) -> ComparedRow:
    found = one or other
    assert found is not None
    return found


def _is_equal(before: ComparedRow | None, after: ComparedRow | None) -> bool:
    return before is not None and after is not None and before.kind is after.kind and before.gist == after.gist


def _is_settled(row: ComparedRow) -> bool:
    return not row.kind.can_retry


def _is_asked(row: ComparedRow) -> bool:
    return not row.kind.can_retry and not row.is_taken_over
