"""The same twelve pages, in worker processes, each with a core."""

from concurrent.futures import ProcessPoolExecutor

import requests
from meanwhile import cpu

PAGES = 12


def read(number):
    page = requests.get(f"https://docs.example/{number}")
    cpu(0.100)  # looks for links: 100 ms of computing
    return page.status_code


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(list(pool.map(read, range(PAGES))).count(200), "pages")
