# test: stderr
def run():
    try:
        return {}["first"]
    finally:
        [][1]


run()
