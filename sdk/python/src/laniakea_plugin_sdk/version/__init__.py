"""Version constraints with the grammar and the comparison of github.com/hashicorp/go-version v1.6.0.

Its oddities are kept on purpose: a constraint must mean the same in every language.
"""
