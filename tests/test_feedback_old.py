import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech import feedback
from hipmech.feedback import check

FORCE = 1144.0  # N
WHOLE_WEIGHT = "That is the whole W."


def test_right_within_tolerance_and_shown_with_its_unit():
    assert repr(check(1140, FORCE, unit="N")) == "✓ Right: 1144 N."
    assert check(FORCE * 1.019, FORCE, unit="N").status == "right"
    assert check(FORCE * 1.03, FORCE, unit="N").status == "wrong"
    assert check(0.05, 0.0, unit="deg", atol=0.1).status == "right"
    assert check(np.array([1144.0]), np.float64(FORCE), unit="N").status == "right"


@pytest.mark.parametrize("answer", [..., [..., ...], (3.0, ...)])
def test_unanswered_is_not_an_error(answer):
    reply = check(answer, [3.0, 4.0], unit="N")
    assert repr(reply) == "… Not answered yet: put 2 numbers in N in place of the dots."


def test_a_number_without_a_unit():
    assert repr(check(..., 2.5)) == "… Not answered yet: put a number in place of the dots."
    assert repr(check(2.5, 2.5)) == "✓ Right: 2.50."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "return"),
        ("1144", "not a number"),
        ("1144 N", "not a number"),
        (True, "not a number"),
        (float("nan"), "finite"),
        (np.inf, "finite"),
        ([1144.0, 2.0], "2 numbers arrived"),
        ([], "0 numbers arrived"),
        ([[1.0], [2.0, 3.0]], "cannot be read"),
        (10**400, "cannot be read"),
        ({"F": 3}, "cannot be read"),
        (check, "cannot be read"),
    ],
)
def test_bad_input_gets_words(answer, words):
    reply = check(answer, FORCE, unit="N")
    assert reply.status == "wrong"
    assert words in reply.message
    assert "a number in N" in reply.message  # what is wanted instead


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(...)
    | st.complex_numbers() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(answer=anything, expected=st.sampled_from([FORCE, [3.0, -4.0], "lateral"]))
def test_no_answer_raises(answer, expected):
    mistakes = {"Toward the midline.": "medial"} if expected == "lateral" else {}
    reply = check(answer, expected, mistakes=mistakes)
    assert reply.status in ("right", "wrong", "unanswered")
    assert reply.message.endswith(".")


def usual(function=np.tan, angle_deg=20.0):
    degrees = {"angle": (function, angle_deg)}
    right = function(np.radians(angle_deg))
    return [
        (-FORCE, FORCE, "N", {}, "sign is reversed"),
        (FORCE * 1000, FORCE, "N", {}, "Millimetres and metres"),
        (0.046, 46.0, "mm", {}, "Millimetres and metres"),
        (FORCE / 100, FORCE, "N", {}, "Centimetres and metres"),
        (FORCE / 9.81, FORCE, "N", {}, "g is missing"),
        (FORCE * 9.81, FORCE, "N", {}, "g was multiplied in twice"),
        (FORCE / 700, FORCE, "N", {"body_weight": 700.0}, "This is in BW"),
        (1.63 * 700, 1.63, "BW", {"body_weight": 700.0}, "This is in newtons"),
        (1.63 * 700 / 9.81, 1.63, "BW", {"body_weight": 700.0}, "This is in kg"),
        (function(angle_deg), right, "", degrees, "take radians"),
        (function(np.radians(np.radians(angle_deg))), right, "", degrees, "radians twice"),
        (np.radians(70.0), 70.0, "deg", {}, "in radians"),
        (20.0, 70.0, "deg", {}, "other axis"),
        ([3.0, 4.0], [3.0, -4.0], "N", {}, "sign of number 2"),
        ([-4.0, 3.0], [3.0, -4.0], "N", {}, "swapped"),
    ]


@pytest.mark.parametrize(("answer", "expected", "unit", "options", "words"), usual())
def test_usual_mistakes_are_named_without_being_listed(answer, expected, unit, options, words):
    reply = check(answer, expected, unit=unit, **options)
    assert reply.status == "wrong"
    assert words in reply.message


def test_a_listed_mistake_comes_before_a_usual_one():
    assert check(-FORCE, FORCE, mistakes={"Down is negative here.": -FORCE}).message == (
        "Down is negative here."
    )


def test_unknown_wrong_answers_tell_size_but_never_the_answer():
    assert check(700.0, FORCE, unit="N").message == "Not yet: this is too small."
    assert check([6.0, 8.1], [3.0, -4.0], unit="N").message == "Not yet: this is too large."
    assert "direction" in check([4.5, -2.18], [3.0, -4.0], unit="N").message


@given(answer=st.floats(-1e6, 1e6))
def test_only_a_right_answer_shows_the_expected_value(answer):
    reply = check(answer, 271.828, unit="N", mistakes={WHOLE_WEIGHT: 330.0})
    assert ("272" in reply.message) == (reply.status == "right")


def test_what_stays_unbalanced():
    reply = check(1000.0, FORCE, unit="N", unbalanced=lambda force: 57.2 - 0.05 * force)
    assert reply.message.endswith("With your answer 7.20 N·m about the hip stay unbalanced.")
    weight = np.array([3.0, -4.0])
    reply = check([0.0, 0.0], -weight, unit="N", unbalanced=lambda force: weight + force)
    assert reply.message.endswith("With your answer a force of 5.00 N stays unbalanced.")


def test_words():
    mistakes = {"Toward the midline the femur would leave the socket.": "medial"}
    assert check(" Lateral ", "lateral", mistakes=mistakes).status == "right"
    assert check("medial", "lateral", mistakes=mistakes).message.startswith("Toward the midline")
    for answer in ("left", 3.0, ["lateral"]):
        assert "'lateral', 'medial'" in check(answer, "lateral", mistakes=mistakes).message


@pytest.mark.parametrize(
    ("expected", "options", "words"),
    [
        (FORCE, {"mistakes": {"Nearly right.": FORCE * 1.01}}, "hidden by: 'Right'"),
        (FORCE, {"mistakes": {"One.": 500.0, "Two.": 505.0}}, "hidden by: 'One.'"),
        (FORCE, {"mistakes": {"A vector.": [1.0, 2.0]}}, "2 numbers arrived"),
        (FORCE, {"mistakes": {"Not a number.": np.nan}}, "finite"),
        ("lateral", {"mistakes": {"The same.": "Lateral"}}, "hidden by: 'Right'"),
        (np.nan, {}, "finite"),
        ([[1.0]], {}, "vector"),
        (FORCE, {"angle": (np.tan, 20.0)}, "angle gives"),
        (FORCE, {"unbalanced": lambda force: 60.0 - 0.05 * force}, "must vanish"),
    ],
)
def test_a_faulty_exercise_does_not_run(expected, options, words):
    with pytest.raises(ValueError, match=words):
        check(..., expected, **options)


def test_exercises_are_registered_for_the_tests():
    before = len(feedback.exercises)
    check(..., FORCE, unit="N", mistakes={WHOLE_WEIGHT: 1373.0})
    (exercise,) = feedback.exercises[before:]
    assert exercise.reply(1373.0).message == WHOLE_WEIGHT


def test_a_decimal_comma_is_named():
    assert "write 687.5, without quotes" in check("687,5", 687.5, unit="N").message
    assert "if 687.5 is meant, a point" in check((687, 5), 687.5, unit="N").message
    assert "3 numbers arrived" in check((6, 8, 7), 687.5, unit="N").message


def test_html_is_escaped_and_says_the_same_as_the_text():
    reply = check("<script>", FORCE, unit="N")
    assert "<script>" not in reply._repr_html_()
    assert "✗" in reply._repr_html_()
    assert 'role="status"' in reply._repr_html_()
