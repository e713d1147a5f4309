"""usage: speedscope.py [--build DIR]

Our Chrome traces as speedscope reads them: the program itself, as npm's registry has it, in a headless Chromium.
It opens a trace of two runs, must show every lane as a profile of its own, and count the time in each state as our
own JSON report does. No part of `make test`, since it needs npm and its registry: where these are not there it says
so and exits with 0. The package is kept in DIR for the next time. Closes with `N passed, N failed`."""

import argparse
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/e2e"))

from chromium import EXECUTABLE, Chromium  # noqa: E402

PACKAGE = "speedscope@1.25.0"
LOAD_SECONDS_MAX = 30
TITLE = "(document.body.innerText.match(/[^\\n]*\\(\\d+\\/\\d+\\)/) || [''])[0]"
ROW = re.compile(r"[\d.]+[nµm]?s \([^)]*%\)\s+([\d.]+)([nµm]?s) \([^)]*%\)\s+(\S.*)")
IGNORED = re.compile(r"WebGL|GL Driver")  # what Chromium says of machines without a graphics card
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}


def skip(reason):
    print(f"speedscope: NOT CHECKED, since {reason}\n0 passed, 0 failed")
    sys.exit(0)


def speedscope(build):
    """The folder of its page; fetched once."""
    page = build / "speedscope/package/dist/release"
    if not (page / "index.html").exists():
        if shutil.which("npm") is None:
            skip("there is no npm (Debian's packages nodejs and npm)")
        folder = build / "speedscope"
        folder.mkdir(parents=True, exist_ok=True)
        fetched = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True,
                                 text=True)
        if fetched.returncode != 0:
            skip(f"npm could not fetch {PACKAGE}: {fetched.stderr.strip()[:300]}")
        with tarfile.open(folder / fetched.stdout.split()[-1]) as archive:
            archive.extractall(folder)
    return page


def show(browser, page, trace, script):
    """Opens a trace as speedscope's own command does."""
    content = base64.b64encode(trace.read_bytes()).decode()
    script.write_text(f"speedscope.loadFileFromBase64('run.json', '{content}')")
    browser.open(f"{page}/index.html#localProfilePath={script}")
    until = time.monotonic() + LOAD_SECONDS_MAX
    while browser.evaluate(TITLE) == "" and time.monotonic() < until:
        time.sleep(0.1)
    return browser.evaluate(TITLE)


def sandwich(browser):
    """The table of all names in the profile that is shown: seconds of each state."""
    browser.press("3")
    seconds = {}
    for total, unit, name in ROW.findall(browser.evaluate("document.body.innerText")):
        state = name.split(" {")[0]  # the arguments follow
        seconds[state] = seconds.get(state, 0) + float(total) * UNITS[unit]
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    build = parser.parse_args().build.resolve()
    if not pathlib.Path(EXECUTABLE).exists():
        skip("there is no Chromium (Debian's package chromium)")
    page = speedscope(build)
    trace, figures, script = (build / "speedscope" / name for name in ("run.trace.json", "run.json", "run.js"))
    subprocess.run([build / "meanwhile", "report", ROOT / "assets/demo/sequential.py",
                    ROOT / "assets/demo/gathered.py", "-o", trace, "-o", figures], check=True)
    lanes = [lane for run in json.loads(figures.read_text())["runs"] for lane in run["lanes"]]
    problems, checked = [], 0
    with Chromium() as browser:
        title = show(browser, page, trace, script)
        count = re.search(r"\(\d+/(\d+)\)", title)
        if count is None or int(count[1]) != len(lanes):
            problems.append(f"{len(lanes)} lanes, but speedscope's title says {title!r}")
        shown = []
        for _ in lanes:
            shown.append((browser.evaluate(TITLE), sandwich(browser)))
            browser.press("n")
        for lane in lanes:
            named = [states for title, states in shown if lane["name"] in title]
            checked += 1
            wanted = {state: seconds for state, seconds in lane["states"].items() if state != "waiting for …"}
            if not any(all(abs(states.get(state, 0) - seconds) <= 0.006 * seconds + 1e-6
                           for state, seconds in wanted.items()) for states in named):
                problems.append(f"{lane['name']}: {lane['states']} is shown as {named}")
        problems += [text for text in browser.complaints if not IGNORED.search(text)]
    for problem in problems:
        print(f"FAILED speedscope: {problem}")
    print(f"{max(0, checked + 1 - len(problems))} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
