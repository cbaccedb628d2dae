"""The network between here and both servers: sessions, the forward proxy, and what a failed connection means."""
