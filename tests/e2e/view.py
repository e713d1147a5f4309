"""Saved traces, opened again: our own, and Chrome traces made here or elsewhere. These tests belong to e2e.py, which
loads this file."""

import csv
import gzip
import io
import json

from e2e import expect, test
from formats import varied

ELSEWHERE = [
    {"ph": "M", "name": "process_name", "pid": 7, "args": {"name": "server"}},
    {"ph": "M", "name": "thread_name", "pid": 7, "tid": "w1", "args": {"name": "worker"}},
    {"ph": "B", "name": "outer", "pid": 7, "tid": "w1", "ts": 5000},
    {"ph": "B", "name": "sleeping", "pid": 7, "tid": "w1", "ts": 5100.5, "args": {"line": 12}},
    {"ph": "E", "pid": 7, "tid": "w1", "ts": 5200},
    {"ph": "E", "pid": 7, "tid": "w1", "ts": 5300},
    {"ph": "E", "pid": 7, "tid": "w1", "ts": 5300},
    {"ph": "X", "name": "parse", "pid": 8, "tid": 2, "ts": 5250, "dur": 10},
    {"ph": "X", "name": "waiting for a lock", "pid": 8, "tid": 2, "ts": 5270, "dur": 20},
    {"ph": "X", "name": "across", "pid": 8, "tid": 3, "ts": 5000, "dur": 100},
    {"ph": "X", "name": "idle", "pid": 8, "tid": 3, "ts": 5050, "dur": 100},
    {"ph": "B", "name": "never ended", "pid": 8, "tid": 4, "ts": 5290},
    {"ph": "C", "name": "counter", "pid": 8, "ts": 1, "args": {"value": 1}},
    {"ph": "b", "name": "asynchronous", "pid": 8, "tid": 2, "id": 1, "ts": 1},
]


def spans(case, *operands):
    """(lane, state, from, to) in ns, in the order of lanes and time."""
    done = case.run("report", "--table", "spans", "--format", ".csv", "-o", "-", *operands)
    expect(done.code in (0, 1), str(done))
    rows = [(int(row["lane"]), row["name"], f"{row['state']} {row['reason']}",
             round(float(row["start"]) * 1e9), round(float(row["end"]) * 1e9))
            for row in csv.DictReader(io.StringIO(done.out))]
    rows.sort(key=lambda row: row[0])  # stable
    return [row[1:] for row in rows]


@test
def a_chrome_trace_of_ours_keeps_lanes_and_slices(case):
    case.run("report", varied(case), "-o", "varied.trace.json")
    fresh, read = spans(case, "varied.py"), spans(case, "varied.trace.json")
    expect(len(fresh) == len(read) > 40, f"{len(fresh)} spans, {len(read)} read")
    for was, now in zip(fresh, read):
        # A blocking call's reason is not in the slice's name; a duration may lack a nanosecond.
        same_state = was[1] == now[1] or was[1].startswith("LOOP BLOCKED") and now[1] == "LOOP BLOCKED "
        expect(was[0] == now[0] and same_state and abs(was[2] - now[2]) <= 1 and abs(was[3] - now[3]) <= 1,
               f"{was} was read as {now}")


@test
def a_chrome_trace_from_elsewhere_is_read_as_far_as_it_has_slices(case):
    for name, content in (("object.json", {"traceEvents": ELSEWHERE}), ("list.json", ELSEWHERE)):
        case.file(name, json.dumps(content))
        expect(spans(case, name) == [
            ("server: worker", "running ", 0, 100500), ("server: worker", "sleeping sleep", 100500, 200000),
            ("server: worker", "running ", 200000, 300000),
            ("process 8: thread 3", "running ", 0, 50000), ("process 8: thread 3", "idle ", 50000, 100000),
            ("process 8: thread 2", "running ", 250000, 260000), ("process 8: thread 2", "idle ", 260000, 270000),
            ("process 8: thread 2", "waiting for … lock", 270000, 290000),
            ("process 8: thread 4", "running ", 290000, 300000)], spans(case, name))
    for ending in (".json", ".html", ".svg", ".trace.json", ".md", ".vtt", ".har"):
        expect(case.run("report", "list.json", "-o", f"out{ending}").code == 0, ending)


@test
def packed_traces_are_read_as_what_is_in_them(case):
    case.run("report", varied(case), "-o", "varied.trace.json", "-o", "varied.trace.json.gz")
    expect(spans(case, "varied.trace.json.gz") == spans(case, "varied.trace.json"), "the Chrome trace")
    case.run("run", "-q", "--trace", "varied.jsonl", "varied.py")
    plain = (case.folder / "varied.jsonl").read_bytes()
    (case.folder / "again.jsonl.gz").write_bytes(gzip.compress(plain))
    expect(spans(case, "again.jsonl.gz") == spans(case, "varied.jsonl"), "our own")
    expect(case.run("compare", "varied.trace.json.gz", "again.jsonl.gz").code == 0, "compare")
    done = case.run("shot", "again.jsonl.gz", "-o", "packed.svg")
    expect(done.code == 0 and ">varied.py from again.jsonl.gz<" in (case.folder / "packed.svg").read_text(), str(done))
    packed = (case.folder / "varied.trace.json.gz").read_bytes()
    for content, says in ((packed[:-9], "the gzip file ends too early"), (plain, "this is not gzip"),
                          (gzip.compress(b"[1]"), "event 0: this is not a JSON object")):
        (case.folder / "bad.json.gz").write_bytes(content)
        done = case.run("report", "bad.json.gz")
        expect(done.code == 2 and done.out == "" and done.err.count("meanwhile: ") == 1
               and done.err.startswith("meanwhile: could not read bad.json.gz: ") and says in done.err, str(done))


@test
def the_window_shows_saved_traces_as_they_are(case):
    varied(case)
    case.run("run", "-q", "--trace", "varied.jsonl", "varied.py")
    case.file("elsewhere.json", json.dumps(ELSEWHERE))
    case.file("script.txt", "expect title varied.py from varied.jsonl\n")
    done = case.run("shot", "varied.jsonl", "elsewhere.json", "varied.py", "-o", "three.svg")
    expect(done.code == 0, str(done))
    picture = (case.folder / "three.svg").read_text()
    for text in ("varied.py from varied.jsonl", "elsewhere.json", "server: worker"):
        expect(f">{text}<" in picture, text)
    done = case.run("record", "varied.jsonl", "--fps", "1", "-o", "frames/")
    expect(done.code == 0 and len(list((case.folder / "frames").iterdir())) > 2, str(done))
    for operands in ([], ["varied.py"]):
        done = case.run("view", *operands)
        expect(done.code == 2 and done.err.count("meanwhile: ") == 1, str(done))


@test
def a_broken_chrome_trace_is_refused_with_one_message(case):
    slice = {"ph": "X", "name": "a", "pid": 1, "tid": 1, "ts": 0, "dur": 1}
    many = [{**slice, "tid": number} for number in range(100001)]
    for content, says in (("", "not JSON"), ("{", "not JSON"), ("\x00", "not JSON"), ("{}", "no Chrome trace"),
                          ('{"traceEvents": {}}', "no Chrome trace"), ("[]", "none of its 0 events is a slice"),
                          ("[" * 100000, "not JSON"), ("[1]", "event 0: this is not a JSON object"),
                          ([slice, {"ph": 3}], 'event 1: "ph" must be a letter'),
                          ([{**slice, "ts": "0"}], '"ts" must be a number'),
                          ([{**slice, "ts": -1}], '"ts" is out of range'),
                          ([{**slice, "dur": 1e300}], '"dur" is out of range'),
                          ([{"ph": "X"}], '"ts" is missing'), (many, "more than 100000 threads")):
        case.file("bad.json", content if isinstance(content, str) else json.dumps(content))
        done = case.run("report", "bad.json")
        expect(done.code == 2 and done.out == "" and says in done.err
               and done.err.startswith("meanwhile: could not read bad.json: ")
               and done.err.count("meanwhile: ") == 1, f"{str(content)[:60]}: {done}")
    done = case.run("shot", "bad.json", "-o", "bad.svg")
    expect(done.code == 2 and "more than 100000 threads" in (case.folder / "bad.svg").read_text(), str(done))
