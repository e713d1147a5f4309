import logging
import sys

logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(name)s %(levelname)s %(message)s")
log = logging.getLogger("app")
child = logging.getLogger("app.child")
print(log is logging.getLogger("app"), child.name, logging.getLogger().name)
log.info("hidden")
log.setLevel(logging.DEBUG)
log.debug("now shown")
child.info("inherits")
print(child.isEnabledFor(logging.DEBUG), logging.getLogger("other").isEnabledFor(logging.INFO))
print(log.getEffectiveLevel(), logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)
print(logging.getLevelName(30), logging.getLevelName("ERROR"))
logging.getLogger("other").warning("root level decides")
