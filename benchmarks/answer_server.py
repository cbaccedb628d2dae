"""An answer server that is not the bottleneck: nginx, answering every identifier with the documented example."""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "tests" / "data" / "oppslag_example.json"
_START_WITHIN_SECONDS = 10


@contextmanager
def answer_server(folder: Path) -> Iterator[str]:
    """Yield the base address of a server on loopback; it has `/token` and `/ektepakt`."""
    port = _free_port()
    config = folder / "nginx.conf"
    config.write_text(_config(folder, port), encoding="utf-8")
    process = subprocess.Popen([_nginx(), "-c", str(config), "-p", str(folder), "-e", str(folder / "error.log")])
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _nginx() -> str:
    """Find nginx, or install it where that is possible."""
    if shutil.which("nginx") is None:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "nginx-light"], check=True)
    return shutil.which("nginx") or "/usr/sbin/nginx"


def _config(folder: Path, port: int) -> str:
    example = json.loads(EXAMPLE.read_text("utf-8"))
    example["rolleinnehaver"] = "$fnr"
    answer = json.dumps(example, ensure_ascii=False).replace("'", r"\'")
    token = json.dumps({"access_token": "benchmark", "token_type": "Bearer", "expires_in": 3600})
    return f"""
        daemon off; worker_processes 1; pid {folder}/nginx.pid;
        events {{ worker_connections 1024; }}
        http {{
          access_log off; keepalive_requests 1000000; default_type application/json;
          server {{
            listen 127.0.0.1:{port};
            location = /token {{ return 200 '{token}'; }}
            location ~ ^/ektepakt/api/v1/fnr/(?<fnr>[0-9]+)$ {{ return 200 '{answer}'; }}
          }}
        }}
    """


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _START_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/token").close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nginx did not start; see its error.log")
