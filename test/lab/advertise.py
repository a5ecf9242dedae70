"""Advertises a router and a prefix on an interface every half second (RFC 4861, section 4.2), and says so each time.

usage: advertise.py INTERFACE PREFIX LIFETIME, the prefix as 2001:db8:1::, the lifetime of all in seconds
"""

import socket
import struct
import sys
import time

interface, prefix, lifetime = sys.argv[1], sys.argv[2], int(sys.argv[3])
all_nodes = "ff02::1"

# Type, code, checksum (the kernel's), hop limit, flags, lifetime of the router, reachable time, retransmission time.
head = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, lifetime, 0, 0)
# Type, length in eights, prefix length, flags (on-link, autonomous), valid and preferred lifetime, reserved.
option = struct.pack("!BBBBIII", 3, 4, 64, 0xC0, lifetime, lifetime, 0) + socket.inet_pton(socket.AF_INET6, prefix)

sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
index = socket.if_nametoindex(interface)
sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
# A receiver drops one that was forwarded (section 6.1.2).
sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
while True:
    sender.sendto(head + option, (all_nodes, 0, 0, index))
    print("advertised", flush=True)
    time.sleep(0.5)
