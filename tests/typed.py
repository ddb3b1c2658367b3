"""What students type into a problem: right and wrong, well and badly written."""

import random
from collections.abc import Iterator
from typing import Any

from hipmech.feedback.problem import Problem
from hipmech.feedback.reading import family

JUNK = (
    "", "...", "hint", "solution", "abc", "larger", "70*9.81", "1,234", "1.234,5", "1 234", "12 34",
    "3 4", "nan", "inf", "1e999", "-", "--3", "5,", ",5", "+7", "≈ 12 N", "x = 3", "[1, 2]", "1; 2",
    "(1, 2, 3)", "1.5.2", "3 bananas", "F=", "½", "10³", "0", "-0", "0,0", "−5", "“8”", "'9'", "2.",
    "1 000 000", "7 kN", "7 m", "7 °", "7 % BW", "not left", "neither", "1", "2", "3", "9", " 4 ",
)  # fmt: skip


def typed(asked: Problem, count: int, seed: int = 0) -> Iterator[tuple[str, Any]]:
    """``count`` answers as text: known mistakes, slips of sign, unit, factor, order and format.

    Each comes with what it means: numbers in the unit asked for, a choice, or None (unknown).
    """
    draw = random.Random(f"{asked.id} {seed}")
    yield from ((text, None) for text in JUNK)
    for _ in range(count - len(JUNK)):
        yield _word(asked, draw) if asked.is_choice else _numbers(asked, draw)


def _word(asked: Problem, draw: random.Random) -> tuple[str, Any]:
    choice = draw.choice(asked.choices)
    plain = [str, str, str.upper, str.title, "  {} ".format, '"{}"'.format, "{}.".format]
    if draw.random() < 0.7:
        number = draw.random() < 0.2
        text = str(asked.choices.index(choice) + 1) if number else choice
        return draw.choice(plain)(text), choice
    word = draw.choice([choice, *asked.also, str(draw.randint(0, 6))])
    return draw.choice(["the {} one", "not {}", "{} hand", "{}"]).format(word), None


def _numbers(asked: Problem, draw: random.Random) -> tuple[str, Any]:
    known = [asked.right, asked.right, *(k.value for k in asked.known)]
    values = list(draw.choice(known))
    if draw.random() < 0.6:
        factors = (-1, 0.1, 10, 1000, 9.81, 1 / 9.81, draw.lognormvariate(0, 1))
        factor = draw.choice((1 + draw.uniform(-0.03, 0.03), *factors))
        values = [factor * value for value in values]
    if len(values) > 1 and draw.random() < 0.2:
        draw.shuffle(values)
    unit = draw.choice(("", "", "", *family(asked.unit), asked.unit, "kg", "bananas"))
    size = family(asked.unit).get(unit, None) if unit else 1.0
    if size and draw.random() < 0.7:
        values = [value / size for value in values]
    texts = [f"{value:.{draw.choice((2, 3, 4, 4, 8))}g}" for value in values]
    meant = tuple(float(text) * size for text in texts) if size else None
    if draw.random() < 0.25:
        texts = [text.replace(".", ",") for text in texts]
    frame = draw.choice(("{}", "{}", "{}", "[{}]", "x = {}", "≈{}", " {} ", '"{}"'))
    text = frame.format(draw.choice((" ", "; ", ", ")).join(texts) + f" {unit}".rstrip())
    return text.replace("-", draw.choice("-−")), meant
