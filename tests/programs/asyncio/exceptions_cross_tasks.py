import asyncio


class AppError(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


async def fail(code):
    await asyncio.sleep(code)
    raise AppError(code)


async def relay(task):
    try:
        await task
    except AppError as error:
        raise RuntimeError("relay") from error


async def main():
    task = asyncio.create_task(fail(1))
    results = await asyncio.gather(relay(task), relay(task), return_exceptions=True)
    for error in results:
        print(repr(error), repr(error.__cause__), error.__cause__ is task.exception(), error.__cause__.code)
    try:
        await fail(0)
    except AppError as error:
        print(error.code, error.args, str(error))
    else:
        print("not here")


asyncio.run(main())
