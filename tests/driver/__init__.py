"""The people in the tests: they type, fill, click and read over HTTP, as the page does for real ones.

ada = Person(slack.url, "U1")
ada.types("/deal").fills(domain="acme.com").submits()
"""

from tests.driver.forms import Closed, Field, Form, Home
from tests.driver.person import Person
from tests.driver.posts import Post, Reply
from tests.driver.reading import words_of
from tests.driver.workspace import Workspace

__all__ = ["Closed", "Field", "Form", "Home", "Person", "Post", "Reply", "Workspace", "words_of"]
