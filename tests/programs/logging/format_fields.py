import logging
import sys
import threading
import time

logging.basicConfig(
    level="INFO",
    stream=sys.stdout,
    format="%(asctime)s|%(msecs)03d|%(created).3f|%(levelname)-8s|%(levelno)s|%(name)s|%(funcName)s:%(lineno)d"
    "|%(module)s|%(filename)s|%(threadName)s|%(relativeCreated)d|%(message)s",
)


def function():
    logging.info("in a function")


logging.info("at the start")
time.sleep(1.234)
function()
thread = threading.Thread(target=function, name="helper")
thread.start()
thread.join()
