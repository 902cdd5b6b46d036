"""What can't be done on the landscape.

LandscapeTrouble    its text is meant for the host who can mend it
"""


class LandscapeTrouble(Exception):
    pass
