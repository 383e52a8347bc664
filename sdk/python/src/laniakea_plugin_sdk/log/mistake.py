"""Errors of code, and errors of the world."""

# What Python says of code, and never of hardware.
_OF_CODE = (
    NameError,
    AttributeError,
    TypeError,
    SyntaxError,
    LookupError,
    AssertionError,
    ArithmeticError,
    ImportError,
)


def is_mistake(error: BaseException) -> bool:
    """Whether it looks like a mistake in the code: then its traceback helps."""
    return isinstance(error, _OF_CODE)


def is_of_system(error: BaseException) -> bool:
    """Whether it is what the system, a network or a port has answered: its traceback helps nobody.

    An OSError without a number is an author's own.
    """
    return isinstance(error, TimeoutError) or (isinstance(error, OSError) and error.errno is not None)
