"""A page without Python replies as Python does: `replies.js` and `problems.js`."""

import json
from pathlib import Path

import pytest
from typed import typed

import hipmech.feedback as feedback
from hipmech.feedback import check, problems, session
from hipmech.feedback.book import find, known_ids
from hipmech.feedback.rich import rich

FOLDER = Path(feedback.__file__).parent
EACH = max(60, -(-2000 // len(known_ids())))
ALL = """async ({ problems, answers, texts }) => {
  const { reply, rich } = await import("./replies.js");
  const said = problems.map((problem, i) => {
    const tried = [];
    return answers[i].map((typed) => reply(problem, typed, tried));
  });
  return { said, html: texts.map(rich) };
}"""


@pytest.fixture
def page(browser):
    """An empty page beside the modules; a test may set its ``body``."""
    page = browser.new_page()
    page.body = "<!doctype html>"

    def answer(route):
        module = route.request.url.split("/")[-1]
        body = (FOLDER / module).read_text("utf-8") if module else page.body
        kind = "text/javascript" if module else "text/html; charset=utf-8"
        route.fulfill(content_type=kind, body=body)

    page.route("http://hipmech.test/**", answer)
    yield page
    page.close()


@pytest.mark.browser
def test_both_say_the_same_to_two_thousand_answers(page):
    """Every problem twice (standard, and one student's), with many answers in a row."""
    session.tries.clear()
    pairs = [(id, student) for id in known_ids() for student in (None, "Anna")]
    data = [find(*pair).data() for pair in pairs]
    answers = [[text for text, _ in typed(find(*pair), EACH, seed=7)] for pair in pairs]
    texts = [one[name] for one in data for name in ("statement", "hint", "solution")]
    page.goto("http://hipmech.test/")
    theirs = page.evaluate(ALL, {"problems": data, "answers": answers, "texts": texts})
    assert theirs["html"] == [rich(text) for text in texts]
    heard = []
    for (id, student), typed_here, said in zip(pairs, answers, theirs["said"], strict=True):
        for answer, their in zip(typed_here, said, strict=True):
            ours = check(id, answer, student)
            folds = [list(fold) for fold in ours.folds]
            mine = {"status": ours.status, "message": ours.message, "folds": folds}
            assert mine == their, (id, student, answer)
            heard.append(ours)
    assert len(heard) >= 2000
    assert {reply.status for reply in heard} == {"right", "wrong", "unanswered", "told"}
    assert len({reply.message for reply in heard}) > 10 * len(known_ids())


def test_problems_are_json_without_functions():
    data = problems()
    assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
    assert {one["id"] for one in data} == set(known_ids())


BODY = """<!doctype html><div id="a"></div><div id="b"></div><div id="c"></div>
<script type="module">
import { mountProblem, mountPrediction } from "./problems.js";
const [number, choice, prediction] = DATA;
mountProblem(document.querySelector("#a"), number);
mountProblem(document.querySelector("#b"), choice);
window.uncovered = 0;
mountPrediction(document.querySelector("#c"), prediction, () => { window.uncovered += 1; });
</script>"""


@pytest.mark.browser
def test_forms_by_keyboard_and_by_hand(page):
    data = [find(id).data() for id in ("02.2", "02.5", "02.0")]
    page.body = BODY.replace("DATA", json.dumps(data))
    page.goto("http://hipmech.test/")
    page.wait_for_selector("#c form")
    assert "1399" not in page.inner_text("body")
    page.fill("#a input", "1682")
    page.press("#a input", "Enter")
    assert "whole W" in page.inner_text("#a [role=status]")
    page.click("#a details summary")
    assert "Moments" in page.inner_text("#a details")
    page.fill("#a input", "1,4 kN")
    page.press("#a input", "Enter")
    assert page.inner_text("#a [role=status]").startswith("✓ Right: 1399 N.")
    page.click("#b button:has-text('it shrinks')")
    assert "which arm" in page.inner_text("#b [role=status]")
    page.fill("#c input", "much")
    page.press("#c input", "Enter")
    assert page.evaluate("uncovered") == 0
    page.fill("#c input", "1")
    page.press("#c input", "Enter")
    assert page.evaluate("uncovered") == 1
    assert "2.61" in page.inner_text("#c [role=status]")
    assert page.is_disabled("#c input")
