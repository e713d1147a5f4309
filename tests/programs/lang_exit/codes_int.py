import sys


def quit_program():
    try:
        sys.exit(3)
    finally:
        print("finally runs")


quit_program()
