"""Whether a client of the released API description can be broken by the present one.

What a client sends and what it gets are judged in opposite directions: a request may only ever be taken more widely, an
answer only ever be given more narrowly. The rules are those of Zalando's guidelines (106, 107) and Google's AIP-180.
"""
