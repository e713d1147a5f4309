"""Modules that are mended just after they were imported, so that a program pays only for what it uses."""

import importlib.abc
import sys


class Mending(importlib.abc.Loader):
    """A module's own loader, with the mending after it."""

    def __init__(self, loader, mend):
        self.loader = loader
        self.mend = mend

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        self.mend(module)

    def __getattr__(self, name):
        return getattr(self.loader, name)


class Mender(importlib.abc.MetaPathFinder):
    """Stands first in sys.meta_path. `menders` maps the name of a module to what mends it."""

    def __init__(self, menders):
        self.menders = menders

    def install(self):
        sys.meta_path.insert(0, self)
        for name, mend in self.menders.items():
            if sys.modules.get(name) is not None:
                mend(sys.modules[name])

    def find_spec(self, name, path=None, target=None):
        mend = self.menders.get(name)
        if mend is None:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = Mending(spec.loader, mend)
                return spec
        return None


def mend_random(seed):
    """What mends the module `random`, so that what is not seeded starts from `seed`."""

    def mend(random):
        original = random.Random.seed

        def seed_(self, a=None, version=2):
            original(self, seed if a is None else a, version)

        seed_.__name__ = seed_.__qualname__ = "seed"
        random.Random.seed = seed_
        random.seed = random._inst.seed
        random._inst.seed()

    return mend


def mend_traceback(shows):
    """What mends the module `traceback`, so that only frames of files that `shows` shows are seen."""

    def mend(traceback):
        summary = traceback.StackSummary
        if not hasattr(summary, "_extract_from_extended_frame_gen"):
            return  # before 3.11: our own frames are seen
        original = summary._extract_from_extended_frame_gen.__func__

        def extract(klass, frame_gen, **more):
            shown = (pair for pair in frame_gen if shows(pair[0].f_code.co_filename))
            return original(klass, shown, **more)

        summary._extract_from_extended_frame_gen = classmethod(extract)

    return mend


def in_turn(mends):
    """Several menders of one module as one. A version that has what they look for in another place
    runs as it is."""

    def mend(module):
        for each in mends:
            try:
                each(module)
            except (AttributeError, ImportError) as error:
                sys.stderr.write(f"meanwhile: this version of {module.__name__} is not known, and may "
                                 f"not be recorded whole: {error}\n")

    return mend
