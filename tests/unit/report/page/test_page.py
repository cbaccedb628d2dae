"""The page as HTML: whole, in order, in one file, escaped, in both languages, and about nobody by name or number."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from support import builders as make
from support.stories import category, cause, facts, story, stretch

from batch.export.figures import Figures, FirstRow
from batch.ledger import KindCount, LedgerFile
from batch.options.export_options import Words
from batch.outcome import OutcomeKind
from batch.report.page.composition import page_of
from batch.report.page.rendering import render

_VOID = {"meta", "rect"}


class Outline(HTMLParser):
    """Notes the elements of a page in order, and that each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID or (tag == "rect" and "/>" not in (self.get_starttag_text() or "")):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def page(words: Words = Words.EN, **changes: Any) -> str:
    return render(page_of(story(**changes), words))


def said(words: Words = Words.EN, **changes: Any) -> str:
    """Return the page's text without its markup."""
    body = page(words, **changes).partition("<body>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def test_it_says_in_one_sentence_what_was_asked_and_what_came_back() -> None:
    assert (
        "5,004 rows in 1 file gave 5,000 values; Ektepaktregisteret (ppe) answered about 4,958: 1,200 have an ektepakt"
        " and 3,758 have none."
    ) in said()
    assert "5 004 rader i 1 fil ga 5 000 verdier; Ektepaktregisteret (ppe) svarte om 4 958" in said(Words.NB)


def test_with_two_identifier_columns_cells_are_counted_and_called_so() -> None:
    usual = story().account
    couples = replace(usual, files=[replace(each, row_count=2502) for each in usual.files])
    text = said(account=couples)
    assert "5,004 cells in 1 file gave 5,000 values" in text
    assert "Outcome Distinct values Share Cells" in text
    assert "Outcome Distinct values Share Rows" in said()


def test_it_says_how_the_run_stands_and_what_to_do() -> None:
    text = said()
    assert "Complete, but 42 without an answer." in text
    assert "40 persons may be answered when they are tried again, with ektepakt-batch retry 20260301T120000Z" in text
    assert "2 values to be corrected at the source first" in text


def test_a_run_that_was_stopped_says_by_what_and_how_to_go_on() -> None:
    counts = {**make.PENDING}
    error = {"type": "RegisterDownError", "what": "the register is down", "remedy": "wait", "source": None}
    text = said(account=make.account(counts, totals={"attempts": 3}), facts=facts(stopped_by=error))
    assert "Not complete: 1 still to be asked about." in text
    assert "the run was stopped, since the register did not answer for long: try again later. " in text
    assert "the register is down; wait" in text
    assert "Run the same command again" in text
    assert "may be answered when they are tried again" not in text


def test_what_only_the_program_itself_can_say_is_marked_as_english_in_a_norwegian_page() -> None:
    unread = {"type": "InputError", "what": "is damaged", "remedy": "send it again", "source": "b.csv"}
    stopped_by = {"type": "SomeError", "what": "x < y", "remedy": None, "source": None}
    key = {"warning": "EKTEPAKT_KEY_REGISTERED_ON is 2030-01-01", "ends_on": "2031-01-01", "days_left": 1700}
    account = replace(story().account, shrunk_list="the list holds 2 identifiers; in run x 50")
    html = page(Words.NB, account=account, facts=facts(unread_inputs=[unread], stopped_by=stopped_by, key=key))
    for lead, original in (
        ("Denne filen ble ikke lest:", "b.csv: is damaged; send it again"),
        ("Først: kjøringen ble stanset, og programmet sier selv hvorfor.", "x &lt; y"),
        ("Se på nøkkelen:", key["warning"]),
        ("Se om listen er hel: den er mye kortere enn sist.", "the list holds 2 identifiers; in run x 50"),
    ):
        assert f'{lead} <q lang="en">{original}</q>' in html


@pytest.mark.parametrize(
    ("days_left", "said_of_it"),
    [
        (30, "Skaff en ny nøkkel: denne varer til 28.11.2028, 30 dager til."),
        (0, "Skaff en ny nøkkel: denne varer til 28.11.2028, 0 dager til."),
        (-1, "Skaff en ny nøkkel: denne varte til 28.11.2028."),
    ],
)
def test_a_key_that_ends_is_said_in_the_words_of_the_page(days_left: int, said_of_it: str) -> None:
    key = {"warning": "it ends", "ends_on": "2028-11-28", "days_left": days_left}
    text = said(Words.NB, facts=facts(key=key))
    assert said_of_it in text
    assert "it ends" not in text


def test_a_run_in_which_all_went_well_has_nothing_to_do() -> None:
    counts = {OutcomeKind.FOUND: KindCount(identifiers=3, rows=3)}
    text = said(
        account=make.account(counts, totals={"attempts": 3}), figures=Figures(), anomalies={}, unsent=(), repairs=()
    )
    assert "Complete: everybody has an answer." in text
    assert "Nothing: the run is complete and whole." in text
    assert "Everybody asked about was answered." in text


def test_failures_are_told_by_cause_with_when_where_and_what_to_do() -> None:
    text = said()
    assert "the register failed (HTTP 500)" in text
    assert "1 Mar 2026 13:00:00–13:02:00" in text
    assert "people.csv row 12, 1015 …" in text
    assert "try again later, and report the korrelasjonsid" in text


def test_pauses_and_breaks_are_told_with_their_times() -> None:
    text = said()
    assert "Pause: the register was down 1 Mar 2026 13:00:21–13:01:02 41 s" in text
    assert "No command ran 1 Mar 2026 13:01:10–14:06:40" in text
    assert "Pause 1 Mar 2026 14:06:42–14:06:47 5 s" in text, "a command that was killed has not noted why"


def test_changes_are_told_and_so_is_that_there_was_no_comparison() -> None:
    assert "Since run 20260228T120000Z-0123abcd: 4 persons changed, 4,954 persons as before" in said()
    assert "The run was not compared with an earlier one." in said(changes=None)
    assert '<a href="#changes">4\N{NO-BREAK SPACE}changes since an earlier run</a>' in page()
    assert "since an earlier run" not in page(changes=None)


def test_made_up_answers_say_so_at_the_top() -> None:
    html = page(facts=facts(answers_are_made_up=True))
    assert html.index("SANDBOX: the answers are made up") < html.index("<h1>")
    assert "SANDBOX" not in page()


@pytest.mark.parametrize("words", Words)
def test_a_run_that_asked_nobody_has_a_page_too(words: Words) -> None:
    nobody = make.account({}, totals={"attempts": 0})
    html = page(words, account=nobody, figures=Figures(), anomalies={}, course=(), unsent=(), repairs=(), changes=None)
    assert Outline(html).all("h1")


@pytest.mark.parametrize("words", Words)
def test_its_headings_are_in_order_and_its_landmarks_are_there(words: Words) -> None:
    html = page(words)
    outline = Outline(html)
    headings = [tag for tag, _ in outline.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert [len(outline.all(each)) for each in ("header", "main", "nav", "footer")] == [1, 1, 1, 1]
    assert outline.all("html")[0]["lang"] == words.value


def test_every_table_has_a_caption_and_every_heading_its_scope() -> None:
    outline = Outline(page())
    assert len(outline.all("table")) == len(outline.all("caption")) > 8
    assert {each.get("scope") for each in outline.all("th")} == {"col", "row"}


def test_every_mark_has_a_title_and_every_picture_its_text() -> None:
    html = page()
    own_titles = re.sub(r"<g>\s*<title>.*?</g>|<span class=\"key\">.*?</span>", "", html, flags=re.DOTALL)
    marks = re.findall(r"<rect[^>]*>(.{7})", own_titles)
    assert set(marks) == {"<title>"}
    pictures = [each for each in Outline(html).all("svg") if each.get("aria-hidden") != "true"]
    assert all(each["role"] == "img" and each["aria-label"] for each in pictures)
    assert re.search(
        r"<g>\s*<title>13:00:00–13:00:10: 100 answers, 0 given up, 4 failed attempts, limit 8</title>", html
    )


def test_it_asks_nothing_of_any_network() -> None:
    html = page()
    assert "default-src 'none'" in html
    outline = Outline(html)
    assert not outline.all("script", "link", "img", "iframe")
    assert all((each["href"] or "").startswith("#") for each in outline.all("a"))
    assert not re.search(r"url\(|@import|https?:", html)


def test_its_links_lead_somewhere() -> None:
    outline = Outline(page())
    there = {f"#{attributes['id']}" for _, attributes in outline.elements if "id" in attributes}
    assert {each["href"] for each in outline.all("a")} <= there
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_what_others_wrote_is_escaped() -> None:
    bad = '"><script>alert(1)</script>'
    html = page(
        facts=facts(settings={"column": [bad]}),
        figures=Figures(ektepakttyper={bad: 1}, avtaletyper={bad: 1}, causes=(cause(places=(FirstRow(bad, 1),)),)),
        anomalies={f"unknown_code:{bad}": 1},
        unsent=(category(bad, source=bad),),
    )
    assert "<script" not in html


@pytest.mark.parametrize("columns", [3, 6, 7, 9, 11, 13])
def test_no_place_in_a_chart_has_so_many_digits_that_it_looks_like_an_identifier(columns: int) -> None:
    course = tuple(stretch(10 * each, lookups=37 * each + 1, attempts=50 * each + 1) for each in range(columns))
    assert not re.search("[0-9]{9}", page(course=course, pauses=()).partition("<svg")[2].rpartition("</svg>")[0])


def test_nothing_that_could_be_an_identifier_is_in_it() -> None:
    fnr = make.EXAMPLE_FNR
    file = LedgerFile(file_id=1, name=f"{fnr}.csv", path="x", sha256="x", decided={"column": fnr}, row_count=1)
    html = page(
        account=make.account(files=(file,), totals={"attempts": 1}, cut_at=f"{fnr}.csv row 3"),
        figures=Figures(
            causes=(cause(places=(FirstRow(f"{fnr}.csv", 1),)),), ektepakttyper={fnr: 1}, avtaletyper={fnr: 1}
        ),
        anomalies={f"unknown_code:{fnr}": 2},
        unsent=(category("k1", source=f"{fnr}.csv"),),
        repairs=(category("leading_zero", source=f"{fnr}.csv"),),
    )
    assert fnr not in html
    assert "***.csv row 7, 9" in html


@pytest.mark.parametrize("hours", [1, 400])
def test_a_long_run_has_no_long_page(hours: int) -> None:
    course = [stretch(10 * number)._replace(begins=hours * 10 * number, seconds=10 * hours) for number in range(700)]
    assert len(page(course=course)) < 200_000
