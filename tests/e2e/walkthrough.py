"""usage: walkthrough.py [--build DIR] [NAME...]

Lessons in the window: three are walked through under Xvfb with keys and mouse alone, as a learner would who
answers at random; all of them without a display, by scripts that answer right, wrong, or not at all. Closes
with `N passed, N failed`."""

import concurrent.futures
import pathlib
import re
import sys

import window
from window import ROOT, expect

LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.md"))
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def solution_of(lesson):
    """The program that the lesson's only goal calls its solution."""
    text = lesson.read_text()
    name = re.search(r"^```goal\n(?:.*\n)*?solution: *(\S+)$", text, re.M)[1]
    return re.search(rf"^```python {re.escape(name)}\b.*\n((?:.*\n)*?)```$", text, re.M)[1]


def walk(case, name):
    """Takes a lesson to its end in the window: every answer is the first thing that comes to mind."""
    lesson = next(path for path in LESSONS if path.stem == name)
    solution = case.file("solution.py", solution_of(lesson))
    case.env["XDG_DATA_HOME"] = str(case.folder / "data")
    case.env["MEANWHILE_EDITOR"] = f"cp {case.folder / solution}"
    window = case.open(str(lesson))
    window.wait_for("lesson", name)
    seen = set()
    for _ in range(400):
        held = window.wait_for("held", lambda value: value is not None)
        if window.state["lesson"] == "none":
            break
        kind = held.split()[0].rstrip(",")
        seen.add(kind)
        if kind == "number":
            window.xdotool("type", "1")
            window.wait_for("answer", "1")
            window.keys("Return")
        elif kind == "choice":
            window.keys("Down", "Return")
        elif kind == "order":
            window.keys("space", "Down", "Return")
        elif kind == "goal":
            window.keys("e")
            window.wait_for("goal", lambda value: value.startswith("reached"))
        else:
            window.keys("Next")
        window.settle()
    window.wait_for("overlay", "opening")
    expect({"watch", "goal"} <= seen and seen & {"number", "choice"}, f"{name} held only {seen}")
    window.wait_for("message", lambda value: re.search(r": to its end, \d+ of \d+ right\.$", value))
    window.keys("Escape", "ctrl+q", "Return")
    expect(window.process.wait(timeout=30) == 0 and window.process.stderr.read() == "", "a clean end")


@test
def a_beginner_takes_the_first_lesson_to_its_end(case):
    walk(case, "01-one-call-at-a-time")


@test
def the_lesson_about_gather_is_taken_to_its_end(case):
    walk(case, "06-gather")


@test
def the_lesson_about_blockers_is_taken_to_its_end(case):
    walk(case, "10-the-blocker")


@test
def a_lesson_is_chosen_from_the_list_and_left_again(case):
    case.env["XDG_DATA_HOME"] = str(case.folder / "data")
    window = case.open()
    window.wait_for("overlay", "opening")
    window.xdotool("type", "gather total")
    window.wait_for("filter", "gather total")
    window.keys("Return")
    window.wait_for("lesson", "06-gather")
    window.wait_for("held", "number")
    window.keys("Escape")
    window.wait_for("overlay", "opening")
    window.wait_for("lesson", "none")


@test
def a_lesson_goes_on_where_it_was_left(case):
    case.env["XDG_DATA_HOME"] = str(case.folder / "data")
    window = case.open("gather")
    window.wait_for("held", "number")
    window.xdotool("type", "6")
    window.keys("Return")
    window.wait_for("held", lambda value: value.startswith("watch 1 of"))
    window.process.kill()
    window.process.wait()
    window = case.open()
    window.wait_for("overlay", "opening")
    window.wait_for("row", lambda value: "gather" in value)
    window.keys("Return")
    window.wait_for("lesson", "06-gather")
    window.wait_for("held", lambda value: value.startswith("watch 1 of"))
    window.wait_for("score", lambda value: value.startswith("1 of"))


@test
def an_answer_is_clicked_and_a_bar_is_dragged(case):
    case.env["XDG_DATA_HOME"] = str(case.folder / "data")
    window = case.open(str(ROOT / "tests/unit/ui/lesson.md"))
    window.wait_for("held", "number")
    window.settle()
    window.drag(680, 664, 900, 664)
    window.wait_for("answer", lambda value: re.fullmatch(r"[\d.]+ s", value or ""))
    window.keys("Return")
    window.wait_for("held", lambda value: value.startswith("watch 1 of 3"))


def shot(case, lesson, script, *options):
    name = case.file(f"{lesson.stem}-{abs(hash(script))}.txt", script)
    done = case.run("shot", str(lesson), "--script", name, *options,
                    env={"XDG_DATA_HOME": str(case.folder / f"data-{lesson.stem}")})
    expect(done.returncode == 0, f"{lesson.name}: {done.stderr.decode()}")
    return done.stdout.decode()


def each(function):
    """Every lesson, as many at once as there are processors."""
    expect(len(LESSONS) >= 28, f"only {len(LESSONS)} lessons")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for future in [pool.submit(function, lesson) for lesson in LESSONS]:
            future.result()


@test
def who_answers_right_is_right_in_all_lessons(case):
    def right(lesson):
        states = shot(case, lesson, "walk right\nexpect lesson none\nprint\n")
        score = re.search(r"^message .*: to its end, (\d+) of (\d+) right\.$", states, re.M)
        expect(score and score[1] == score[2] and int(score[2]) >= 3, f"{lesson.name}: {states}")

    each(right)


@test
def who_answers_wrong_is_wrong_in_all_lessons(case):
    def wrong(lesson):
        states = shot(case, lesson, "walk wrong\nexpect lesson none\nprint\n", "--size", "1920x1080")
        expect(re.search(r": to its end, 0 of \d+ right\.$", states, re.M), f"{lesson.name}: {states}")

    each(wrong)


@test
def page_down_alone_leads_through_all_lessons(case):
    def skipping(lesson):
        states = shot(case, lesson, "walk skipping\nexpect lesson none\nprint\n", "--present",
                      "--theme", "dark")
        expect(re.search(r": to its end, 0 of \d+ right\.$", states, re.M), f"{lesson.name}: {states}")

    each(skipping)


if __name__ == "__main__":
    sys.exit(window.main(TESTS, __doc__))
