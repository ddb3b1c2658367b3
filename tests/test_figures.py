"""The pictures of one-leg stance: arrows to scale, closed polygons, nothing overlaps or jumps."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from hipmech.drawing.anatomy import HEAD_RADIUS, bone_lines, on_stance_femur
from hipmech.drawing.style import FORCES
from hipmech.frontal_plane import single_leg_stance
from hipmech.lessons.one_leg.panels import StanceView, forces_bw
from hipmech.lessons.one_leg.patients import patients_figure
from hipmech.lessons.one_leg.picture import FulcrumFigure, HipDropFigure, alt_text
from hipmech.subject import Subject


@dataclass
class Slider:
    label: str
    minimum: float
    maximum: float
    default: float
    unit: str = ""


FULCRUM = {
    "mass_kg": Slider("Body mass", 40, 120, 70, "kg"),
    "hip_joint_width_mm": Slider("Hip joint width", 140, 210, 172, "mm"),
    "neck_length_mm": Slider("Neck length", 40, 75, 56, "mm"),
    "neck_shaft_angle_deg": Slider("Neck-shaft angle", 105, 150, 129, "°"),
}
HIP_DROP = {
    "drop_deg": Slider("Pelvic drop", -5, 15, 0, "°"),
    "lean_deg": Slider("Trunk lean", -5, 25, 0, "°"),
    "strength": Slider("Abductor strength", 0.2, 1, 1),
    "cane_push_bw": Slider("Cane push", 0, 0.2, 0, "BW"),
    "hand_load_bw": Slider("Hand load", -0.2, 0.2, 0, "BW"),
}


def stand_fulcrum(mass_kg, hip_joint_width_mm, neck_length_mm, neck_shaft_angle_deg):
    return single_leg_stance(
        Subject(
            mass_kg=mass_kg,
            hip_joint_width=np.asarray(hip_joint_width_mm) / 1000,
            neck_length=np.asarray(neck_length_mm) / 1000,
            neck_shaft_angle_deg=neck_shaft_angle_deg,
        )
    )


def stand_hip_drop(drop_deg, lean_deg, strength, cane_push_bw, hand_load_bw):
    load = np.asarray(hand_load_bw)
    return single_leg_stance(
        Subject(strength=strength),
        drop_deg,
        lean_deg,
        cane_push_bw=cane_push_bw,
        contralateral_load_bw=np.maximum(load, 0),
        ipsilateral_load_bw=np.maximum(-load, 0),
    )


def view(stand, controls, values, ghost=None):
    sweeps = {}
    for name, control in controls.items():
        x = np.linspace(control.minimum, control.maximum, 9)
        stance = stand(**{**values, name: x})
        sweeps[name] = (x, np.broadcast_to(stance.hip_contact_bw, x.shape))
    return StanceView(stand(**values), values, sweeps, ghost)


def settings(controls):
    """Default, each slider at its ends, and all corners."""
    default = {name: control.default for name, control in controls.items()}
    yield default
    for name, control in controls.items():
        yield default | {name: control.minimum}
        yield default | {name: control.maximum}
    ends = [(control.minimum, control.maximum) for control in controls.values()]
    for corner in itertools.product(*ends):
        yield dict(zip(controls, corner, strict=True))


CASES = [(FulcrumFigure, FULCRUM, stand_fulcrum), (HipDropFigure, HIP_DROP, stand_hip_drop)]


def visible_texts(figure):
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def drawn(figure_class, controls):
    figure = Figure(dpi=100)
    FigureCanvasAgg(figure)
    picture = figure_class(figure, controls)
    return figure, picture


def limits(figure):
    return [
        (*axes.get_xlim(), *axes.get_ylim(), *axes.get_position().bounds) for axes in figure.axes
    ]


@pytest.mark.parametrize(("figure_class", "controls", "stand"), CASES)
def test_picture_at_default_ends_and_corners(figure_class, controls, stand):
    figure, picture = drawn(figure_class, controls)
    before, number = limits(figure), len(figure.findobj())
    ghost = view(stand, controls, {n: c.default for n, c in controls.items()})
    for values in settings(controls):
        state = view(stand, controls, values, ghost)
        changed = picture.update(state)
        assert set(changed) <= set(picture.moving)
        check_arrows(picture, state.stance)
        check_texts(figure, values)
    assert limits(figure) == before
    assert len(figure.findobj()) == number  # nothing was created on the way


def check_arrows(picture, stance):
    weight = stance.subject.body_weight
    expected = {
        "body_weight": stance.superincumbent_weight,
        "abductors": stance.abductor_force,
        "contact": stance.hip_contact_magnitude,
    }
    for name, arrow in picture.hip.arrows.items():
        hidden = bool(stance.abductors_slack) and name != "body_weight"
        assert arrow.patch.get_visible() is not hidden
        corners = arrow.patch.get_path().vertices
        length = np.hypot(*(corners[3] - (corners[0] + corners[6]) / 2))
        assert length == pytest.approx(abs(expected[name]) / weight * picture.per_bw, rel=1e-9)
    np.testing.assert_allclose(picture.hip.arrows["contact"].tip, 0, atol=1e-12)
    assert np.abs(sum(forces_bw(stance).values())).max() < 1e-9
    drawn = [*picture.hip.arrows.values(), *picture.polygon.arrows.values()]
    drawn += getattr(picture, "forces", {}).values()
    for arrow in drawn:
        if arrow.patch.get_visible():
            axes, corners = arrow.patch.axes, arrow.patch.get_path().vertices
            low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
            assert np.all((corners >= low) & (corners <= high)), (arrow.symbol.get_text(), stance)
            check_uncovered(arrow, axes)
    end = picture.polygon.arrows["contact"].tip
    np.testing.assert_allclose(end, picture.polygon.top, atol=1e-9)


def check_uncovered(arrow, axes):
    """No text of these axes lies on the arrow."""
    path = arrow.patch.get_path().transformed(axes.transData)
    for text in axes.texts:
        if text.get_visible() and text.get_text():
            box = text.get_window_extent(axes.figure.canvas.get_renderer())
            assert not path.intersects_bbox(box, filled=True), (arrow.symbol.get_text(), text)


def check_texts(figure, values):
    renderer = figure.canvas.get_renderer()
    texts = visible_texts(figure)
    boxes = [t.get_window_extent(renderer) for t in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert text.get_fontsize() >= 12
        assert box.x0 >= 0 and box.y0 >= 0, (text, values)
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, (text, values)
    for (a, box_a), (b, box_b) in itertools.combinations(zip(texts, boxes, strict=True), 2):
        assert not box_a.overlaps(box_b), (a, b, values)


@pytest.mark.parametrize(("figure_class", "controls", "stand"), CASES)
def test_moving_over_still_is_the_whole_picture(figure_class, controls, stand):
    """Moving artists painted over what never moves give the same picture as drawing it whole."""
    figure, picture = drawn(figure_class, controls)
    canvas = figure.canvas
    values = {name: c.minimum + 0.6 * (c.maximum - c.minimum) for name, c in controls.items()}
    picture.update(view(stand, controls, {n: c.default for n, c in controls.items()}))
    for artist in picture.moving:
        artist.set_animated(True)
    canvas.draw()
    still = canvas.copy_from_bbox(figure.bbox)
    picture.update(view(stand, controls, values))
    canvas.restore_region(still)
    for artist in sorted(picture.moving, key=lambda artist: artist.get_zorder()):
        artist.draw(canvas.get_renderer())
    live = np.array(canvas.buffer_rgba()).astype(int)
    for artist in picture.moving:
        artist.set_animated(False)
    canvas.draw()
    whole = np.array(canvas.buffer_rgba()).astype(int)
    differing = (np.abs(live - whole).max(axis=-1) > 60).sum()
    assert differing < 30  # the fulcrum's triangle alone is 400 pixels


def test_slack_abductors_are_said_and_not_drawn():
    figure, picture = drawn(HipDropFigure, HIP_DROP)
    values = {name: control.default for name, control in HIP_DROP.items()}
    state = view(stand_hip_drop, HIP_DROP, values | {"lean_deg": 25, "cane_push_bw": 0.2})
    assert state.stance.abductors_slack
    picture.update(state)
    assert any("slack" in text.get_text() for text in visible_texts(figure))
    assert "slack" in alt_text(state)


def test_drawn_femur_has_the_subjects_head_and_neck():
    """Head centre stays at the hip; a varus femur's trochanter lies higher and more lateral."""
    outline = bone_lines("femur")["outline"][0]
    head = outline[np.hypot(*outline.T) < 1.05 * HEAD_RADIUS]
    varus, valgus = (single_leg_stance(Subject(neck_shaft_angle_deg=a)) for a in (105, 150))
    for stance in (varus, valgus):
        radius = np.hypot(*on_stance_femur(stance)(head).T)
        assert np.all(radius < 1.35 * HEAD_RADIUS)
    low, high = (on_stance_femur(s)(outline).min(axis=0)[0] for s in (varus, valgus))
    assert low < high - 0.015


def test_every_force_has_its_own_colour_and_symbol():
    assert len({f.colour for f in FORCES.values()}) == len(FORCES)
    assert len({f.symbol for f in FORCES.values()}) == len(FORCES)


def test_alt_text_holds_the_numbers():
    values = {name: control.default for name, control in HIP_DROP.items()}
    state = view(stand_hip_drop, HIP_DROP, values)
    text = alt_text(state)
    assert f"{state.stance.hip_contact_bw:.2f} BW" in text
    assert f"{state.stance.abductor_force:.0f} N" in text


def test_patients_figure():
    rng = np.random.default_rng(3)
    rows = [
        (p, m, a, *rng.normal(2.5, 0.2, 2), *rng.normal(15, 3, 2))
        for p in range(10)
        for m in ("Pauwels 1965", "Debrunner 1975", "Iglic 1990", "hipmech")
        for a in ("one_leg_stance", "level_walking")
    ]
    table = pd.DataFrame(
        rows,
        columns=[
            "patient",
            "model",
            "activity",
            "predicted_bw",
            "measured_bw",
            "predicted_direction_deg",
            "measured_direction_deg",
        ],
    )
    figure = Figure(dpi=100)
    FigureCanvasAgg(figure)
    patients_figure(figure, table)
    figure.canvas.draw()
    words = " ".join(t.get_text() for t in visible_texts(figure))
    assert all(model in words for model in table.model.unique())
    check_texts(figure, "patients")
    with pytest.raises(ValueError, match="measured_bw"):
        patients_figure(Figure(), table.drop(columns="measured_bw"))
