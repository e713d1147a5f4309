# test: stderr
import logging

logging.debug("not shown")
logging.info("not shown")
logging.warning("warning %s", "shown")
logging.error("error")
logging.critical("critical")
