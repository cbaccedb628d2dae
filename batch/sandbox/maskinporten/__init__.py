"""The sandbox's Maskinporten: its clients, their keys and certificates, grants and tokens."""
