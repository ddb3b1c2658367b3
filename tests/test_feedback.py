"""Problems and replies: nothing that is wrong is called right, and every mistake has its name."""

import html
import math
import re

import ipywidgets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typed import typed

from hipmech.drawing.picture import Picture
from hipmech.feedback import (
    answer_key,
    asks,
    book,
    check,
    predict,
    problem,
    problems,
    report,
    session,
)
from hipmech.feedback.book import find, known_ids
from hipmech.feedback.problem import LooksAlike, Problem, numbers
from hipmech.feedback.reading import Unreadable

IDS = known_ids()
STUDENTS = ["", *(f"student {i}" for i in range(20))]
ANSWERS_EACH = max(60, math.ceil(2000 / len(IDS)))


@pytest.fixture(autouse=True)
def _nothing_tried():
    session.tries.clear()


def small(**changes):
    pieces = {
        "statement": "How large is F_abd?",
        "expected": 1144.0,
        "unit": "N",
        "mistakes": {"That is the whole W.": 1373.0},
        "hint": "Which part stands on the ground?",
        "solution": "W₅ d_W / d_abd.",
        "stays": (0.05, "N·m about the hip"),
        "body_weight": 686.7,
    }
    given = changes.pop("given", {"mass_kg": 70, "arm_cm": 5.0})
    return Problem("99.1", "one step", given, **{**pieces, **changes})


def said(asked, answer):
    value = asked.read(answer) if isinstance(answer, str) else session.read_value(asked, answer)
    return asked.judge(value)[1]


@pytest.fixture
def ask(monkeypatch):
    """Enter a problem 99.1 for one test."""
    monkeypatch.setattr(book, "_written", dict(book._written))
    book._drawn.cache_clear()

    def enter(**changes):
        asked = small(**changes)
        pieces = {k: v for k, v in vars(asked).items() if k in Problem.__dataclass_fields__}
        for name in ("id", "kind", "given"):
            del pieces[name]
        book._written["99.1"] = "one step", {}, lambda: pieces
        return asked

    yield enter
    book._drawn.cache_clear()


# ---- all problems of all lessons


@pytest.mark.parametrize("id", IDS)
def test_no_mistake_hides_another_with_anybodys_numbers(id):
    for student in STUDENTS:
        asked = find(id, student)
        if asked.is_choice:
            assert all(asked.judge(word)[0] for word in asked.right_words)
        else:
            assert asked.judge(asked.right)[0]
            assert asked.judge(asked._rounded(asked.right))[0]
        for message, wrong in asked.mistakes.items():
            assert asked.judge(wrong) == (False, message)


def farthest(asked):
    """How far off an answer may be at most."""
    size = max(map(abs, asked.right))
    if asked.within:
        return asked.within * size
    rounding = 0.5 * 10.0 ** (math.floor(math.log10(size)) + 1 - asked.digits)
    return max(min(2 * rounding, 0.05 * size), rounding, 0.005 * size)


@pytest.mark.parametrize("id", IDS)
def test_two_thousand_answers_get_words_wrong_is_not_right_and_right_is_not_refused(id):
    for student in ("", "Anna"):
        asked = find(id, student)
        for answer, meant in typed(asked, ANSWERS_EACH):
            reply = check(id, answer, student=student or None)
            assert reply.message and "role=" in reply._repr_html_()
            if reply.status == "unanswered" or meant is None:
                continue
            if asked.is_choice:
                assert (reply.status == "right") == (meant in asked.right_words)
                continue
            off = max(abs(a - b) for a, b in zip(meant, asked.right, strict=True))
            if reply.status == "right":
                assert off <= farthest(asked) * (1 + 1e-6), (answer, meant)
            else:
                assert off > 0.9 * farthest(asked), (answer, meant)


@pytest.mark.parametrize("id", IDS)
def test_nearly_every_answer_with_a_meaning_can_be_read(id):
    asked = find(id)
    read = [check(id, answer).status for answer, meant in typed(asked, 400) if meant is not None]
    assert read.count("unanswered") < 0.25 * len(read)


@pytest.mark.parametrize("id", IDS)
def test_a_statement_tells_nothing_of_the_answer(id):
    asked = find(id)
    page = problem(id)._repr_html_() + repr(problem(id))
    for text in (asked.solution, asked.hint, *asked.mistakes):
        assert not text or text not in html.unescape(page)
    if not asked.is_choice and asked.kind != "prediction":
        shown = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", asked.statement)}
        assert not shown & {abs(v) for v in asked.right}


@pytest.mark.parametrize("id", [id for id in IDS if find(id).given])
def test_students_get_numbers_of_their_own(id):
    drawn = [tuple(find(id, student).given.items()) for student in STUDENTS[1:]]
    assert len(set(drawn)) > 1
    assert tuple(find(id, "  STUDENT   3 ").given.items()) == drawn[3]


def test_a_letter_of_a_name_draws_other_numbers_and_they_never_change():
    assert problem("02.2", "Anna").given == problem("02.2", " anna").given
    assert problem("02.2", "Anna").given != problem("02.2", "Anne").given
    assert problem("02.2", "Anna").given == {"mass_kg": 53, "d_W_cm": 10.8, "d_abd_cm": 5.9}


# ---- reading


@pytest.mark.parametrize(
    "answer",
    ["1144", "1144 N", "1144N", "1,144 kN".replace(",", "."), "1,14 kN", "1 144", "1144,0 newtons",
     "F = 1144", "≈1140", " “1144” ", "1.144e3", 1144, 1140.0, np.float64(1144), [1144.0],
     np.array([[1144]])],
)  # fmt: skip
def test_the_right_answer_in_many_ways(answer):
    assert said(small(), answer).startswith("Right: 1144 N.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "return"), ("abc", "not a number"), ("70*9.81", "compute it first"),
        ("1,144", "two ways"), ("12 34", "not one number"), ("1144 kg", "“kg” does not fit"),
        ("1144 kN", "The number fits"), (True, "truth value"), (float("nan"), "finite"),
        (np.inf, "finite"), ("1e999", "finite"), ([1.0, 2.0], "2 numbers"), ([], "No numbers"),
        ([[1.0], [2.0, 3.0]], "cannot be read"), (10**400, "cannot be read"), ({"F": 3}, "cannot"),
        (3 + 2j, "real numbers"), (np.complex128(1144), "real numbers"), ([3 + 2j], "real"),
        (check, "function"), (b"abc", "cannot be read"), ((687, 5), "if 687.5 is meant"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_words_and_is_no_try(ask, answer, words):
    ask()
    reply = check("99.1", answer)
    assert reply.status == "unanswered"
    assert words in reply.message
    assert "a number in N" in reply.message
    assert not session.tries


def test_a_decimal_comma_without_quotes(ask):
    ask()
    assert "If 687.5 is meant" in check("99.1", 687, 5).message


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(...)
    | st.complex_numbers() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(answer=anything, id=st.sampled_from(["02.2", "02.5"]))
def test_no_answer_raises(answer, id):
    assert check(id, answer).message


def test_words():
    asked = small(
        expected="the left one", unit="", stays=None, also={"contralateral": "the left one"},
        mistakes={"Ipsilateral.": "the right one"},
    )  # fmt: skip
    for answer in ("left", "the left one", " Left ", "1", 1, "the left one.", "contralateral"):
        assert asked.judge(
            session.read_value(asked, answer) if answer == 1 else asked.read(answer)
        )[0]
    assert not asked.judge(asked.read("right"))[0]
    for answer in ("not left", "one", "3", "up", ""):
        with pytest.raises(Unreadable):
            asked.read(answer)


def test_several_words_may_be_right():
    asked = small(
        expected=("copenhagen", "ball squeeze"), unit="", stays=None, mistakes={"No.": "clam"}
    )
    assert asked.judge("copenhagen")[0] and asked.judge("ball squeeze")[0]
    assert asked.choices == ["ball squeeze", "clam", "copenhagen"]


# ---- naming


USUAL = [
    (-1144, {}, "sign is reversed"),
    (1.144, {}, "in kN"),
    (1144 / 9.81, {}, "9.81 times too small"),
    (1144 * 9.81, {}, "9.81 times too large"),
    (1144 / 9.81 * 10, {}, "g is 9.81"),
    (1144 / 686.7, {}, "in BW"),
    (114400 / 686.7, {}, "in % BW"),
    (114400, {}, "100 times too large"),
    (1100, {}, "rounded too far"),
    (1125, {}, "Nearly"),
    (900, {}, "too small"),
    (-900, {}, "sign is wrong, and so is the size"),
    (5.46, {"expected": 0.0546, "unit": "m"}, "in cm"),
    (54.6, {"expected": 0.0546, "unit": "m"}, "in mm"),
    (5.46, {"expected": 54.6, "unit": "mm"}, "in cm"),
    (5460, {"expected": 5.46, "unit": "J"}, "in mJ"),
    (24e6, {"expected": 24.3, "unit": "MPa", "digits": 2}, "in Pa"),
    (0.307, {"expected": 30.7, "unit": "%"}, "fraction"),
    (69.3, {"expected": 30.7, "unit": "%"}, "the rest"),
    (4.0, {"expected": 0.25, "unit": "", "digits": 2}, "upside down"),
    (0.349, {"expected": 20.0, "unit": "°"}, "in rad"),
    (70.0, {"expected": 20.0, "unit": "°"}, "other axis"),
    (1.65 * 686.7, {"expected": 1.65, "unit": "BW"}, "in N"),
]


@pytest.mark.parametrize(("answer", "changes", "words"), USUAL)
def test_usual_mistakes_have_names_without_being_listed(answer, changes, words):
    asked = small(**{"mistakes": {"Far away.": 7e9}, **changes})
    assert words in said(asked, answer)


def test_millimetres_are_named_only_where_there_are_lengths():
    without = small(given={"mass_kg": 70})
    assert said(without, 114400) == "Not yet: this is too large."
    assert "lengths" in said(small(), 114400)


def test_vectors():
    asked = small(
        expected=[-48.3, -82.9, 86.5],
        unit="mm",
        stays=None,
        mistakes={"Left.": [-48.3, -82.9, -86.5]},
    )
    assert said(asked, "[-48.3, −82.9, 86,5] mm") == "Right: −48.3, −82.9, 86.5 mm."
    assert said(asked, [48.3, 82.9, 86.5]) == (
        "The sizes are right; the signs of numbers 1 and 2 are not."
    )
    assert said(asked, [-48.3, 86.5, -82.9]) == "The numbers are right, their order is not."
    assert said(asked, [-4.83, -8.29, 8.65]) == "This is in cm; mm is asked for."
    assert said(asked, [0, 0, 129.2]) == "Not yet: the size is right, the direction is not."
    with pytest.raises(Unreadable, match="One number arrived"):
        session.read_value(asked, 3.03)


def test_radians_and_degrees_without_a_word_on_sines():
    asked = small(
        expected=39 * math.radians(15), unit="mm", angle=(lambda a: 39 * a, 15), stays=None,
        mistakes={"That is the arm.": 39.0},
    )  # fmt: skip
    assert said(asked, 39 * 15) == "The angle went in as degrees; it must be in radians."


def test_the_nearest_name_wins():
    leg = 0.199 * 70 * 9.81 * 0.33
    asked = small(
        expected=leg * math.cos(math.radians(25)), unit="N·m", stays=None,
        angle=(lambda a: leg * math.cos(a), 25), mistakes={"That is the horizontal leg.": leg},
    )  # fmt: skip
    assert said(asked, leg * math.cos(25)).startswith("The angle went in as degrees")
    assert said(asked, leg) == "That is the horizontal leg."


def test_digits_asked_for_are_what_counts():
    assert said(small(), 1153).startswith("Right") and not said(small(), 1156).startswith("Right")
    assert said(small(digits=2), 1200).startswith("Right")
    lean = small(expected=7.74, unit="°", digits=1, mistakes={"No.": 20.0})
    assert said(lean, 8).startswith("Right") and said(lean, 7).startswith("Nearly")
    assert said(small(within=0.25, mistakes={"No.": 2000.0}), 900).startswith("Right")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mistakes": {"Nearly right.": 1150.0}}, "hidden by 'Right"),
        ({"mistakes": {"One.": 500.2, "Two.": 500.3}}, "hidden by 'One.'"),
        ({"mistakes": {}}, "list a mistake"),
        ({"solution": ""}, "solution"),
        ({"angle": (math.tan, 20.0)}, "angle gives"),
        ({"expected": "up", "mistakes": {"The same.": "up"}}, "hidden by 'Right"),
    ],
)
def test_a_faulty_problem_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        small(**changes)


def test_numbers_that_collide_are_drawn_anew(monkeypatch):
    monkeypatch.setattr(book, "_written", dict(book._written))

    @asks("98.1", "one step", a=(2, 1, 2, 1))
    def _sum(a):
        return {"statement": "?", "expected": a, "mistakes": {"One.": 1}, "solution": "!"}

    assert all(find("98.1", f"student {i}").given == {"a": 2} for i in range(10))
    book._drawn.cache_clear()
    with pytest.raises(ValueError, match="twice"):
        asks("98.1", "one step")(_sum)


def test_unknown_numbers_are_named():
    with pytest.raises(ValueError, match=r"no problem '02.99'; did you mean"):
        check("02.99", 3)
    with pytest.raises(ValueError, match="lesson must be one of"):
        problems("77")


# ---- tries, report, key


def test_hint_after_the_first_wrong_try_solution_after_the_second(ask):
    ask()
    folds = [
        [title for title, _ in check("99.1", answer).folds] for answer in (900, 900, 800, 1144)
    ]
    assert folds == [["Hint"], ["Hint"], ["Hint", "Worked solution"], ["Worked solution"]]
    assert check("99.1", "hint").message == "Hint: Which part stands on the ground?"
    assert check("99.1", "solution").message == "Solution: W₅ d_W / d_abd."
    assert [t.status for t in session.tries["", "99.1"]] == ["wrong", "wrong", "right", "told"]


def test_what_stays_unbalanced(ask):
    ask()
    reply = check("99.1", 1000).message
    assert reply.endswith("With your answer 7.20 N·m about the hip stay unbalanced.")


@given(answer=st.floats(-1e6, 1e6))
def test_only_a_right_answer_shows_the_expected_value(answer):
    asked = small(expected=271.828, mistakes={"No.": 330.0}, stays=None)
    right, message = asked.judge(numbers(answer))
    assert ("272" in message) == right


def test_a_report_is_one_page_with_the_mistakes_by_name(tmp_path):
    check("02.2", 900, student="Anna <b>")
    check("02.1", "<script>", student="Anna <b>")
    check("02.5", "it grows", student="Anna <b>")
    shown = report("Anna <b>", tmp_path / "r.html").data
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "2 tried, 1 right" in page
    assert "too large" in page or "too small" in page
    assert "<b>" not in page.replace("<body", "") and "<script" not in page
    assert not re.findall(r"(?:src|href)=", page)
    assert "02.5" in shown


def test_a_report_without_the_name_says_under_which_there_is_one(tmp_path):
    check("02.2", 900, student="Grete")
    assert "but as grete" in report("Hans", tmp_path / "r.html").data


def test_the_key_has_everybodys_numbers():
    key = answer_key("02", ["Anna", "Ben"])
    assert len(key) == 2 * (len(known_ids("02")) - 1)
    one = key.query("student == 'Anna' and problem == '02.2'").iloc[0]
    assert check("02.2", one.answer, student="anna").status == "right"


def test_html_is_escaped_and_says_the_same_as_the_text(ask):
    ask()
    page = check("99.1", "<script>")._repr_html_()
    assert "<script>" not in page and 'role="status"' in page


# ---- the prediction


class Covered(ipywidgets.Box):
    def _repr_mimebundle_(self, **kwargs):
        return {"text/html": "<img alt='The hip.'>", "image/png": "..."}, {}


def test_a_prediction_uncovers_what_it_covers_and_keeps_the_first_answer():
    under = Covered()
    asked = predict("02", under)
    assert under not in asked.children and not asked.reply.value
    asked.answer("")
    asked.answer("much")
    assert "not a number" in asked.reply.value and under not in asked.children
    asked.answer("2,5")
    assert "Close: 2.6 BW" in asked.reply.value and under in asked.children
    assert all(w.disabled for w in asked.answers)
    again = predict("02", under)
    assert "Close" in again.reply.value and under in again.children
    assert [t.answer for t in session.tries["", "02.0"]] == ["2,5"]


def test_a_prediction_by_enter_by_button_and_not_at_all():
    field, button = predict("02").answers
    field.value = "1"
    button.click()
    assert len(session.tries["", "02.0"]) == 1
    session.tries.clear()
    asked = predict("02", under := Covered())
    asked.show.click()
    assert under in asked.children and not asked.reply.value and not session.tries


def test_a_still_picture_can_be_covered_too():
    picture = Picture(lambda figure: figure.subplots(), alt="An empty pair of axes.")
    asked = predict("02", picture)
    asked.show.click()
    assert 'alt="An empty pair of axes."' in asked.children[-1].value


def test_a_stored_page_asks_and_folds_the_picture_away():
    data, _ = predict("02", Covered())._repr_mimebundle_()
    assert data["text/html"].startswith("<div") and "Predict." in data["text/html"]
    assert re.search(r"<details>.*<img alt='The hip.'>.*</details>", data["text/html"])
    assert "image/png" not in data
    assert data["text/plain"].endswith("Please give a number in BW; a rough one will do.")


def test_a_wrong_prediction_hears_its_mistake_and_what_was_measured():
    assert check("02.0", 1).message.startswith("That is the body's weight")
    assert "It is 2.6 BW. Measured in ten people: 2.61 ± 0.29 BW." in check("02.0", 1).message


def test_looks_alike_is_a_value_error():
    assert issubclass(LooksAlike, ValueError)
