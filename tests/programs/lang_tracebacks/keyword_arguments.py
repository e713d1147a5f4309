# test: stderr
def configure(*, host, port=80):
    return host, port


configure(
    hots="localhost"
)
