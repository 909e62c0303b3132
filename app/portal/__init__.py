"""Pages for people: the landing page, the offline API documentation and the list of problem codes."""
