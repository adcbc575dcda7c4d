"""From a corpus folder to an immutable, fingerprinted release: reading, checking, embedding, indexing.

Importing this package, which every other package does first, keeps all libraries offline and silent.
"""

from ingest.offline import go_offline

go_offline()
