"""Messages about the partner book."""

from store.models import Person
from views import Message, forms
from views.text import clip, named, typed


def requested(name: str, website: str | None, by: Person) -> Message:
    """Tell the hub that somebody misses a partner."""
    site = f" ({typed(website, 120)})" if website else ""
    words = (
        f":handshake: {named(by.name)} asks for a partner to be added: *{typed(name, 120)}*{site}. "
        "Add them to the partner book and import it."
    )
    return Message(clip(words, 2900), [forms.words(clip(words, 2900))])
