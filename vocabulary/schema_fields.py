"""Model fields that write only the schema into migrations.

Django writes validators, `limit_choices_to` and a callable `upload_to` into migrations by their
import path, so that these functions could never be moved or renamed. None of them is schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = object


class SchemaOnly(_Field):
    """Leave references to our own code out of migrations."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        kwargs.pop("limit_choices_to", None)
        if "upload_to" in kwargs:
            kwargs["upload_to"] = ""
        parents = (base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{next(parents).__name__}", args, kwargs


class CharField(SchemaOnly, models.CharField):
    pass


class SlugField(SchemaOnly, models.SlugField):
    pass


class FileField(SchemaOnly, models.FileField):
    pass


class ForeignKey(SchemaOnly, models.ForeignKey):
    pass
