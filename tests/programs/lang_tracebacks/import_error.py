# test: stderr
def run():
    raise ImportError("cannot import thing", name="thing")


run()
