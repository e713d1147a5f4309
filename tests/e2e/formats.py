"""What report writes, read by others: JSON by its schema, CSV, XML and HTML by Python's own readers, and Chrome
traces by the rules of the viewers. These tests belong to e2e.py, which loads this file."""

import csv
import errno
import io
import json
import os
import re
import resource
import shlex
import subprocess
import xml.etree.ElementTree

import jsonschema

from chromium import Chromium
from chrome_rules import broken_rules
from e2e import ROOT, SECONDS_MAX, expect, test

ENDINGS = [".json", ".csv", ".md", ".html", ".svg", ".har", ".vtt", ".txt", ".trace.json", ".trace.json.gz"]
SCHEMA = json.loads((ROOT / "assets/report.schema.json").read_text())
# Quotes, a table's bar, a line's end, a terminal's escape, text from right to left, marks of HTML and captions.
HOSTILE = "a\"b'|`\n\x1b[31m\x07\u202e\u05d0\u05d1<b>&amp;]]> --> \\.py"
# Tasks that sleep, ask, fail, are cancelled and wait for each other; a thread; and a blocking call.
VARIED = """# meanwhile: machine step 1ms
import asyncio, threading, time
import httpx

async def fetch(client, n):
    return (await client.get(f"https://api.example.com/{n}")).status_code

async def fail():
    await asyncio.sleep(0.05)
    raise ValueError("no")

async def main():
    lock = asyncio.Lock()
    async with httpx.AsyncClient() as client:
        await lock.acquire()
        waits = asyncio.create_task(lock.acquire(), name=NAME)
        thread = threading.Thread(target=time.sleep, args=(0.2,), name=NAME)
        thread.start()
        fails = asyncio.create_task(fail())
        forever = asyncio.create_task(asyncio.sleep(1000))
        print(await asyncio.gather(*(fetch(client, n) for n in range(5))), NAME)
        time.sleep(0.2)
        lock.release()
        await waits
        forever.cancel()
        thread.join()
        await asyncio.gather(fails, forever, return_exceptions=True)

asyncio.run(main())
"""


def varied(case, name="varied.py", inner="inner"):
    case.file(name, VARIED.replace("NAME", ascii(inner)))
    return name


def report(case, ending, *operands):
    done = case.run("report", *operands, "-o", f"out{ending}")
    expect(done.code in (0, 1) and done.out == "", str(done))
    return (case.folder / f"out{ending}").read_bytes()


@test
def json_reports_keep_to_their_schema(case):
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    case.file("refused.py", "import nowhere\n")
    case.file("raises.py", "raise ValueError(1)\n")
    for operands in ([varied(case)], [varied(case), "raises.py"], ["raises.py"],
                     ["--har", str(ROOT / "assets/demo/page.har")], [str(ROOT / "assets/demo/arrivals.py")]):
        jsonschema.validate(json.loads(report(case, ".json", *operands)), SCHEMA)
    done = case.run("report", "refused.py", varied(case), "-o", "out.json")
    expect(done.code == 2, str(done))
    refused = json.loads((case.folder / "out.json").read_bytes())
    jsonschema.validate(refused, SCHEMA)
    refused["runs"][1]["figures"]["makespan"] = "long"
    expect(not jsonschema.Draft7Validator(SCHEMA).is_valid(refused), "the schema takes anything")


def is_clean(text, allowed="\n"):
    """No control character that a terminal or a reader would act on."""
    return not re.search("[\x00-\x1f\x7f-\x9f]", text.translate({ord(c): None for c in allowed}))


@test
def hostile_names_are_text_in_every_format(case):
    name = varied(case, HOSTILE, HOSTILE)
    texts = {ending: report(case, ending, name) for ending in ENDINGS}
    loaded = json.loads(texts[".json"])
    jsonschema.validate(loaded, SCHEMA)
    expect(loaded["runs"][0]["name"] == HOSTILE, loaded["runs"][0]["name"])
    expect(any(lane["name"] == HOSTILE for lane in loaded["runs"][0]["lanes"]), "the task's name")
    # The shell that a reader pastes the command into sees the name as it is.
    words = subprocess.run(["bash", "-c", f"printf '%s' {loaded['command']}"], capture_output=True).stdout
    expect(words.decode() == f"meanwhilereport{HOSTILE}" and is_clean(loaded["command"], ""), words)
    for ending in (".har", ".trace.json"):
        json.loads(texts[ending])
    for table in ("runs", "lanes", "requests", "spans"):
        done = case.run("report", "--table", table, "--format", ".csv", "-o", "-", name)
        rows = list(csv.reader(io.StringIO(done.out, newline=""), strict=True))
        expect(len(rows) > 1 and len({len(row) for row in rows}) == 1, f"{table}: {done.out[:500]}")
    picture = xml.etree.ElementTree.fromstring(texts[".svg"])
    expect(picture.tag == "{http://www.w3.org/2000/svg}svg", picture.tag)
    columns = {len(re.findall(r"(?<!\\)\|", line))
               for line in texts[".md"].decode().split("\n") if line.startswith("|")}
    expect(len(columns) == 1, texts[".md"].decode()[:600])
    for ending in (".md", ".svg", ".html", ".txt", ".vtt"):
        text = texts[ending].decode()
        expect(is_clean(text), f"{ending}: {[c for c in text if not is_clean(c)][:5]}")
    for cue in texts[".vtt"].decode().strip().split("\n\n")[1:]:
        expect(cue.count("-->") <= 1 and "<b>" not in cue, cue)
    done = case.run("report", name)
    expect(is_clean(done.out), repr(done.out[:500]))
    with Chromium() as browser:
        browser.open(case.folder / "out.html")
        expect(browser.complaints == [], str(browser.complaints))
        expect(browser.evaluate("document.querySelector('b') === null || "
                                "document.querySelector('b').textContent !== '&]]>'"), "a name is markup")


def limited(case, bytes_max, *arguments):
    """A run that may write no file larger than that: what a full disk is like."""
    done = subprocess.run([case.meanwhile, *arguments], cwd=case.folder, env=case.env, capture_output=True,
                          timeout=SECONDS_MAX, preexec_fn=lambda: resource.setrlimit(
                              resource.RLIMIT_FSIZE, (bytes_max, bytes_max)))
    return done.returncode, done.stderr.decode()


@test
def a_report_that_finds_no_room_leaves_nothing_half_written(case):
    varied(case)
    trace = case.run("run", "-q", "--trace", "varied.jsonl", "varied.py")
    expect(trace.code == 0, str(trace))
    for ending in ENDINGS:
        old = case.folder / f"old{ending}"
        old.write_text("precious")
        code, err = limited(case, 100, "report", "varied.jsonl", "-o", old.name, "-o", f"new{ending}")
        expect(code == 2 and os.strerror(errno.EFBIG) in err and err.count("\n") == 1, f"{ending}: {code} {err}")
        expect(old.read_text() == "precious", f"{ending}: the old report is gone")
        for target in ("/dev/full", f"/proc/x{ending}", "."):
            done = case.run("report", "varied.jsonl", "--format", ending, "-o", target)
            expect(done.code == 2 and done.err.count("\n") == 1
                   and done.err.startswith("meanwhile: could not write"), f"{ending} {target}: {done}")
        old.unlink()
    left = sorted(path.name for path in case.folder.iterdir())
    expect(left == ["varied.jsonl", "varied.py"], left)


@test
def a_picture_is_drawn_by_the_window(case):
    varied(case)
    done = case.run("report", "--latency", "50ms", "varied.py", "-o", "x.png", "-o", "x.md")
    expect(done.code == 0 and done.out == done.err == "", str(done))
    expect((case.folder / "x.png").read_bytes()[1:4] == b"PNG" and (case.folder / "x.md").exists(), "no picture")
    case.file("raises.py", "raise ValueError(1)\n")
    done = case.run("report", "raises.py", "-o", "y.png")
    expect(done.code == 1 and (case.folder / "y.png").exists(), str(done))
    for arguments in (["-o", "nowhere/x.png"], ["-o", "/proc/x.png"], ["--engine", "cpython-sim", "-o", "z.png"],
                      ["--select", "x", "-o", "z.png"], ["--format", ".png", "-o", "z.what"]):
        done = case.run("report", "varied.py", *arguments)
        expect(done.code == 2 and done.err.count("meanwhile: ") == 1, f"{arguments}: {done}")
    code, err = limited(case, 100, "report", "varied.py", "-o", "z.png")
    expect(code == 2 and err.count("\n") == 1, err)
    expect(sorted(path.name for path in case.folder.iterdir())
           == ["raises.py", "varied.py", "x.md", "x.png", "y.png"], "something was left behind")


@test
def the_readmes_workflow_fails_for_a_slower_program(case):
    readme = (ROOT / "README.md").read_text()
    workflow = re.search(r"^```yaml\n(.*?)^```", readme, re.S | re.M)[1]
    gate = shlex.split(re.search(r"- run: meanwhile (report .*--against.*)", workflow)[1])
    case.file("fetch.py", "import time\nTIME = 1\ntime.sleep(TIME)\n")
    expect(case.run("report", "fetch.py", "-o", "baseline.json").code == 0, "no baseline")
    expect(case.run(*gate).code == 0 and (case.folder / "report.html").exists(), "the gate is shut")
    case.file("fetch.py", "import time\nTIME = 2\ntime.sleep(TIME)\n")
    done = case.run(*gate)
    expect(done.code == 1 and "was 1.000 s" in done.err and (case.folder / "report.md").exists(), str(done))


@test
def chrome_traces_keep_the_viewers_rules(case):
    varied(case)
    case.file("blocks.py", "import time\nfor n in range(3):\n    time.sleep(0.1 * n)\n")
    trace = json.loads(report(case, ".trace.json", "varied.py", "blocks.py"))
    expect(broken_rules(trace) == [], "\n".join(broken_rules(trace)[:20]))
    names = {event["name"] for event in trace["traceEvents"] if event["ph"] in "Xi"}
    expect({"running", "waiting for reply", "sleeping", "LOOP BLOCKED", "waiting for a lock"} <= names, names)
    arrows = [event for event in trace["traceEvents"] if event["ph"] in "sf"]
    expect(len(arrows) >= 4, arrows)


@test
def the_checker_of_chrome_traces_finds_what_is_wrong(case):
    trace = json.loads(report(case, ".trace.json", varied(case)))

    def breaks(what, change):
        copy = json.loads(json.dumps(trace))
        change(copy["traceEvents"])
        expect(broken_rules(copy) != [], f"not found: {what}")

    def slices(events):
        return [event for event in events if event["ph"] == "X"]

    breaks("a slice without a duration", lambda events: slices(events)[0].pop("dur"))
    breaks("overlap", lambda events: slices(events)[0].update(dur=slices(events)[0]["dur"] + 1e9))
    breaks("order", lambda events: events.append(events.pop(len(events) // 2)))
    breaks("a thread without a name", lambda events: events.remove(
        next(event for event in events if event["name"] == "thread_name")))
    breaks("an async event", lambda events: events.append({**slices(events)[-1], "ph": "b", "id": 1}))
    breaks("an instant of no scope", lambda events: events.append({**slices(events)[-1], "ph": "i", "s": "x"}))
    breaks("an arrow's end without a beginning", lambda events: events.remove(
        next(event for event in events if event["ph"] == "s")))
    breaks("arguments that are no object", lambda events: slices(events)[0].update(args=[]))
    breaks("a counter of text", lambda events: next(
        event for event in events if event["ph"] == "C").update(args={"ready_queue": "2"}))
