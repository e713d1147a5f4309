"""The rules by which a Chrome trace opens well in Perfetto, speedscope and Tracy, as a checker of a parsed file.
They are those of the viewers' own importers: what these drop, mangle or count as a failure is broken here."""

import re

PHASES = {"M", "X", "i", "s", "f", "C"}  # asynchronous events (b, e, n) and B/E open badly somewhere
METADATA = {"process_name": "name", "process_sort_index": "sort_index",
            "thread_name": "name", "thread_sort_index": "sort_index"}
STATE = re.compile(r"running|ready|sleeping|idle|LOOP BLOCKED|waiting for [a-z ,']+")


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def event_problems(event):
    """What is wrong with one event by itself."""
    phase = event.get("ph")
    if phase not in PHASES:
        yield f"phase {phase!r}"
        return
    if not isinstance(event.get("name"), str):
        yield "no name"
    if not isinstance(event.get("pid"), int) or event["pid"] < 1:
        yield "pid is no number from 1 on"
    has_thread = phase != "M" or event["name"].startswith("thread")
    if has_thread and (not isinstance(event.get("tid"), int) or event["tid"] < 1):
        yield "tid is no number from 1 on"
    if not isinstance(event.get("args", {}), dict):
        yield "args is no object"
    if phase == "M":
        key = METADATA.get(event["name"])
        if key is None or key not in event.get("args", {}):
            yield "unknown metadata"
    elif not is_number(event.get("ts")) or event["ts"] < 0:
        yield "no time"
    if phase == "X" and (not is_number(event.get("dur")) or event["dur"] <= 0):
        yield "a slice without a duration"
    if phase in "Xi" and not STATE.fullmatch(str(event.get("name"))):
        yield "a name that is no state"
    if phase == "i" and event.get("s") not in ("t", "p", "g"):
        yield "an instant of no scope"
    if phase == "C" and not all(is_number(value) for value in event["args"].values()):
        yield "a counter that is no number"
    if phase in "sf" and (not isinstance(event.get("id"), int) or not event.get("cat")):
        yield "an arrow without id or category"
    if phase == "f" and event.get("bp") != "e":
        yield "an arrow's end that binds to the next slice"


def nanoseconds(microseconds):
    return round(microseconds * 1000)


def track_problems(slices):
    """Slices of one thread lie back to back or apart: none overlaps, none nests."""
    end = 0
    for event in slices:
        start = nanoseconds(event["ts"])
        if start < end:
            yield f"slices overlap at {event['ts']}: {event}"
        end = start + nanoseconds(event["dur"])


def arrow_problems(events, slices_of):
    """Both ends lie within slices, and are one beginning and one end."""
    ends = {}
    for event in events:
        ends.setdefault((event["id"], event["cat"], event["name"]), []).append(event)
    for key, both in ends.items():
        if [event["ph"] for event in both] != ["s", "f"]:
            yield f"arrow {key} has not one beginning and then one end"
            continue
        for event in both:
            if not any(slice["ts"] <= event["ts"] < slice["ts"] + slice["dur"]
                       for slice in slices_of.get(event["tid"], [])):
                yield f"arrow {key} is bound to no slice: {event}"


def broken_rules(trace):
    """A sentence for everything that is wrong; an empty list is a good file."""
    if not isinstance(trace, dict) or not isinstance(trace.get("traceEvents"), list):
        return ["there is no list of events"]
    problems = [] if trace.get("displayTimeUnit") in ("ms", "ns") else ["no unit of display"]
    if not isinstance(trace.get("otherData", {}), dict):
        problems.append("otherData is no object")
    events = trace["traceEvents"]
    for event in events:
        problems += [f"{problem}: {event}" for problem in event_problems(event)]
    if problems:
        return problems
    others = [event for event in events if event["ph"] != "M"]
    for process in {event["pid"] for event in others}:
        times = [event["ts"] for event in others if event["pid"] == process]
        if times != sorted(times):
            problems.append(f"events of process {process} are not in the order of time")
    named = {}
    for event in events:
        if event["ph"] == "M" and event["name"] == "thread_name":
            if event["tid"] in named:
                problems.append(f"two threads have the number {event['tid']}")
            named[event["tid"]] = event["pid"]
    if any(event["ph"] == "M" for event in events[len(events) - len(others):]):
        problems.append("metadata after events")
    slices_of = {}
    for event in others:
        if event["ph"] in "Xi" and named.get(event["tid"]) != event["pid"]:
            problems.append(f"a thread without a name: {event}")
        if event["ph"] == "X":
            slices_of.setdefault(event["tid"], []).append(event)
    for slices in slices_of.values():
        problems += track_problems(slices)
    problems += arrow_problems([event for event in others if event["ph"] in "sf"], slices_of)
    return problems
