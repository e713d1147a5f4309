import logging
import sys
import time

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
logging.debug("debug")
logging.info("info %d%%", 50)
logging.getLogger("a.b").warning("named")
logging.basicConfig(level=logging.ERROR)
logging.info("the second basicConfig is ignored")
time.sleep(1)
logging.log(logging.ERROR, "log %s %r", "x", "y")
logging.exception("without an exception")
