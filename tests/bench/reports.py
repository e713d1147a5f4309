"""usage: reports.py [--build DIR]

Reports of a trace with a million spans: how long each format takes beyond reading the trace, and how much memory
beyond that (wait4's maxrss). Reading is what the smallest report takes, a table with one row."""

import argparse
import pathlib
import subprocess
import tempfile

from bench import run_once

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = """import asyncio

async def work(n):
    for turn in range(500):
        await asyncio.sleep(0.001 * (n * turn % 7 + 1))

async def main():
    await asyncio.gather(*(work(n) for n in range(1000)))

asyncio.run(main())
"""
SECONDS_MAX = {".json": 1.0, ".trace.json": 1.0}
HTML_BYTES_MAX = 5_000_000
FORMATS = (".json", ".trace.json", ".trace.json.gz", ".html", ".svg", ".md", ".vtt", ".har")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    meanwhile = str(parser.parse_args().build.resolve() / "meanwhile")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "large.py").write_text(PROGRAM)
        trace = str(folder / "large.jsonl")
        subprocess.run([meanwhile, "run", "-q", "--trace", trace, folder / "large.py"], check=True)

        def report(*options):
            return run_once([meanwhile, "report", trace, *options], folder)

        spans = report("--table", "spans", "--format", ".csv", "-o", "-").output.count(b"\n") - 1
        reading = report("--table", "runs", "--format", ".csv", "-o", str(folder / "small.csv"))
        print(f"\nreports of {spans:,} spans; reading the trace takes {reading.cpu:.2f} s, "
              f"{reading.peak / 1e6:.0f} MB")
        print("  format            CPU s  limit   MB more   file MB")
        for ending in FORMATS:
            target = folder / f"out{ending}"
            done = report("-o", str(target))
            size = target.stat().st_size
            limit = SECONDS_MAX.get(ending)
            seconds = done.cpu - reading.cpu
            late = limit is not None and seconds > limit or ending == ".html" and size > HTML_BYTES_MAX
            print(f"  {ending:16} {seconds:6.2f} {'' if limit is None else limit:>6} "
                  f"{(done.peak - reading.peak) / 1e6:9.1f} {size / 1e6:9.1f}{'  TOO MUCH' if late else ''}")


if __name__ == "__main__":
    main()
