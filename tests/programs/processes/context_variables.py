# test: plain
from concurrent.futures import ProcessPoolExecutor
from contextvars import ContextVar

tag = ContextVar("tag", default="none")
items = ContextVar("items")


def work(n):
    seen = tag.get()
    tag.set(f"child {n}")
    items.get().append(n)
    return seen, tag.get(), items.get()


if __name__ == "__main__":
    tag.set("parent")
    items.set([1])
    with ProcessPoolExecutor(max_workers=1) as pool:
        print(pool.submit(work, 2).result())
        tag.set("later")
        print(pool.submit(work, 3).result())
    print(tag.get(), items.get())
