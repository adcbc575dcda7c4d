"""The public chat page, the static help page and the JSON API."""
