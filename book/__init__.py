"""Wenxuan 文选: an anthology press for Chinese articles.

The whole programming interface is what this module exports: `build`, `inspect` and the nouns they take and give.
Everything else may change between versions.
"""

__version__ = "0.1.0"
