# Handlers, formatters, filters, levels, and loggers in tasks.
import logging, sys, asyncio, threading, time
def t(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except BaseException as e: print(type(e).__name__, e)
log = logging.getLogger(__name__)
log.setLevel(logging.DEBUG)
h = logging.StreamHandler(sys.stdout)
h.setFormatter(logging.Formatter("%(asctime)s - %(name)s - %(levelname)s - %(message)s"))
log.addHandler(h)
log.info("hello %s", "world"); log.debug("d"); log.warning("w %d %s", 1, [2]); log.error("e"); log.critical("c")
try: 1 / 0
except ZeroDivisionError: log.exception("boom"); log.error("again", exc_info=True)
h.setLevel(logging.WARNING); log.info("hidden"); log.warning("shown")
h.setFormatter(logging.Formatter("{levelname:<10}|{message}|{threadName}|{lineno}|{funcName}|{module}", style="{")); log.error("brace")
h.setFormatter(logging.Formatter("[%(asctime)s.%(msecs)03d] %(process)d %(levelno)s %(pathname)s"[:40] + " %(message)s", datefmt="%H:%M:%S")); time.sleep(1.5); log.error("m")
h.setFormatter(logging.Formatter("%(message)s %(extra)s")); log.error("x", extra={"extra": 5})
class F(logging.Filter):
    def filter(self, r): return "secret" not in r.getMessage()
h.setFormatter(None); h.addFilter(F()); log.error("secret"); log.error("public")
class H(logging.Handler):
    def emit(self, record): print("H:", self.format(record), record.levelname, record.args, record.name, record.lineno)
log.removeHandler(h); log.addHandler(H()); log.info("custom %s", 1); log.propagate = False; log.info("np")
print(log, logging.getLogger(), log.handlers[0].level, log.level, log.hasHandlers(), log.parent, logging.getLevelName(10), logging.getLevelName("X"), log.isEnabledFor(5), log.getChild("k").name)
logging.disable(logging.CRITICAL); log.error("disabled"); logging.disable(logging.NOTSET)
logging.addLevelName(25, "NOTICE"); log.log(25, "note")
t(log.setLevel, "NOPE"); t(log.setLevel, 3.5); log.setLevel("WARNING"); print(log.level)
a = logging.LoggerAdapter(logging.getLogger("ad"), {"u": 1}); logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(name)s %(message)s", level=logging.INFO, force=True); a.info("adapted")
logging.getLogger("a.b.c").info("child"); logging.info("root"); logging.warning("rw"); logging.log(logging.INFO, "lg")
async def w(n):
    logging.info("task %s", n); await asyncio.sleep(1); logging.info("done %s", n)
async def main(): await asyncio.gather(w(1), w(2))
asyncio.run(main())
logging.info("bad %d", "x")
print(logging.getLogger("a").manager is logging.root.manager if False else "")
logging.getLogger("q").addHandler(logging.NullHandler())
logging.basicConfig(level=10); logging.debug("no"); logging.getLogger().setLevel(10); logging.debug("yes")
