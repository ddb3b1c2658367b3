"""The pictures of lessons 02 and 03 that stand still: readable, and what they show is so."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from readable import faults

from hipmech.frontal_plane import balance, single_leg_stance
from hipmech.lessons.one_leg import stills
from hipmech.subject import Subject

PICTURES = {
    "ten_patients": stills.ten_patients,
    "surgery": stills.surgery,
    "cover": lambda: stills.cover(single_leg_stance(Subject())),
    "tornado": stills.tornado,
    "two_ways_out": stills.two_ways_out,
    "drop_through_gait": stills.drop_through_gait,
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_still_is_readable_and_says_what_it_shows(name):
    picture = PICTURES[name]()
    FigureCanvasAgg(picture.figure).draw()
    assert list(faults(picture.figure)) == []
    assert len(picture.alt) > 60


def test_an_operation_changes_the_arms_that_it_says_and_no_other():
    person = Subject()
    before, *after = map(single_leg_stance, stills.operations(person).values())
    less, more, moved, cup = after
    for stance in (less, more, moved):
        assert stance.body_weight_arm == pytest.approx(before.body_weight_arm)
    assert more.hip_contact_bw == pytest.approx(moved.hip_contact_bw)  # only the distance counts
    assert less.hip_contact_bw > before.hip_contact_bw > more.hip_contact_bw
    # the cup goes in by 10 mm: the load comes nearer, the ilium stays where it was
    shift = before.abductor_origin - cup.abductor_origin
    np.testing.assert_allclose(shift, [0.010, 0], atol=1e-12)
    assert cup.body_weight_arm / before.body_weight_arm == pytest.approx(152 / 172)
    np.testing.assert_allclose(
        single_leg_stance(person).subject.trochanter, cup.subject.trochanter, atol=1e-12
    )


def test_the_tornado_is_what_single_changes_give():
    """Eight answers in one call are those of eight calls; the load counts most."""
    figure = stills.tornado(Subject(), spread=0.1).figure
    words = [text.get_text() for text in figure.findobj(Text)]
    s = single_leg_stance(Subject())
    load = s.superincumbent_weight / s.subject.body_weight
    arms = s.body_weight_arm, s.abductor_arm, s.abductor_angle_deg
    low, high = (
        balance([load * k], [arms[0]], *arms[1:]).hip_contact_magnitude for k in (0.9, 1.1)
    )
    assert f"{low:.2f} to {high:.2f}" in words
    longer, shorter = (
        balance([load], [arms[0]], arms[1] * k, arms[2]).hip_contact_magnitude for k in (1.1, 0.9)
    )
    assert f"{longer:.2f} to {shorter:.2f}" in words
    assert high - low > shorter - longer
