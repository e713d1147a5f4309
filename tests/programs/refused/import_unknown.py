# test: refused
import socket
import numpy as np
from os import path
