"""Leads connections to any name or address to the latency server. Who looks up a name is told an
address of this machine that stands for the name; a socket that connects to it, or to an address that
nobody looked up, connects to the server in truth. The name stays what it was for everything else: URL,
Host header, the certificate.

Left alone are sockets of other kinds (UDP, Unix) and connections to ports that the program itself
listens on. Names are answered at once, as if they were known; asyncio's loop needs no thread to ask."""

import os
import socket
import sys

HERE = "127.0.0.1"
MAPPED = "::ffff:"  # an address of IPv4 for a socket of IPv6
NAMES_MAX = 1 << 16  # names have an address each, from 127.64.0.0 on
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")


class Names:
    def __init__(self, ask):
        self.ask = ask  # (host, port) → the port on this machine
        self.ports = {}  # what was answered
        self.servers = set()
        self.stand_ins = {}  # name → address
        self.names = {}  # and back
        self.own = set()  # ports that the program listens on

    def port_for(self, host, port):
        where = (host, port)
        if where not in self.ports:
            self.ports[where] = answer = self.ask(host, port)
            self.servers.add(answer)
        return self.ports[where]

    def stand_in(self, name):
        address = self.stand_ins.get(name)
        if address is None:
            number = len(self.stand_ins) % NAMES_MAX
            address = f"127.64.{number >> 8}.{number & 255}"
            self.stand_ins[name] = address
            self.names[address] = name
        return address

    def addresses(self, host, port, family=0, type=0, proto=0, flags=0):
        """As getaddrinfo(), or None if the question is not about a connection."""
        if host is None or flags & socket.AI_PASSIVE or type not in (0, socket.SOCK_STREAM):
            return None
        if isinstance(host, (bytes, bytearray)):
            host = host.decode("ascii", "replace")
        if not isinstance(port, int):
            try:
                port = int(port) if port and port.isdigit() else socket.getservbyname(port)
            except (OSError, TypeError):
                return None
        if port in self.own or port == 0:
            return None
        address = host if is_address(host) else self.stand_in(host)
        if ":" in address or family == socket.AF_INET6:
            address = address if ":" in address else MAPPED + address
            family, where = socket.AF_INET6, (address, port, 0, 0)
        else:
            family, where = socket.AF_INET, (address, port)
        return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where)]

    def lead(self, sock, address):
        """Where a socket connects to in truth."""
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or sock.type != socket.SOCK_STREAM:
            return address
        if not isinstance(address, tuple) or len(address) < 2 or not isinstance(address[0], str):
            return address
        host, port = address[:2]
        host = host[len(MAPPED):] if host.startswith(MAPPED) else host
        if port in self.own or (port in self.servers and host == HERE):
            return address
        led = self.port_for(self.names.get(host, host), port)
        return (HERE, led) if sock.family == socket.AF_INET else (MAPPED + HERE, led, 0, 0)

    def install(self):
        for name in PROXIES:
            os.environ.pop(name, None)
            os.environ.pop(name.upper(), None)
        self.replace_lookups()
        self.replace_connections()

    def replace_lookups(self):
        names = self
        getaddrinfo, gethostbyname = socket.getaddrinfo, socket.gethostbyname

        def led_getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
            answer = names.addresses(host, port, family, type, proto, flags)
            return getaddrinfo(host, port, family, type, proto, flags) if answer is None else answer

        def led_gethostbyname(name):
            if not name or is_address(name):
                return gethostbyname(name)
            return names.stand_in(name)

        socket.getaddrinfo = led_getaddrinfo
        socket.gethostbyname = led_gethostbyname

    def replace_connections(self):
        names = self
        kind = socket.socket
        connect, connect_ex, listen = kind.connect, kind.connect_ex, kind.listen

        def led_connect(self, address):
            return connect(self, names.lead(self, address))

        def led_connect_ex(self, address):
            return connect_ex(self, names.lead(self, address))

        def noted_listen(self, *backlog):
            listen(self, *backlog)
            if self.family in (socket.AF_INET, socket.AF_INET6):
                names.own.add(self.getsockname()[1])

        kind.connect, kind.connect_ex, kind.listen = led_connect, led_connect_ex, noted_listen

    def mend_base_events(self, base_events):
        names = self
        getaddrinfo = base_events.BaseEventLoop.getaddrinfo

        async def led_getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
            answer = names.addresses(host, port, family, type, proto, flags)
            if answer is not None:
                return answer
            return await getaddrinfo(
                self, host, port, family=family, type=type, proto=proto, flags=flags)

        base_events.BaseEventLoop.getaddrinfo = led_getaddrinfo


def is_address(host):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
            return True
        except (OSError, ValueError):
            pass
    return False


def mend_aiohttp_connector(connector):
    """aiohttp may ask a resolver of its own, written in C, which asks nobody here."""
    connector.DefaultResolver = sys.modules["aiohttp.resolver"].ThreadedResolver
