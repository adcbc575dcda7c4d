"""From a message to a reply: screening, retrieval, selection, verification, and the lines that always stand by."""

import ingest  # noqa: F401 - first, because importing it keeps every library offline and silent
