# Advertises a router and a prefix on an interface every half second, and to a host that asks for it (RFC 4861,
# section 6.2); says so each time. Perl, because each laboratory starts it: it is there ten times as fast as Python.
#
# usage: advertise.pl INTERFACE PREFIX LIFETIME, the prefix as 2001:db8:1::, the lifetime of all in seconds
use strict;
use warnings;
use Socket qw(:DEFAULT :addrinfo inet_pton pack_ipv6_mreq unpack_sockaddr_in6
    IPPROTO_IPV6 IPPROTO_ICMPV6 IPV6_JOIN_GROUP IPV6_MULTICAST_IF IPV6_MULTICAST_HOPS);

my ($interface, $prefix, $lifetime) = @ARGV;
my ($solicitation, $advertisement) = (133, 134);
my $interval = 0.5;
my $icmp6_filter = 1;    # <netinet/icmp6.h>

# Type, code, checksum (the kernel's), hop limit, flags, lifetime of the router, reachable time, retransmission time.
my $message = pack 'CCnCCnNN', $advertisement, 0, 0, 64, 0, $lifetime, 0, 0;
# Type, length in eights, prefix length, flags (on-link, autonomous), valid and preferred lifetime, reserved.
$message .= pack('CCCCNNN', 3, 4, 64, 0xC0, $lifetime, $lifetime, 0) . inet_pton(AF_INET6, $prefix);

my ($problem, $found) = getaddrinfo("ff02::1%$interface", undef, { flags => AI_NUMERICHOST, socktype => SOCK_RAW });
die "$interface: $problem\n" if $problem;
my $all_nodes = $found->{addr};
my (undef, undef, $index) = unpack_sockaddr_in6($all_nodes);

socket(my $router, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) or die "socket: $!\n";
sub option { setsockopt($router, $_[0], $_[1], $_[2]) or die "option $_[1]: $!\n" }
option(IPPROTO_IPV6, IPV6_MULTICAST_IF, $index);
# A host drops one that was forwarded (section 6.1.2).
option(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 255);
option(IPPROTO_IPV6, IPV6_JOIN_GROUP, pack_ipv6_mreq(inet_pton(AF_INET6, 'ff02::2'), $index));
# A bit for each type: set for those that are kept away.
my @blocked = (0xFFFFFFFF) x 8;
$blocked[$solicitation / 32] &= ~(1 << $solicitation % 32);
option(IPPROTO_ICMPV6, $icmp6_filter, pack 'L8', @blocked);

$| = 1;
while (1) {
    send($router, $message, 0, $all_nodes) or die "send: $!\n";
    print "advertised\n";
    vec(my $waiting = '', fileno $router, 1) = 1;
    recv($router, my $question, 1500, 0) if select($waiting, undef, undef, $interval) > 0;
}
