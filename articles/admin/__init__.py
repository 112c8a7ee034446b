"""Stories, topics, sections and house rules in the admin. Importing this registers them."""

from . import article_admin, house_rules, taxonomy

__all__ = ["article_admin", "house_rules", "taxonomy"]
