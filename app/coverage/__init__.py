"""One agency, one innovation: which agencies have one that lives, on any day, and how fairly they compare."""
