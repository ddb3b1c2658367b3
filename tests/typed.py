"""What students type into a problem: right and wrong, well and badly written."""

import random
from collections.abc import Iterator
from typing import Any

from hipmech.feedback.problem import Problem

JUNK = (
    "", "...", "hint", "solution", "abc", "larger", "70*9.81", "1,234", "1.234,5", "1 234", "12 34",
    "3 4", "nan", "inf", "1e999", "-", "--3", "5,", ",5", "+7", "≈ 12 N", "x = 3", "[1, 2]", "1; 2",
    "(1, 2, 3)", "1.5.2", "3 bananas", "F=", "½", "10³", "0", "-0", "0,0", "−5", "“8”", "'9'", "2.",
    "1 000 000", "7 kN", "7 m", "7 °", "7 % BW", "not left", "neither", "1", "2", "3", "9", " 4 ",
)  # fmt: skip


def typed(asked: Problem, count: int, seed: int = 0) -> Iterator[str]:
    """``count`` answers as text: known mistakes, slips of sign, unit, factor, order and format."""
    draw = random.Random(f"{asked.id} {seed}")
    yield from JUNK
    for _ in range(count - len(JUNK)):
        yield _word(asked, draw) if asked.is_choice else _numbers(asked, draw)


def _word(asked: Problem, draw: random.Random) -> str:
    word = draw.choice([*asked.choices, *asked.also, str(draw.randint(0, 6))])
    ways: list[Any] = [str.upper, str.title, "  {} ".format, '"{}"'.format, "the {} one".format]
    return draw.choice([*ways, str, str, "{}.".format, "not {}".format, "{} hand".format])(word)


def _numbers(asked: Problem, draw: random.Random) -> str:
    known = [asked.right, *(k.value for k in asked.known)]
    values = list(draw.choice(known))
    factor = draw.choice((1, 1, 1, -1, 0.1, 10, 1000, 9.81, 1 / 9.81, draw.lognormvariate(0, 1)))
    factor *= draw.choice((1, 1, 1 + draw.uniform(-0.03, 0.03)))
    digits = draw.choice((2, 3, 3, 4, 8))
    if len(values) > 1 and draw.random() < 0.2:
        draw.shuffle(values)
    texts = [f"{factor * value:.{digits}g}" for value in values]
    if draw.random() < 0.25:
        texts = [text.replace(".", ",") for text in texts]
    joint = draw.choice((" ", "; ", ", "))
    unit = draw.choice(("", "", "", " ", *(f" {u}" for u in asked_units(asked))))
    frame = draw.choice(("{}", "{}", "{}", "[{}]", "x = {}", "≈{}", " {} ", '"{}"'))
    return frame.format(joint.join(texts) + unit).replace("-", draw.choice("-−"))


def asked_units(asked: Problem) -> list[str]:
    """The unit asked for, its relatives, and two that do not fit."""
    from hipmech.feedback.reading import family

    return [*family(asked.unit), asked.unit, asked.unit, "kg", "bananas"]
