"""Keeps every library off the network and its telemetry off, before any of them is imported.

A question typed here may be the most dangerous sentence of somebody's life: no library gets a chance to report
it, or even to report that it was started.
"""

import os

_SILENT = {
    "ANONYMIZED_TELEMETRY": "False",  # chromadb reads this in its settings
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",  # chromadb's tracing export
    "DO_NOT_TRACK": "1",  # honoured by gradio's client and others
    "GRADIO_ANALYTICS_ENABLED": "False",  # gradio reads it when it is imported
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "false",  # tokenizers warn after a fork otherwise
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
}
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def go_offline() -> None:
    """Set the environment that the libraries read on import.

    ``WAYPOST_ONLINE=1`` lets a model be fetched by name; telemetry stays off all the same.
    """
    os.environ.update(_SILENT)
    if os.environ.get("WAYPOST_ONLINE") != "1":
        os.environ.update(_OFFLINE)
