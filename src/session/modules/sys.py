from _sys import argv, exc_info, exit, getrecursionlimit, maxsize, stderr, stdout


class _VersionInfo(tuple):
    @property
    def major(self):
        return self[0]

    @property
    def minor(self):
        return self[1]

    @property
    def micro(self):
        return self[2]

    @property
    def releaselevel(self):
        return self[3]

    @property
    def serial(self):
        return self[4]

    def __repr__(self):
        return "sys.version_info(major=%d, minor=%d, micro=%d, releaselevel=%r, serial=%d)" % self[:5]


version_info = _VersionInfo((3, 11, 2, "final", 0))
version = "3.11.2 (meanwhile)"
platform = "linux"
byteorder = "little"
