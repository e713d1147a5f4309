# test: refused
from math import *
