"""The same twelve pages, in threads: they wait together, and share the GIL."""

from concurrent.futures import ThreadPoolExecutor

import requests
from meanwhile import cpu

PAGES = 12


def read(number):
    page = requests.get(f"https://docs.example/{number}")
    cpu(0.100)  # looks for links: 100 ms of computing
    return page.status_code


with ThreadPoolExecutor(PAGES) as pool:
    print(list(pool.map(read, range(PAGES))).count(200), "pages")
