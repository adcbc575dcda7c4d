"""What can go wrong while a message is answered.

AssistantError
├── NoLines             neither a release nor a corpus tells which lines to show, so nothing may be served
├── NotAnswering        the release, its index or its model cannot be used; replies carry the lines and no answer
└── UnverifiedReply     a reply holds something that does not stand in the release, so it was not shown
"""


class AssistantError(Exception):
    """The root of this package's errors."""


class NoLines(AssistantError):
    """Neither a release nor a corpus tells which lines to show, so nothing may be served."""


class NotAnswering(AssistantError):
    """The release, its index or its model cannot be used."""


class UnverifiedReply(AssistantError):
    """A reply holds something that does not stand in the release."""
