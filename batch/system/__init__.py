"""What POSIX and Windows offer in different ways: only here is one of them named.

Shown on Linux only; on Windows, by the types (mypy --platform win32) and by tests of the parts that need no Windows.
"""
