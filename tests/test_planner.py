"""A week: gaps, suggestions and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipmech.exercises import SECTIONS, exercise_loads
from hipmech.femoral_neck import QUADRANTS
from hipmech.planner import Entry, plan_week, suggest
from hipmech.subject import Subject

LOADS = exercise_loads()
NAMED = [(name,) for name in LOADS.represented if LOADS.named_by[LOADS.index(name)]]


def test_empty_week_is_all_gap_and_changes_nothing():
    week = plan_week([])
    assert week.section_gaps == SECTIONS and week.neck_gaps == QUADRANTS
    assert week.neck_change_percent == pytest.approx(0, abs=1e-9)
    assert week.section_by == ("",) * 4


def test_no_popular_text_has_a_medial_exercise_and_the_table_names_some():
    week = plan_week(NAMED, 20)
    assert week.section_gaps == ("medial",)
    found = suggest(week)
    medial = found[found.gap == "medial"]
    assert len(medial) and (medial.named_by == "").all() and (medial.share_percent >= 20).all()
    filled = plan_week([*NAMED, (medial.exercise.iloc[0],)], 20)
    assert filled.section_gaps == ()


def test_suggested_repetitions_leave_the_lazy_zone_exactly():
    week = plan_week([])
    found = suggest(week)
    for row in found[found.gap.str.startswith("neck")].itertuples():
        side = QUADRANTS.index(row.gap.removeprefix("neck "))
        done = plan_week([Entry(row.exercise, 1, row.reps_a_week)])
        assert done.neck_change_percent[side] == pytest.approx(10)


@given(
    st.lists(
        st.tuples(st.sampled_from(LOADS.represented), st.integers(0, 5), st.integers(0, 30)),
        max_size=4,
    ),
    st.tuples(st.sampled_from(LOADS.represented), st.integers(1, 5), st.integers(1, 30)),
    st.floats(1, 8),
)
def test_more_is_never_less(entries, more, m):
    before, after = (plan_week(e, 5, m=m) for e in (entries, [*entries, more]))
    assert (after.section_share >= before.section_share).all()
    assert (after.neck_stimulus_mpa >= before.neck_stimulus_mpa * (1 - 1e-12)).all()
    assert set(after.section_gaps) <= set(before.section_gaps)


def test_load_factor_multiplies_the_share():
    single, double = (plan_week([("clam", 3, 10, f)]) for f in (1, 2))
    assert double.section_share == pytest.approx(2 * single.section_share)


def test_table_has_a_line_for_each_entry_running_and_the_week():
    week = plan_week([("clam", 3, 10), ("lunge", 2, 25)], 10)
    table = week.table()
    assert list(table.exercise[:3]) == ["clam", "lunge", "jogging"]
    assert table.exercise.iloc[-1].startswith("week")
    assert table.anterior_share_percent.iloc[-1] == table.anterior_share_percent[:-1].max()
    assert np.isfinite(table.drop(columns="exercise").iloc[:-1].to_numpy(float)).all()


@pytest.mark.parametrize(("entry", "options", "message"), [
    (("clam", 3, -10), {}, "reps of clam must be 0 to 10000, got -10"),
    (("clam", -3, 10), {}, "sets of clam must be 0 to 100, got -3"),
    (("clam", 3, 10, 9), {}, "load_factor of clam must be 0 to 5, got 9"),
    (("clam", 3, float("nan")), {}, "reps of clam"),
    (("clamm", 3, 10), {}, "got 'clamm'; did you mean 'clam'"),
    (("foam roll adductors", 3, 10), {}, "cannot represent foam roll adductors"),
    (("clam", 3, 10), {"m": 9}, "m must be 1 to 8, got 9"),
    (("clam", 3, 10), {"running_km": -1}, "running_km must be 0 to 300 km a week, got -1"),
    (("clam", 3, 10), {"enough": 30}, "enough must be 0 to 1 of strength, got 30; .*percent"),
])  # fmt: skip
def test_bad_input_is_refused(entry, options, message):
    with pytest.raises(ValueError, match=message):
        plan_week([entry], **options)


def test_numbers_that_were_checked_are_the_numbers_used():
    week = plan_week([("clam", np.int64(3), np.float32(10))], np.array(20))
    assert week == plan_week([("clam", 3, 10)], 20)
    with pytest.raises(TypeError, match="sets of clam must be numbers, got '3'; write 3, without"):
        plan_week([("clam", "3", 10)])


@pytest.mark.parametrize(
    "entries", ["clam", ["clam"], Entry("clam"), [()], [("clam", 1, 2, 3, 4)], 5]
)
def test_a_week_is_a_list_of_tuples(entries):
    with pytest.raises(
        TypeError, match=r'must be a list of tuples .*such as \[\("clam", 3, 10\)\]'
    ):
        plan_week(entries)


def test_a_week_belongs_to_its_person():
    light, heavy = (plan_week(NAMED, 20, subject=Subject(mass_kg=m)) for m in (50, 100))
    # strength grows with mass, as most loads do; a band or a ball is easier for the heavy
    assert (heavy.section_share <= light.section_share + 1e-9).all()
    assert heavy.section_share[0] < light.section_share[0]
    pressed = "neck_inferior_mpa"
    assert (heavy.table()[pressed].abs() > light.table()[pressed].abs()).all()
