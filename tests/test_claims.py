"""Every claim of the popular texts has an answer, and stands in one place."""

import re

import pytest

from hipmech.lessons.claims import VERDICTS, claims


def test_no_claim_is_unanswered():
    table = claims().table
    assert set(table.verdict) <= set(VERDICTS)
    for row in table.itertuples():
        assert len(row.claim) > 10 and len(row.answer) > 20, row
        assert row.claim[-1] not in "." and row.answer[-1] != ".", row
    assert table.claim.is_unique
    assert sorted(table.lesson.unique()) == [f"{n:02d}" for n in range(1, 10)]
    assert table.text.nunique() == 4


def test_a_page_shows_seven_and_folds_the_rest():
    page = claims("05")._repr_html_()
    shown, folded = page.split("<details>")
    assert shown.count("<tr>") == 1 + 7
    assert folded.count("<tr>") == 1 + len(claims("05")) - 7
    assert "<details>" not in claims("06")._repr_html_()
    assert len(re.findall(r"<td ", page)) == 3 * len(claims("05"))


def test_what_is_not_there_is_said():
    with pytest.raises(ValueError, match=r"must be one of '01'.*, got '3'; did you mean '03'"):
        claims("3")
    with pytest.raises(ValueError, match=r"verdict must be one of 'right'"):
        claims(verdict="false")


def test_all_claims_stand_folded_by_lesson():
    page = claims()._repr_html_()
    assert page.count("<details>") == claims().table.lesson.nunique()
    assert not re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL).strip()
    assert page.count("</td>") == 3 * len(claims())
