"""How many connections there are, in all and from one address."""

from realtime.limits import Limits
from realtime.server.node import Connections


def test_an_address_has_so_many_connections_and_all_together_so_many() -> None:
    connections = Connections(Limits(connections=3, connections_per_address=2))
    assert [connections.joined("here") for _ in range(3)] == [True, True, False]
    assert [connections.joined(address) for address in ("there", "elsewhere")] == [True, False]
    assert connections.total == 3
    connections.left("here")
    assert [connections.joined(address) for address in ("elsewhere", "here")] == [True, False]


def test_an_address_that_is_gone_is_forgotten() -> None:
    connections = Connections(Limits())
    connections.joined("here")
    connections.left("here")
    assert (connections.total, connections._by_address) == (0, {})
