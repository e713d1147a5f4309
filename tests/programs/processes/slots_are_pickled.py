# test: plain
"""Dataclasses with slots go to a worker and come back, frozen ones too."""
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass


@dataclass(slots=True)
class Job:
    number: int
    words: list


@dataclass(slots=True, frozen=True)
class Answer:
    job: Job
    length: int


def work(job):
    return Answer(job, sum(len(word) for word in job.words))


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=1) as pool:
        for answer in pool.map(work, [Job(1, ["a", "bc"]), Job(2, [])]):
            print(answer, hash(answer.length) == answer.length)
