# test: stderr
class AppError(Exception):
    pass


def load(key):
    return {"x": 1}[key]


def convert(key):
    try:
        return load(key)
    except KeyError as error:
        raise AppError(f"no {key}") from error


def main():
    try:
        convert("y")
    except AppError:
        print("handling")
        int("not a number")


main()
