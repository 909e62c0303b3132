"""Who may do what: accounts, their keys, and the tokens of an identity provider."""
