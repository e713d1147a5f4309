"""Twelve pages are read and computed on, one after another."""

import requests
from meanwhile import cpu

PAGES = 12


def read(number):
    page = requests.get(f"https://docs.example/{number}")
    cpu(0.100)  # looks for links: 100 ms of computing
    return page.status_code


print([read(number) for number in range(PAGES)].count(200), "pages")
