"""The style sheets of the desk name columns and fields that there are."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten

NAMED = re.compile(r"\.(?:field|column)-([a-z_]+)(?![\w-])")
# Of Django's own templates.
DJANGOS = {"box"}


def columns_and_fields() -> set[str]:
    found = set(DJANGOS)
    for model, model_admin in admin.site._registry.items():
        shown = [*model_admin.list_display, *model_admin.readonly_fields]
        found |= {getattr(each, "__name__", str(each)) for each in shown}
        models = [model, *(inline.model for inline in model_admin.inlines)]
        found |= {field.name for each in models for field in each._meta.get_fields()}
        for _title, options in getattr(model_admin, "fieldsets", None) or []:
            found |= set(map(str, flatten(options["fields"])))
        found |= {str(each) for each in getattr(model_admin.form, "declared_fields", {})}
    return found


def unknown_names(sheet: str) -> set[str]:
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return set(NAMED.findall(text)) - columns_and_fields()


def test_every_column_a_style_sheet_names_is_there() -> None:
    sheets = sorted((settings.BASE_DIR / "static" / "desk").glob("*.css"))
    assert len(sheets) > 3
    assert {sheet.name: unknown_names(sheet.read_text(encoding="utf-8")) for sheet in sheets} == {
        sheet.name: set() for sheet in sheets
    }


def test_a_column_that_was_renamed_is_found() -> None:
    assert unknown_names("#result_list .field-standing { color: red }") == {"standing"}
