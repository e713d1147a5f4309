import logging
import sys
import time

handler_format = "{asctime} {levelname} {message}"
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format=handler_format, style="{", datefmt="%H:%M:%S")
logging.info("first")
time.sleep(59.9)
logging.info("later")
time.sleep(0.1)
logging.info("a minute")
