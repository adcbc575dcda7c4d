"""What the assistant's commands take beside corpus, home and model: flag, then environment, then default."""

import argparse
import os

LOOPBACK = "127.0.0.1"  # nobody else's machine reaches the page unless somebody asks for it
PORT = 7860


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--host`` and ``--port``."""
    parser.add_argument(
        "--host",
        default=os.environ.get("WAYPOST_HOST", LOOPBACK),
        help="the address to listen on (WAYPOST_HOST; default: this machine only)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("WAYPOST_PORT", PORT)),
        help=f"the port to listen on (WAYPOST_PORT; default: {PORT})",
    )
