try:
    raise KeyboardInterrupt
except Exception:
    print("no")
except BaseException as error:
    print(type(error).__name__, error.args)
