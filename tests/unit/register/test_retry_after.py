from datetime import UTC, datetime

import pytest

from batch.register.retry_after import read_retry_after

NOW = datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("17", 17.0),
        (" 17 ", 17.0),
        ("86400", 86400.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 09:28:30 +0200", 30.0),
        (None, None),
        ("0", None),
        ("-30", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("\u0661\u0667", None),
        ("Wed, 21 Oct 2026 07:27:00 GMT", None),
        ("Wed, 99 Oct 2026 07:27:00 GMT", None),
        ("9" * 400, 366 * 24 * 3600.0),
    ],
)
def test_a_hint_is_a_number_of_seconds_or_a_date_to_come(text: str | None, seconds: float | None) -> None:
    assert read_retry_after(text, now=NOW) == seconds
