import logging
import sys

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
logging.info("no arguments: %s")
logging.info("a dict: %(key)s", {"key": "value"})
logging.info({"not": "text"})
logging.info("%s and %5.2f", [1, 2], 3.14159)
