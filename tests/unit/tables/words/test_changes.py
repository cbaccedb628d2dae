"""The changes in words."""

from batch.options.export_options import Words
from batch.tables.changes import ChangeKind
from batch.tables.words.changes import CHANGES, change_said


def test_every_change_has_words_of_its_own_in_both_languages() -> None:
    assert CHANGES.keys() == set(ChangeKind)
    said = [change_said(kind, words) for kind in ChangeKind for words in Words]
    assert len(set(said)) == 2 * len(ChangeKind)
