"""Search: the innovations of the city by any of their words, suggestions while typing, and innovations like one."""
