"""usage: window.py [--build DIR] [NAME...]

The window itself, under a virtual X server (Xvfb) and driven by xdotool: keys, mouse, resizing, sliders, a
file that is saved underneath; and the same app without a display: shot, record, scripts, bad input. A test is
a function whose name is a sentence. While a window is open, a script prints its state several times a
second, and the test waits until that is as it should be. Closes with `N passed, N failed`."""

import argparse
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import xml.dom.minidom

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SECONDS_MAX = 60
SIZE = "1280x720"
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Display:
    """A virtual X server of our own."""

    def __init__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as numbers:
            self.name = ":" + numbers.readline().strip()

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Window:
    """A window that is open, and its state as it is printed again and again."""

    def __init__(self, case, *arguments):
        script = case.folder / "watch.txt"
        script.write_text("print\nwait 40ms\n" * 1500)
        self.env = {**case.env, "DISPLAY": case.display.name}
        self.process = subprocess.Popen(
            [case.meanwhile, "play", "--size", SIZE, "--script", script, *arguments],
            cwd=case.folder, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.state, self.reports, self.changed = {}, 0, threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        self.wait_for("end", lambda value: value is not None)
        self.id = self.xdotool("search", "--onlyvisible", "--pid", str(self.process.pid)).split()[0]
        self.xdotool("mousemove", "--window", self.id, "5", "5")

    def read(self):
        state = {}
        for line in self.process.stdout:
            name, _, value = line.rstrip("\n").partition(" ")
            state[name] = value
            if name == "reduced-motion":  # the last one
                with self.changed:
                    self.state, state = state, {}
                    self.reports += 1
                    self.changed.notify_all()

    def xdotool(self, *arguments):
        done = subprocess.run(["xdotool", *arguments], env=self.env, capture_output=True, text=True,
                              timeout=SECONDS_MAX)
        expect(done.returncode == 0, f"xdotool {arguments}: {done.stderr}")
        return done.stdout

    def wait_for(self, name, wanted):
        """Waits until a state has a value, or one that a function accepts."""
        accepts = wanted if callable(wanted) else lambda value: value == wanted
        deadline = time.monotonic() + SECONDS_MAX / 2
        with self.changed:
            while not accepts(self.state.get(name)):
                left = deadline - time.monotonic()
                expect(self.process.poll() is None, "the window has closed: "
                       + (self.process.stderr.read() if self.process.poll() is not None else ""))
                expect(left > 0, f"{name} is {self.state.get(name)!r}, not {wanted!r}")
                self.changed.wait(min(left, 0.5))
            return self.state[name]

    def settle(self):
        """Waits until what the state says has been drawn: a click means what stands in the picture."""
        with self.changed:
            wanted = self.reports + 3
            expect(self.changed.wait_for(lambda: self.reports >= wanted, SECONDS_MAX / 2), "no frames")

    def keys(self, *keys):
        for key in keys:
            self.xdotool("key", "--clearmodifiers", key)

    def point(self, x, y, *more):
        self.xdotool("mousemove", "--window", self.id, str(x), str(y), *more)

    def drag(self, x0, y0, x1, y1):
        self.point(x0, y0, "mousedown", "1")
        for i in range(1, 5):
            self.point(x0 + (x1 - x0) * i // 4, y0 + (y1 - y0) * i // 4)
        self.xdotool("mouseup", "1")

    def close(self):
        """Quits by the keyboard; the exit code, and what was written to stderr."""
        self.keys("Escape", "Escape", "ctrl+q")
        self.wait_for("overlay", "question")
        self.keys("Return")
        code = self.process.wait(timeout=SECONDS_MAX)
        return code, self.process.stderr.read()


class Case:
    def __init__(self, build, folder, display):
        self.meanwhile, self.folder, self.display = str(build / "meanwhile"), folder, display
        self.env = {name: value for name, value in os.environ.items()
                    if name not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "NO_COLOR")}
        # What is never freed in the libraries beneath SDL is not ours to free.
        known = ROOT / "tests/e2e/libraries_that_leak.txt"
        self.env["LSAN_OPTIONS"] = f"suppressions={known}:print_suppressions=0"
        self.env["XDG_DATA_HOME"] = str(folder / "data")
        self.windows = []

    def file(self, name, content):
        (self.folder / name).write_text(content)
        return name

    def open(self, *arguments):
        window = Window(self, *arguments)
        self.windows.append(window)
        return window

    def run(self, *arguments, env=None, **others):
        return subprocess.run([self.meanwhile, *arguments], cwd=self.folder, capture_output=True,
                              env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                              timeout=SECONDS_MAX, **others)

    def demo(self):
        return [str(ROOT / "assets/demo" / name) for name in ("sequential.py", "gathered.py")]

    def release(self):
        for window in self.windows:
            if window.process.poll() is None:
                window.process.kill()
            window.process.wait()


def png_size(path):
    data = path.read_bytes()
    expect(data[:8] == b"\x89PNG\r\n\x1a\n", f"{path.name} is no PNG")
    return struct.unpack(">II", data[16:24])


SLEEPS = "import time\ntime.sleep({})\n"


# ---- the window ----

@test
def keys_play_step_ask_and_quit(case):
    window = case.open(*case.demo())
    window.wait_for("runs", "sequential.py 11.550 s, gathered.py 1.377 s")
    window.keys("Right", "Right")
    window.wait_for("event", "sequential.py: main thread, request")
    window.keys("space")
    window.wait_for("playing", "yes")
    window.keys("question")
    window.wait_for("overlay", "help")
    window.wait_for("playing", "no")
    window.keys("F1")
    window.wait_for("overlay", "none")
    window.keys("Up", "Return")
    window.wait_for("selected", "gathered.py: Task-11 fetch")
    window.wait_for("details", "yes")
    window.keys("slash")
    window.wait_for("overlay", "palette")
    window.xdotool("type", "m 2")
    window.wait_for("filter", "m 2")
    window.wait_for("bookmarks", "none")
    window.keys("Escape", "plus")
    window.wait_for("to", lambda value: value != "11.910553347 s")
    window.keys("0", "t", "3")
    window.wait_for("theme", "dark")
    window.wait_for("layout", "timelines")
    window.keys("Escape", "Escape")
    expect(window.close() == (0, ""), "a clean end")


@test
def options_say_what_the_window_shows_at_first(case):
    window = case.open("--select", "Task-5", "--layout", "code", "--critical-path", "--theme", "dark",
                       "--scale", "125", "--present", "--latency", "3s", *case.demo())
    for name, value in [("selected", "gathered.py: Task-5 fetch"), ("details", "yes"),
                        ("layout", "code"), ("path", "yes"), ("theme", "dark"), ("scale", "125"),
                        ("present", "yes"), ("runs", "sequential.py 30.000 s, gathered.py 3.000 s")]:
        window.wait_for(name, value)


@test
def theme_and_scale_are_remembered(case):
    case.file("a.py", "print(1)\n")
    window = case.open("a.py", "--theme", "dark")
    window.keys("ctrl+plus")
    window.close()
    again = case.open("a.py")
    again.wait_for("theme", "dark")
    again.wait_for("scale", "110")
    again.close()
    (case.folder / "data/meanwhile/settings.json").write_text('{"theme": 7, "scale": "lots"')
    first = case.open("a.py")
    first.wait_for("theme", "light")
    first.wait_for("scale", "100")
    first.close()


@test
def the_mouse_selects_measures_zooms_and_scrubs(case):
    window = case.open(*case.demo())
    window.keys("3")
    window.wait_for("layout", "timelines")
    window.settle()
    window.drag(700, 420, 900, 420)
    window.wait_for("range", lambda value: " to " in value)
    window.point(800, 420, "click", "4")
    window.wait_for("to", lambda value: value != "11.910553347 s")
    window.keys("0")
    window.settle()
    window.point(300, 420, "click", "1")
    window.wait_for("selected", lambda value: value != "nothing")
    window.wait_for("range", "none")


@test
def a_window_is_resized(case):
    window = case.open(*case.demo())
    window.wait_for("size", "1280x720")
    window.xdotool("windowsize", window.id, "1000", "600")
    window.wait_for("size", "1000x600")
    window.keys("F11")
    window.wait_for("full-screen", "yes")
    window.wait_for("size", "1920x1080")
    window.keys("F11")
    window.wait_for("full-screen", "no")  # there is no window manager to give the size back


@test
def a_slider_is_moved_by_keys_and_by_mouse(case):
    window = case.open(*case.demo())
    window.keys("Tab", "Right")
    window.wait_for("runs", "sequential.py 10.500 s, gathered.py 1.050 s")
    window.keys("BackSpace", "Escape")
    window.wait_for("runs", "sequential.py 11.550 s, gathered.py 1.377 s")
    window.settle()
    window.drag(270, 102, 350, 102)
    window.wait_for("sliders", lambda value: "≈" not in value)
    window.wait_for("runs", lambda value: value != "sequential.py 11.550 s, gathered.py 1.377 s")


@test
def r_measures_what_is_shown_and_the_ledger_says_why_it_differs(case):
    case.file("a.py", "# meanwhile: host * latency 5ms\nimport asyncio\nasync def main():\n"
                      "    await asyncio.sleep(0.005)\nasyncio.run(main())\n")
    window = case.open("a.py")
    window.keys("r")
    window.wait_for("measured", "under way")
    window.wait_for("measured", "yes")
    window.wait_for("details", "yes")
    window.keys("q")  # the ledger is the details of nothing selected
    window.wait_for("details", "no")
    window.keys("Escape")
    window.wait_for("measured", "no")
    window.keys("r")
    window.wait_for("measured", "under way")
    window.keys("Escape")
    window.wait_for("measured", "no")
    window.close()


@test
def an_editor_that_fails_is_told_of_in_the_window(case):
    lesson = case.file("01-faster.md", """---
title: Faster
level: beginner
minutes: 5
concepts: one
---

## S

```python slow
import time
time.sleep(2)
```

```python fast
import time
time.sleep(1)
```

```goal
task: Make it faster.
start: slow
check: makespan <= 1s
solution: fast
```
""")
    case.env["MEANWHILE_EDITOR"] = "no-such-editor -w 2>/dev/null"
    window = case.open(lesson)
    window.wait_for("held", "goal")
    window.keys("e")
    window.wait_for("message", "Could not open it: there is no command 'no-such-editor -w 2>/dev/null' (MEANWHILE_EDITOR).")
    window.close()


@test
def a_file_that_is_saved_runs_at_once_and_its_errors_are_told(case):
    name = case.file("program.py", SLEEPS.format(1))
    window = case.open(name)
    window.wait_for("runs", "program.py 1.000 s")
    case.file("program.py", SLEEPS.format(2))
    window.wait_for("runs", "program.py 2.000 s")
    # As many editors do it: a new file, renamed over the old one.
    case.file("new.py", SLEEPS.format(3))
    os.rename(case.folder / "new.py", case.folder / "program.py")
    window.wait_for("runs", "program.py 3.000 s")
    case.file("program.py", "import time\ntime.sleep(\n")
    window.wait_for("error", lambda value: value.startswith("program.py:2:"))
    window.wait_for("runs", "program.py 3.000 s")
    case.file("program.py", SLEEPS.format(4))
    window.wait_for("runs", "program.py 4.000 s")
    window.wait_for("error", "none")


@test
def a_picture_is_saved_by_a_key(case):
    window = case.open(*case.demo())
    window.keys("ctrl+s")
    window.wait_for("message", "Saved as meanwhile-1.png")
    window.keys("F12")
    window.wait_for("message", "Saved as meanwhile-2.png")
    expect(png_size(case.folder / "meanwhile-2.png") == (1280, 720), "the window's size")


@test
def programs_of_the_folder_are_offered(case):
    case.file("mine.py", '"""Says hello."""\n' + SLEEPS.format(1))
    window = case.open()
    window.wait_for("overlay", "opening")
    window.xdotool("type", "hello")
    window.wait_for("row", "mine.py")
    window.keys("Return")
    window.wait_for("runs", "mine.py 1.000 s")


@test
def a_window_that_computes_for_ever_answers_and_closes(case):
    name = case.file("endless.py", "while True:\n    pass\n")
    script = case.file("tour.txt", "quit\n")
    start = time.monotonic()
    process = subprocess.Popen(
        [case.meanwhile, "play", "--limit-instructions", "900G", name], cwd=case.folder,
        env={**case.env, "DISPLAY": case.display.name}, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)  # what a session's end sends
    expect(process.wait(timeout=SECONDS_MAX) == 0, "a clean end")
    done = case.run("play", "--limit-instructions", "900G", "--script", script, name,
                    env={"DISPLAY": case.display.name})
    expect(done.returncode == 0, f"a clean end: {done}")
    expect(time.monotonic() - start < SECONDS_MAX, "in time")


@test
def a_display_that_goes_away_is_told(case):
    display = Display()
    process = subprocess.Popen([case.meanwhile, "play", *case.demo()], cwd=case.folder,
                               env={**case.env, "DISPLAY": display.name}, stderr=subprocess.PIPE,
                               text=True)
    time.sleep(1.5)
    expect(process.poll() is None, "it stays open")
    display.stop()
    code = process.wait(timeout=SECONDS_MAX)
    message = process.stderr.read()
    expect(code == 122 and message == "meanwhile: the display has gone away\n", f"{code}: {message}")


# ---- without a display ----

@test
def without_a_display_it_says_so(case):
    for arguments in ([], ["play", "x.py"]):
        done = case.run(*arguments)
        expect(done.returncode == 122, done)
        expect(done.stderr.count(b"\n") == 1 and b"'shot'" in done.stderr, done)
    done = case.run("play", env={"DISPLAY": ":9999"})
    expect(done.returncode == 122 and b"there is no display" in done.stderr, done)


@test
def shots_are_the_same_each_time(case):
    arguments = ["--at", "1s", "--size", "1280x720", *case.demo()]
    for name in ("a.png", "b.png"):
        done = case.run("shot", *arguments, "-o", name)
        expect(done.returncode == 0 and done.stderr == b"", done)
    expect(png_size(case.folder / "a.png") == (1280, 720), "the size")
    expect((case.folder / "a.png").read_bytes() == (case.folder / "b.png").read_bytes(), "the bytes")
    done = case.run("shot", "--theme", "dark", *arguments, "-o", "-")
    expect(done.stdout[:4] == b"\x89PNG" and
           done.stdout != (case.folder / "a.png").read_bytes(), "standard output, and the theme")
    done = case.run("shot", *arguments, "-o", "a.svg")
    expect(done.returncode == 0, done)
    drawing = xml.dom.minidom.parse(str(case.folder / "a.svg")).documentElement
    expect(drawing.tagName == "svg" and "gathered.py" in drawing.toxml(), "an SVG")
    done = case.run("shot", "--select", "Task-3 fetch", "--layout", "code", "--scale", "150",
                    "--critical-path", "--present", *arguments, "-o", "c.png")
    expect(done.returncode == 0, done)


@test
def a_script_takes_pictures_and_is_checked(case):
    script = case.file("tour.txt", "key Space\nwait 1s\nexpect time 1.000 s\nshot one.png\n"
                                   "resize 960x540\nshot two.png\n")
    done = case.run("shot", "--script", script, *case.demo())
    expect(done.returncode == 0 and done.stderr == b"", done)
    expect(png_size(case.folder / "one.png") == (1280, 720), "the first size")
    expect(png_size(case.folder / "two.png") == (960, 540), "the second size")
    done = case.run("play", "--size", SIZE, "--script",
                    case.file("quit.txt", "shot three.png\nexpect size 1280x720\nquit\n"),
                    *case.demo(), env={"DISPLAY": case.display.name})
    expect(done.returncode == 0 and done.stderr == b"", done)
    expect(png_size(case.folder / "three.png") == (1280, 720), "the window's picture")


@test
def a_comparison_is_understood_with_the_keyboard_alone(case):
    """Play, step back to where the third task was woken, ask why it was idle, change the latency and see
    the result, take a picture."""
    script = case.file("lesson.txt", """
key Space
wait 3s
expect time 3.000 s
key /
type Task-3
key Enter
expect selected gathered.py: Task-3 fetch
key [ [ [
expect event gathered.py: Task-3 fetch, wake
key Enter
expect details yes
expect span waiting for reply from 0.000 s to 1.121420183 s
key Tab Right Right Right
expect sliders latency api.example.com = 1.150 s
expect runs sequential.py 11.500 s, gathered.py 1.150 s
key Esc End
shot taken.png
""")
    done = case.run("shot", "--script", script, *case.demo())
    expect(done.returncode == 0 and done.stderr == b"", done)
    png_size(case.folder / "taken.png")


@test
def a_script_that_is_wrong_is_refused(case):
    wrong = case.file("wrong.txt", "key Space\nkey Spcae\n")
    for command in ("shot", "play"):
        done = case.run(command, "--script", wrong, *case.demo())
        expect(done.returncode == 2, done)
        expect(done.stderr.startswith(b"meanwhile: wrong.txt:2:5: there is no key 'Spcae'\n"), done)
    unmet = case.file("unmet.txt", "expect layout code\n")
    done = case.run("shot", "--script", unmet, *case.demo())
    expect(done.returncode == 2 and
           done.stderr.startswith(b"meanwhile: unmet.txt:1: layout should be 'code', but is 'all'\n"),
           done)
    done = case.run("shot", "--script", "no-such-file", *case.demo())
    expect(done.returncode == 2 and b"could not read no-such-file" in done.stderr, done)


@test
def bad_input_gets_one_message(case):
    good = case.demo()[1]
    rows = [
        (["shot", good], 2, b"shot needs a file to write to: -o FILE.png"),
        (["shot", "-o", "x.png"], 2, b"shot needs a program"),
        (["shot", "-o", "x.png", *[good] * 17], 2, b"shot shows 16 programs at most, not 17"),
        (["shot", "--theme", "pink", "-o", "x.png", good], 2, b"there is no theme 'pink'"),
        (["shot", "--size", "1x1", "-o", "x.png", good], 2, b"--size: '1x1' is not a size"),
        (["shot", "--scale", "10", "-o", "x.png", good], 2,
         b"--scale: '10' is not a whole number from 75 to 300"),
        (["shot", "--select", "nobody", "-o", "x.png", good], 2,
         b"--select: there is no task 'nobody'"),
        (["shot", "-o", "no/such/folder/x.png", good], 2, b"could not write no/such/folder/x.png"),
        (["record", good], 2, b"record needs a file to write to"),
        (["record", "--fps", "0", "-o", "x.gif", good], 2, b"--fps: '0' is not a whole number"),
        (["record", "--speed", "0", "-o", "x.gif", good], 2, b"--speed: '0' is not a factor"),
        (["record", "--from", "2s", "-o", "frames/", good], 2,
         b"the film would end before it begins"),
        (["record", "--speed", "1/100000000", "-o", "frames/", good], 2,
         b"the film would have more than"),
    ]
    for arguments, code, message in rows:
        done = case.run(*arguments)
        expect(done.returncode == code and done.stderr.startswith(b"meanwhile: " + message),
               f"{arguments}: {done}")
    expect(not (case.folder / "x.png").exists(), "nothing is left")


@test
def a_picture_shows_what_is_wrong_with_a_program(case):
    done = case.run("shot", "-o", "x.png", case.file("bad.py", "x = (\n"))
    expect(done.returncode == 2, done)
    png_size(case.folder / "x.png")
    done = case.run("shot", "-o", "y.png", case.file("raises.py", "raise ValueError\n"))
    expect(done.returncode == 1, done)


@test
def a_film_is_numbered_pictures_where_that_is_wanted(case):
    done = case.run("record", "--size", "320x180", "--fps", "5", "--speed", "2", "--to", "1s", "-o",
                    "frames/", case.demo()[1])
    expect(done.returncode == 0, done)
    names = sorted(path.name for path in (case.folder / "frames").iterdir())
    expect(names == ["00001.png", "00002.png", "00003.png", "00004.png"], names)
    expect(png_size(case.folder / "frames/00001.png") == (320, 180), "the size")


@test
def the_window_stays_out_of_run_and_compare(case):
    maps = subprocess.run(["ldd", case.meanwhile], capture_output=True, text=True).stdout
    expect(not re.search(r"SDL|fontconfig|X11", maps), maps)


def main(tests, doc):
    parser = argparse.ArgumentParser(description=doc,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    passed = failed = 0
    display = Display()
    try:
        for function in tests:
            if arguments.names and not any(name in function.__name__ for name in arguments.names):
                continue
            with tempfile.TemporaryDirectory() as folder:
                case = Case(arguments.build.resolve(), pathlib.Path(folder), display)
                try:
                    function(case)
                    passed += 1
                except Exception:
                    failed += 1
                    print(f"FAILED {function.__name__}\n{traceback.format_exc()}", flush=True)
                finally:
                    case.release()
    finally:
        display.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(TESTS, __doc__))
