"""Tells the names and addresses of this machine itself, which no network lies before."""

from ipaddress import IPv6Address, ip_address


def is_this_machine(host: str) -> bool:
    """Whether a host, by name or address, is this machine (RFC 6761: localhost, and all below it)."""
    try:
        address = ip_address(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return name == "localhost" or name.endswith(".localhost")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
