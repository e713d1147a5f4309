"""A coroutine that only an exception's traceback still holds dies when the handler ends: at its last line."""
# test: stderr
async def coroutine():
    pass


def run():
    waiting = coroutine()
    raise ValueError("wrong")


try:
    run()
except ValueError as error:
    told = str(error)
    print(told)
print("end")
