"""Ten users of a web service, one after another."""
# meanwhile: host api.example.com latency uniform(600ms, 1400ms)
import time

import requests

URL = "https://api.example.com/users/{}"


def fetch(number):
    response = requests.get(URL.format(number))
    response.raise_for_status()
    return response.json()["path"]


def main():
    start = time.perf_counter()
    for number in range(1, 11):
        print(fetch(number))
    print(f"{time.perf_counter() - start:.1f} seconds")


main()
