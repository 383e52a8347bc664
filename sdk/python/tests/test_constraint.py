import pytest

from laniakea_plugin_sdk.version.constraint import VersionConstraint
from laniakea_plugin_sdk.version.errors import ConstraintError, VersionError


@pytest.mark.parametrize(
    ("constraint", "version", "accepted"),
    [
        ("0.2.0", "0.2.0", True),
        ("0.2.0", "0.3.0", False),
        (">= 1.0.0, < 2.0.0", "1.9.9", True),
        (">= 1.0.0, < 2.0.0", "2.0.0", False),
        ("!= 1.0.0", "1.0", False),
        ("~> 1.2", "1.9.0", True),
        ("~> 1.2", "2.0.0", False),
        ("~> 1.2.0", "1.2.9", True),
        ("~> 1.2.0", "1.3.0", False),
        ("~> 1.2.0", "1.2.1-beta", False),
        ("~> 1.2.0-alpha", "1.2.0-beta", True),
        ("~> 1.2.0-alpha", "1.2.1", False),
        # A prerelease is only ordered against a prerelease of the same version.
        (">= 1.0.0", "1.1.0-beta", False),
        (">= 1.1.0-alpha", "1.1.0-beta", True),
        (">= 1.1.0-alpha", "1.2.0-beta", False),
        ("< 1.0.0", "1.0.0-rc.1", False),
        ("> 1.0.0-beta.2", "1.0.0-beta.11", True),
        # Metadata never matters, and neither does a leading v.
        ("= 1.0.0", "v1.0.0+build.5", True),
    ],
)
def test_a_constraint_means_what_it_means_in_go(constraint: str, version: str, accepted: bool) -> None:
    assert VersionConstraint(constraint).accepts(version) is accepted


@pytest.mark.parametrize(
    ("constraint", "instead"),
    [
        ("^1.0.0", '"^1.0.0" is not a Laniakea version constraint; write ">= 1.0.0, < 2.0.0" instead'),
        ("~=1.2", '"~=1.2" is not a Laniakea version constraint; write "~> 1.2" instead'),
        ("1.0.0 - 2.0.0", '"1.0.0 - 2.0.0" is not a Laniakea version constraint; write ">= 1.0.0, <= 2.0.0" instead'),
        (
            "^1.0.0 || ^3.0.0",
            '"^1.0.0 || ^3.0.0" is not a Laniakea version constraint: it has no "or"; '
            'write one range instead, such as ">= 1.0.0, < 2.0.0"',
        ),
        (" ", 'the version constraint is empty; write ">= 0.0.0" to accept every version'),
        (
            ">= 9223372036854775808",
            'the version constraint ">= 9223372036854775808" has a number above 9223372036854775807',
        ),
    ],
)
def test_what_is_none_is_refused_with_what_to_write(constraint: str, instead: str) -> None:
    with pytest.raises(ConstraintError) as refusal:
        VersionConstraint(constraint)
    assert str(refusal.value) == instead


def test_a_refusal_is_one_line_however_long_the_text_is() -> None:
    with pytest.raises(ConstraintError, match=r'^"x{60}…" is not a Laniakea version constraint; write comparisons'):
        VersionConstraint("x" * 10_000)


def test_a_version_that_is_none_is_not_compared() -> None:
    with pytest.raises(VersionError, match=r'^"latest" is not a version'):
        VersionConstraint(">= 1.0.0").accepts("latest")
