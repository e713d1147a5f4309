import asyncio
import threading


def worker(loop, errors):
    try:
        loop.call_soon(print, "never")
    except RuntimeError as error:
        errors.append(str(error))


async def main():
    errors = []
    thread = threading.Thread(target=worker, args=(asyncio.get_running_loop(), errors))
    thread.start()
    thread.join()
    print(errors)


asyncio.run(main(), debug=True)
