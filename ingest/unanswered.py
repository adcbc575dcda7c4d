"""Messages that no document answers, as people write them: from these it is learned when to say so.

They stand in ``unanswered/*.yaml``. ``near`` names documents that somebody who asks this might want instead.
"""

from pathlib import Path

from ingest.faults import Fault
from ingest.yaml_files import Model, read_yaml_folder


class Unanswered(Model):
    """One message that no document answers."""

    say: str
    near: tuple[str, ...] = ()


def read_unanswered(folder: Path) -> tuple[tuple[Unanswered, ...], list[Fault]]:
    """Read every file of the folder; none has to be there. A message that stands there twice is a fault."""
    return read_yaml_folder(Unanswered, folder, lambda message: message.say, "the messages that nothing answers")
