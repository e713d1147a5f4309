import os

print(os.cpu_count(), os.getpid() == os.getpid(), os.getpid() > 0)
