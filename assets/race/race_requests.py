"""The race's calls by threads that block: a pool of as many as may be under way at once."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests

CALLS = 100
CONCURRENCY = 20
URL = "http://race.example/"


def call(session, number):
    return session.get(f"{URL}{number}").status_code == 200


with requests.Session() as session, ThreadPoolExecutor(CONCURRENCY) as pool:
    began, computed = time.perf_counter(), time.process_time()
    done = list(pool.map(lambda number: call(session, number), range(CALLS)))
    seconds, computed = time.perf_counter() - began, time.process_time() - computed
print(json.dumps({"seconds": seconds, "cpu_seconds": computed, "succeeded": sum(done),
                  "version": "Python {}.{}.{}".format(*sys.version_info)}))
