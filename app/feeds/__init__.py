"""What others follow and harvest: the changes of the public list, the Atom feed, the catalogue of open data."""
