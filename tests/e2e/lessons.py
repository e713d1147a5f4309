"""Lessons on the command line: `check` and what it finds, the guide's blocks, walks through all lessons in a
pipe, progress, and lessons that want to do harm."""

import json
import os
import re
import subprocess

from e2e import ROOT, contains, expect, test

FRONT = "---\ntitle: A title\nlevel: beginner\nminutes: 5\nconcepts: one\n---\n\n"


def data_folder(case):
    return {"XDG_DATA_HOME": str(case.folder / "data")}


def walk(case, name, lines, **env):
    """A walk through a lesson with these lines typed."""
    text = "".join(line + "\n" for line in lines)
    path = case.folder / "typed"
    path.write_text(text)
    with open(path) as stdin:
        return case.run("lesson", name, stdin=stdin, env={**data_folder(case), "COLUMNS": "80", **env})


@test
def every_lesson_is_so(case):
    done = case.run("check", str(ROOT / "lessons"))
    expect(done.code == 0, done)
    contains(done.out, r"28 lessons: \d{3} runs, \d{3} claims, .*; all is so")


def guide_examples():
    guide = (ROOT / "lessons/GUIDE.md").read_text()
    examples = re.findall(r"^````markdown\n(.*?)^````$", guide, re.M | re.S)
    whole = [example for example in examples if example.startswith("---")]
    return whole[0], [example for example in examples if not example.startswith("---")]


@test
def every_block_of_the_guide_works(case):
    whole, parts = guide_examples()
    kinds = set(re.findall(r"^```(\w+)", whole + "".join(parts), re.M))
    expect(kinds == {"python", "world", "run", "predict", "observe", "watch", "tune", "goal", "measure", "expect"},
           f"the guide shows {sorted(kinds)}")
    case.file("whole.md", whole)
    done = case.run("check", "whole.md")
    expect(done.code == 0, done)
    for number, part in enumerate(parts):
        name = case.file(f"part-{number}.md", f"{whole}\n## An example\n\n{part}")
        done = case.run("check", name)
        expect(done.code == 0, f"{part}\n{done}")


@test
def a_new_lesson_works_and_is_never_written_over(case):
    done = case.run("new-lesson", "29-my-lesson")
    expect(done.code == 0, done)
    expect("title: My lesson\n" in (case.folder / "29-my-lesson.md").read_text(), "its title")
    done = case.run("check", "29-my-lesson.md")
    expect(done.code == 0, done)
    case.file("29-my-lesson.md", "mine")
    done = case.run("new-lesson", "29-my-lesson")
    expect(done.code == 2 and "it is there already" in done.err, done)
    expect((case.folder / "29-my-lesson.md").read_text() == "mine", "it was written over")
    done = case.run("new-lesson", "a/../;rm")
    expect(done.code == 2, done)


@test
def what_is_not_so_is_told_with_its_place(case):
    whole, _ = guide_examples()
    changes = [
        ("sequential.makespan == 2s", "sequential.makespan == 3s", r"expect|: this is not so: sequential.makespan is 2.000 s"),
        ("wrong M1 1s", "wrong M1 2s", r"this wrong answer is right: it is 2.000 s"),
        ('when printed "cat"', 'when printed "cow"', r"this does not happen"),
        ("lanes Task-1", "lanes Task-7", r"no run has a lane Task-7"),
        ("check: makespan <= 1s", "check: makespan <= 9s", r"reached before anything was changed"),
        ("check: makespan <= 1s", "check: makespan <= 1ms", r"the solution does not reach the goal"),
        ("flip: gather", "flip: taskgroup", r"the flip taskgroup does not apply to sequential"),
        ("Two naps of one second each.", "Two naps of 7 s each.", r"w.md:8:13: error: this figure is covered by no claim"),
        ("asyncio.run(main())\n```\n\n```predict", "asyncio.run(main())\n1 / 0\n```\n\n```predict",
         r"sequential ends with exit code 1, and no claim says so: ZeroDivisionError"),
    ]
    for old, new, complaint in changes:
        expect(old in whole, f"the guide has no {old}")
        name = case.file("w.md", whole.replace(old, new, 1))
        done = case.run("check", name)
        expect(done.code == 1, done)
        contains(done.err, complaint, r"^w\.md:\d+:\d+: error: ")
        contains(done.out, r"1 lesson: .*; 1 lesson is not right")


@test
def cpython_prints_the_same_for_a_lessons_programs(case):
    done = case.run("check", "--engine", "sim,cpython-sim", str(ROOT / "lessons/06-gather.md"))
    expect(done.code == 0, done)
    contains(done.out, r"; [5-9] compared with another engine; all is so")


@test
def a_lesson_that_cannot_be_read_is_refused_with_all_its_errors(case):
    name = case.file("bad.md", FRONT + "## S\n\n```watch\nrun: nobody\n```\n\n```predct\n```\n")
    for command in ("check", "lesson"):
        done = case.run(command, name, env=data_folder(case))
        expect(done.code == 2, done)
        contains(done.err, r"bad\.md:11:6: error: there is no run called 'nobody'",
                 r"bad\.md:14:4: error: there is no block of this kind")
    done = case.run("lesson", "nothing-of-that-name", env=data_folder(case))
    expect(done.code == 2 and "there is no lesson 'nothing-of-that-name'" in done.err, done)
    done = case.run("check", "absent.md")
    expect(done.code == 2 and "could not read absent.md" in done.err, done)


@test
def lessons_are_listed_and_found_by_number_and_name(case):
    done = case.run("lessons", env={"COLUMNS": "100"})
    expect(done.code == 0 and len(done.out.splitlines()) == 28, done)
    contains(done.out, r"(?m)^   6  gather: .*beginner +12 min$")
    for name in ("6", "06", "06-gather", "gather", str(ROOT / "lessons/06-gather.md")):
        done = walk(case, name, [])
        expect(done.code == 0, done)
        contains(done.out, r"gather: total is the longest, not the sum")
    done = walk(case, "a", [])
    expect(done.code == 2 and "may be several lessons" in done.err, done)


@test
def a_lesson_is_taken_to_its_end_in_a_pipe(case):
    whole, _ = guide_examples()
    name = case.file("01-naps.md", whole)
    done = walk(case, name, ["soon", "1 s", "", "", "", "hint", "1", ""])
    expect(done.code == 0, done)
    contains(done.out, r"An answer is a time, such as 1\.5 s", r"Noted\. Now see\.", r"main prints: cat",
             r"You predicted: 1\.000 s\nNot so\. It is 2\.000 s\.", r"has not even begun",
             r"Both naps must have begun", r"(?m)^\+ +await asyncio\.gather\(nap\(\"cat\"\), nap\(\"dog\"\)\)",
             r"✓ makespan <= 1s", r"Reached\.", r"waits for the longer", r"1 of 2: predictions")
    copy = case.folder / "data/meanwhile/programs/01-naps/sequential.py"
    expect("gather" in copy.read_text(), "the learner's program was not kept")
    kept = json.loads((case.folder / "data/meanwhile/progress.json").read_text())
    expect(kept["lessons"]["01-naps"]["right"] == 1 and kept["lessons"]["01-naps"]["over"], kept)


@test
def a_goal_is_reached_in_ones_own_editor(case):
    whole, _ = guide_examples()
    name = case.file("01-naps.md", whole)
    editor = case.folder / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/await nap(\"cat\")/await asyncio.gather(nap(\"cat\"), nap(\"dog\"))/; "
                      "/await nap(\"dog\")/d' \"$1\"\n")
    editor.chmod(0o755)
    done = walk(case, name, ["skip", "skip", "", "show", "edit", ""], EDITOR=str(editor))
    contains(done.out, r"✓ output == start\.output", r"Reached\.", r"1 of 2")
    done = walk(case, name, ["back", "quit"], EDITOR="")
    contains(done.out, r"You go on at step 2 of 2")


@test
def an_editor_that_fails_is_told_of(case):
    whole, _ = guide_examples()
    done = walk(case, case.file("01-naps.md", whole), ["skip", "skip", "", "edit", "quit"], EDITOR="no-such-editor -w")
    contains(done.out.replace("\n", " "), r"could not edit it: 'no-such-editor -w' ended with exit code 127\. "
                                          r"Change \S+\.py by other means, then\s+type try")


@test
def a_change_by_one_key_goes_on_from_what_was_written(case):
    whole, _ = guide_examples()
    name = case.file("01-naps.md", whole)
    copy = case.folder / "data/meanwhile/programs/01-naps/sequential.py"
    walk(case, name, ["skip", "skip", "", "reset", "quit"])
    copy.write_text(copy.read_text() + "# mine\n")
    done = walk(case, name, ["1"])
    contains(done.out, r"Reached\.")
    expect("gather" in copy.read_text() and "# mine" in copy.read_text(), copy.read_text())


@test
def a_solution_is_shown_and_does_not_count(case):
    whole, _ = guide_examples()
    name = case.file("01-naps.md", whole)
    done = walk(case, name, ["2", "", "", "", "solution", "", ""])
    contains(done.out, r"await asyncio\.gather\(nap", r"Right\. It is 2\.000 s", r"1 of 2")


@test
def every_lesson_can_be_skipped_through(case):
    for path in sorted((ROOT / "lessons").glob("[0-9]*.md")):
        done = walk(case, str(path), ["skip"] * 400)
        expect(done.code == 0, f"{path}: {done}")
        contains(done.out, r"\n0 of \d+: predictions, observations and goals\.\n")
    done = case.run("progress", env=data_folder(case))
    expect(len(done.out.splitlines()) == 28 and "begun" not in done.out, done)


@test
def a_measured_lesson_has_its_recorded_latencies_in_the_terminal_and_in_the_window(case):
    program = "import requests\nCALLS = 1\nfor n in range(CALLS):\n    requests.get('https://api.example.com/')\n"
    (case.folder / "mine" / "recorded").mkdir(parents=True)
    case.file("mine/recorded/api.csv", "20ms\n")
    case.file("mine/recorded/slow.csv", "40ms\n")
    name = case.file("mine/measured.md", FRONT + f"""```python once
{program}```

```world
host * latency empirical(recorded/api.csv)
```

```run twice
program: once
set: CALLS = 2
world: host * latency empirical(recorded/slow.csv)
```

## S

```measure
run: once, twice
runs: 1
engines: real
```
""")
    done = walk(case, name, ["", ""])
    expect(done.code == 0 and "did not run" not in done.out, done)
    contains(done.out, r"sim +simulated +20\.0 ", r"sim +simulated +80\.0 ")
    expect(len(re.findall(r"   real +measured +\d", done.out)) == 2, done)
    contains(" ".join(done.out.split()), r"Made by meanwhile [\d.]+: meanwhile lesson " + re.escape(name))
    done = case.run("shot", "--script", case.file("measure.txt", "key R\nawait held none\nprint\n"), "-o", "a.png", name,
                    env=data_folder(case))
    expect(done.code == 0, done)
    contains(done.out, r"^runs once 20\.0 ms, twice 80\.0 ms, once, measured [\d.]+ ms, twice, measured [\d.]+ ms\n")


@test
def progress_is_listed_exported_and_forgotten(case):
    env = data_folder(case)
    done = case.run("progress", env=env)
    expect(done.code == 0 and "No lesson was begun yet" in done.out, done)
    walk(case, "6", ["3 s", "quit"])
    done = case.run("progress", env=env)
    contains(done.out, r"06-gather +step 1 +begun 0 of \d+")
    done = case.run("lessons", env={**env, "COLUMNS": "100"})
    contains(done.out, r"(?m)^   6  gather: .* 12 min  step 1$", r"(?m)^   7  .* min$")
    done = case.run("progress", "--csv", env=env)
    contains(done.out, r"^lesson,last_used,right,of,", r'"06-gather",20\d\d-.*,predict,done,"3\.000 s",no,M\d+')
    done = case.run("progress", "--reset", "6", env=env)
    expect(done.code == 0 and done.out.startswith("06-gather: "), done)
    done = case.run("progress", env=env)
    contains(done.out, r"No lesson was begun yet")
    (case.folder / "data/meanwhile/progress.json").write_text("{ not json")
    done = walk(case, "6", ["quit"])
    contains(done.out, r"could not be read; it is kept as\s.*progress\.json\.1")


@test
def programs_that_were_changed_stay_until_somebody_wants_them_removed(case):
    env = data_folder(case)
    programs = case.folder / "data/meanwhile/programs"
    mine, other = programs / "06-gather/mine.py", programs / "07-create-task/other.py"
    for path in (mine, other, programs / "06-gather/notes.txt", programs / "06-gather/elsewhere.py"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name == "elsewhere.py":
            path.symlink_to(other)
        else:
            path.write_text("pass\n")
    walk(case, "6", ["3 s", "quit"])

    def progress(*arguments, typed=""):
        (case.folder / "typed").write_text(typed)
        with open(case.folder / "typed") as stdin:
            return case.run("progress", *arguments, stdin=stdin, env=env)

    for arguments in (["--programs"], ["--yes"], ["6"]):
        expect(progress(*arguments).code == 2, f"{arguments} without --reset")
    done = progress("--reset", "--programs", "6")
    expect(done.code == 2 and "could not ask whether to remove your programs" in done.err, done)
    done = progress("--reset", "--programs", "6", typed="n\n")
    expect(done.code == 0 and done.out == "Nothing was forgotten.\n" and str(mine) + "\n" in done.err, done)
    contains(progress().out, r"06-gather +step 1 ")
    done = progress("--reset", "6")
    expect(done.out == "06-gather: answers and how far you were are forgotten; 1 program that you changed is kept in "
                       f"{programs}/06-gather (--programs removes it)\n", done)
    contains(progress().out, r"No lesson was begun yet")
    done = progress("--reset", "--programs", "6", typed="y\n")
    expect(done.code == 0 and done.out.endswith("; 1 program that you changed is removed\n"), done)
    left = sorted(path.name for path in programs.rglob("*") if not path.is_dir())
    expect(left == ["elsewhere.py", "notes.txt", "other.py"], left)
    done = progress("--reset", "--programs", "--yes")
    expect(done.code == 0 and done.err == "", done)
    expect(done.out == "all lessons: answers and how far you were are forgotten; 1 program that you changed is removed\n",
           done)
    expect(not other.parent.exists(), "its empty folder is left")
    done = progress("--reset")
    expect(done.out == "all lessons: answers and how far you were are forgotten\n", done)


@test
def no_byte_of_a_lesson_reaches_the_terminal_as_a_command(case):
    evil = {
        "escape": FRONT + "## S\n\n\x1b]0;owned\x07 text\n",
        "c1": FRONT + "## S\n\n\u009b31m text\n",
        "override": FRONT + "## S\n\n\u202e txet\n",
        "entity": FRONT + "## S\n\n&#x1b;[31m\n",
        "title": FRONT.replace("A title", "A \x1b[31mtitle") + "## S\n\ntext\n",
        "nul": FRONT + "## S\n\n\0\n",
        "latin": (FRONT + "## S\n\n").encode() + b"\xff\xfe\n",
        "program": FRONT + "## S\n\n```python p\nprint('\x1b[31m')\n```\n",
    }
    for name, content in evil.items():
        path = case.file(f"{name}.md", content)
        for command in ("check", "lesson"):
            done = case.run(command, path, env=data_folder(case))
            expect(done.code == 2, f"{name}: {done}")
            expect(not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae", done.raw_out + done.raw_err),
                   f"{name}: {done}")
    printed = FRONT + ("## S\n\n```python p\nprint('\\x1b[31mred')\n```\n\n```watch\nrun: p\nstop: end\nlook: output\n"
                       "say: See.\n```\n")
    done = walk(case, case.file("prints.md", printed), ["", ""])
    expect(done.code == 0 and b"\x1b" not in done.raw_out, done)
    contains(done.out, r"\\x1b\[31mred")


@test
def lessons_without_measure_are_refused(case):
    cases = {
        "huge": (FRONT + "## S\n\n" + "x" * (1 << 20), "at most 1048576 bytes"),
        "deep": (FRONT + "## S\n\n" + "> " * 3000 + "x\n", "nested more than 8 deep"),
        "steps": (FRONT + "## S\n" * 5000, "more than 100 steps"),
        "programs": (FRONT + "## S\n" + "".join(f"```python p{n}\nprint()\n```\n" for n in range(150)), "more than 100"),
        "emphasis": (FRONT + "## S\n\n" + "*a **b " * 20000 + "\n", None),
        "brackets": (FRONT + "## S\n\n" + "[" * 50000 + "\n", None),
        "claims": (FRONT + "## S\n```python p\nprint()\n```\n```expect\n" + "p.exit == 0\n" * 5000 + "```\n", "more than 200"),
    }
    for name, (content, complaint) in cases.items():
        done = case.run("check", case.file(f"{name}.md", content))
        expect(done.code == (2 if complaint else 0), f"{name}: {done}")
        if complaint:
            expect(complaint in done.err, f"{name}: {done}")


@test
def a_lessons_program_that_never_ends_stops_at_its_limit(case):
    content = FRONT + "## S\n\n```python p\nwhile True:\n    pass\n```\n\n```expect\np.exit == 120\n```\n"
    done = case.run("check", case.file("endless.md", content))
    expect(done.code == 0, done)
