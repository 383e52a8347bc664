"""What is wrong with a constraint or a version."""


class ConstraintError(ValueError):
    """A constraint that go-version would refuse; the message says what to write instead."""


class VersionError(ValueError):
    """A version that go-version would refuse."""
