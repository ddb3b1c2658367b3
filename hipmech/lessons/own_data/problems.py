"""Problems of lesson 10: what is asked, what is right, and the mistakes by name."""

from __future__ import annotations

import numpy as np

from hipmech.feedback import asks
from hipmech.frontal_plane import single_leg_stance
from hipmech.lessons.own_data.trial import FAULTS, walk
from hipmech.subject import Subject


def _peak(**choices):
    return float(walk(**choices).load.stance_peaks_bw[1])


@asks("10.0", "prediction")
def _hip_centre():
    before, after = _peak(), _peak(outward_mm=20)
    percent = 100 * (after / before - 1)
    return dict(
        statement="One walk, one person, two laboratories. The second puts the hip joint centre "
        "2 cm further out, as well-known methods differ. By how many percent does the second peak "
        "of the hip contact force grow?",
        expected=percent,
        unit="%",
        digits=2,
        within=0.2,
        mistakes={
            "The joint moves little, but the muscles' arms about it are short, too.": 2.0,
            "It does not go with the distance between the hips: arms are shorter.": 10.0,
        },
        solution=f"From {before:.2f} to {after:.2f} BW: {percent:.0f} %. Nobody walked "
        "otherwise; the same ground force turns about another point, and muscles must hold more.",
    )


@asks("10.1", "one step", land_s=(0.62, 0.5, 0.7, 0.001), leave_s=(1.36, 1.35, 1.45, 0.001),
      again_s=(1.88, 1.78, 1.9, 0.001))  # fmt: skip
def _stance(land_s, leave_s, again_s):
    stride, stance = again_s - land_s, leave_s - land_s
    return dict(
        statement=f"A foot lands at {land_s} s, leaves the plate at {leave_s} s and lands again at "
        f"{again_s} s. How much of the stride is stance?",
        expected=100 * stance / stride,
        unit="%",
        digits=3,
        mistakes={
            "That is the swing.": 100 * (stride - stance) / stride,
            "That counts from the beginning of the recording.": 100 * leave_s / again_s,
            "That is stance against swing; the whole stride is asked for.": 100
            * stance
            / (stride - stance),
        },
        hint="A stride runs from one landing of a foot to its next.",
        solution=f"({leave_s} − {land_s}) / ({again_s} − {land_s}) = {100 * stance / stride:.1f} %",
    )


@asks("10.2", "two steps", rate=(60, 50, 120, 10), late_us=(333, 300, 480, 1), speed=(4, 3, 6, 0.5))
def _time_stamps(rate, late_us, speed):
    wrong = speed * late_us / 1e6
    return dict(
        statement=f"A marker moves at {speed} m/s. A file at {rate} frames a second rounds its "
        f"time stamps to milliseconds: one stamp is {late_us} µs off, so that frame is taken for a "
        "wrong instant. Acceleration is a second difference, x(before) − 2 x(now) + x(after), over "
        "the square of the time between frames. About how wrong is it there, in m/s²?",
        expected=2 * wrong * rate**2,
        unit="m/s²",
        digits=2,
        mistakes={
            "The frame's place comes in twice: −2 x(now).": wrong * rate**2,
            "That is how far the marker moves in the error, in m.": wrong,
            "Divided by the time between frames once, not by its square.": 2 * wrong * rate,
        },
        hint="How far does the marker move in that time? By that much x(now) is wrong.",
        solution=f"{speed} m/s · {late_us} µs = {1000 * wrong:.2f} mm; 2 · {1000 * wrong:.2f} mm · "
        f"{rate}² /s² = {2 * wrong * rate**2:.1f} m/s². `read_trc` spaces the stamps evenly again.",
    )


@asks("10.3", "two steps", shift_mm=(10, 6, 20, 2), push_bw=(1.0, 0.9, 1.1, 0.05))
def _shift(shift_mm, push_bw):
    arm = 1000 * float(single_leg_stance(Subject()).abductor_arm)
    net = push_bw - float(Subject().leg_fraction)
    more = net * shift_mm / arm
    return dict(
        statement=f"Why millimetres count: the ground pushes with {push_bw} BW, the leg weighs "
        f"{Subject().leg_fraction:.2f} BW, so {net:.2f} BW pass through the hip, nearly upright. "
        f"Its centre is put {shift_mm} mm further out. The abductors have an arm of {arm:.0f} mm. "
        "How many BW more must they pull?",
        expected=more,
        unit="BW",
        digits=2,
        mistakes={
            "The leg hangs below the hip: take its weight off first.": push_bw * shift_mm / arm,
            "The arms are turned round.": net * arm / shift_mm,
            "That is the moment in BW·mm; divide by the muscle's arm.": net * shift_mm,
        },
        hint="The force through the hip gets a new arm; the abductors balance that moment.",
        solution=f"{net:.2f} BW · {shift_mm} mm / {arm:.0f} mm = {more:.2f} BW, and all of it "
        "presses on the joint as well.",
    )


_LETTERS = "ABCD"
_SHOWS = {
    "the mass in pounds": "all forces and moments are too small by the same factor, 0.45",
    "the other foot's plate": "the ground pushes while this foot is in the air",
    "the moment's sign": "only the moments are turned over; angles and ground are sound",
    "forces too late": "sizes are right, but moments and angles do not belong to the same instant",
}


def _find(number, fault):
    @asks(f"10.{number}", "one step")
    def _fault():
        return dict(
            statement=f"Which fault is in stride {_LETTERS[FAULTS.index(fault)]}?",
            expected=fault,
            mistakes={f"Then {_SHOWS[other]}.": other for other in FAULTS if other != fault},
            hint="Which curves are changed, and which are not? Angles come from markers, ground "
            "reaction from plates, moments from both.",
            solution=f"{fault.capitalize()}: {_SHOWS[fault]}.",
        )


for _number, _name in enumerate(FAULTS, start=4):
    _find(_number, _name)


@asks("10.8", "design")
def _improve():
    ranges = {
        "the hip joint centre, ± 10 mm outward": [_peak(outward_mm=s) for s in (-10, 10)],
        "the filter, 5 to 8 Hz": [_peak(cut_off=c) for c in (5, 8)],
        "the threshold of a contact, 10 to 50 N": [_peak(threshold=t) for t in (10, 50)],
        "the delay of the forces, 0 to 10 ms": [_peak(late_ms=t) for t in (0, 10)],
    }
    change = {name: float(np.ptp(peaks)) for name, peaks in ranges.items()}
    best = max(change, key=change.__getitem__)
    return dict(
        statement="You may make one thing of this measurement better. Which changes the second "
        "peak most within its range?",
        expected=best,
        mistakes={
            f"From one end of its range to the other that is {value:.2f} BW.": name
            for name, value in change.items()
            if name != best
        },
        hint="Move one slider from end to end of the range, the others as recorded, and note the "
        "change of the second peak.",
        solution="From end to end of its range: "
        + "; ".join(f"{name}: {value:.2f} BW" for name, value in change.items())
        + ".",
    )
