"""What screening is made of, as data: how a message is read, the patterns and rules, the labelled examples.

``normalising`` undoes what hides a word, ``patterns`` is the small language in which rules are written, ``rules`` reads
and applies them, ``examples`` holds labelled messages. ``assistant.screening`` puts them to work on a conversation.
"""
