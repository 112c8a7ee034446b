"""The house rules that can be read off the source: who imports whom, what public code may name."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.options import InlineModelAdmin
from django.forms.models import BaseInlineFormSet, BaseModelForm

from articles.models import Article

BASE_DIR = Path(__file__).resolve().parent.parent

# In the order a newspaper is made. A package imports only from those in `may`.
LINE = (
    *("vocabulary", "copydesk", "outlet", "staff", "sources", "photos", "authors"),
    *("articles", "filing", "fronts", "desk", "newsroom"),
)
BEFORE = {package: set(LINE[:place]) for place, package in enumerate(LINE)}
BEFORE["copydesk"] = BEFORE["outlet"] = {"vocabulary"}
BEFORE["sources"] = {"vocabulary", "outlet"}
for _package in ("staff", "photos", "authors"):
    BEFORE[_package] -= {"copydesk"}

# Modules and folders that draw for readers, whatever package they stand in.
PUBLIC = frozenset(
    ["views", "feeds", "sitemaps", "search", "pages", "layout", "machine_views", "structured"]
)
HELPERS_OF_TESTS = frozenset(
    {
        "__init__.py",
        "conftest.py",
        "desk.py",
        "desk_guard.py",
        "factories.py",
        "filed.py",
        "on_one_line.py",
        "public_strings.py",
        "served.py",
        "settings.py",
        "site.py",
        "stories.py",
    }
)
# No public hook does these: rows that are not saved, and a form that leaves its row alone.
PRIVATE_AND_USED = {
    ("articles/admin/preview_form.py", "_prefetched_objects_cache"),
    ("fronts/forms.py", "_post_clean"),
}
# Every Django app may have these; docs/architecture.md says so once.
IN_EVERY_APP = frozenset({"apps.py", "migrations", "management", "templatetags"})
MOST_ROOMS = 24
# Part of the first release: they index empty tables.
FIRST_MIGRATIONS = frozenset(
    {
        *("0001_initial.py", "0002_spans_do_not_overlap.py", "0003_search.py"),
        *("0004_headline_trigrams.py", "0002_photo_trigrams.py"),
    }
)
LOCKING_SQL = re.compile(r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)")
CONCURRENT_INDEX = "vocabulary.concurrent_indexes.AddIndexConcurrently"
CLOCKED = frozenset({"live", "listed", "notices", "still_public", "pending", "public"})


@dataclass(frozen=True)
class Offence:
    where: str
    line: int
    what: str


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def sources_in(root: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """Yield package, file and tree of every source file of the packages under `root`."""
    for package in BEFORE:
        for path in sorted((root / package).rglob("*.py")):
            yield package, path, parsed(path)


def imported(tree: ast.Module, path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything a module imports, relative imports resolved."""
    here = path.relative_to(root).with_suffix("").parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(here[: len(here) - node.level]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def for_types_only(tree: ast.Module) -> set[int]:
    """Return the lines under `if TYPE_CHECKING:`, which never run."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for line in range(node.lineno, node.end_lineno + 1)
    }


def wrong_imports(root: Path) -> list[Offence]:
    """Find imports from a package's right; those for types alone count too."""
    return [
        Offence(str(path.relative_to(root)), line, name)
        for package, path, tree in sources_in(root)
        for line, name in imported(tree, path, root)
        if (first := name.partition(".")[0]) in BEFORE
        and first != package
        and first not in BEFORE[package]
    ]


def import_circle(root: Path) -> list[str]:
    """Return one circle of modules that import each other; imports for types alone count too."""
    modules = {module_name(path, root): path for _package, path, _tree in sources_in(root)}
    graph = {
        name: {
            target
            for _line, what in imported(parsed(path), path, root)
            if (target := nearest_module(what, modules)) and target != name
        }
        for name, path in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def module_name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def nearest_module(name: str, modules: Iterable[str]) -> str:
    """Return the module that an imported name is or stands in; "" if it is not one of ours."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


def rooms_of(folder: Path) -> list[Path]:
    """Return the modules and packages that stand directly in a package."""
    return [
        entry
        for entry in sorted(folder.iterdir())
        if (entry.suffix == ".py" and entry.name != "__init__.py")
        or (entry / "__init__.py").exists()
    ]


def crowded_packages(root: Path, most: int) -> dict[str, int]:
    """Return the packages, at any depth, that hold more rooms than `most`, and how many."""
    folders = {path.parent for _package, path, _tree in sources_in(root)}
    counted = {str(folder.relative_to(root)): len(rooms_of(folder)) for folder in folders}
    return {name: rooms for name, rooms in counted.items() if rooms > most}


def unnamed_rooms(root: Path, text: str) -> list[str]:
    """Return the rooms directly in a package whose path a text does not give in backticks."""
    return [
        path
        for package in BEFORE
        for room in rooms_of(root / package)
        if room.name not in IN_EVERY_APP
        if f"`{(path := as_documented(room, root))}`" not in text
    ]


def as_documented(room: Path, root: Path) -> str:
    """Return the path of a room as documents write it: a folder ends in a slash."""
    return str(room.relative_to(root)) + ("/" if room.is_dir() else "")


def dead_paths(root: Path, text: str) -> list[str]:
    """Return the paths into a package that a text gives in backticks and that lead nowhere."""
    paths = re.findall(rf"`((?:{'|'.join(BEFORE)})/[\w./-]*)`", text)
    return [path for path in paths if not (root / path).exists()]


def public_modules_at_the_desk(root: Path) -> list[Offence]:
    """Find readers' modules that name Article, except as a type or for its list of kinds."""
    found = []
    for package, path, tree in sources_in(root):
        inside = path.relative_to(root).with_suffix("").parts[1:]
        if package == "desk" or PUBLIC.isdisjoint(inside) or "management" in inside:
            continue
        typed = for_types_only(tree)
        found += [
            Offence(str(path.relative_to(root)), line, what)
            for line, what in looks_at_article(tree)
            if line not in typed
        ]
    return found


def looks_at_article(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield uses of Article, by its name or as an attribute of `models`, and imports renaming it.

    `Article.Kind` is a list of words, and an annotation reads nothing.
    """
    harmless = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "Kind"
    }
    harmless |= {
        id(part)
        for node in ast.walk(tree)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation is not None
        for part in ast.walk(annotation)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "Article" and alias.asname:
                    yield node.lineno, f"Article as {alias.asname}"
        is_article = (isinstance(node, ast.Name) and node.id == "Article") or (
            isinstance(node, ast.Attribute) and node.attr == "Article"
        )
        if is_article and id(node) not in harmless:
            yield node.lineno, ast.unparse(node)


def frozen_clocks(root: Path) -> list[Offence]:
    """Find `.live()` and its kin where they run at import: in a class body or a module's own."""
    found = []
    for _package, path, tree in sources_in(root):
        for node in run_at_import(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CLOCKED
            ):
                where = str(path.relative_to(root))
                found.append(Offence(where, node.lineno, ast.unparse(node)))
    return found


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree without going into functions, whose bodies run later."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from run_at_import(child)


def private_names_of_django() -> set[str]:
    """Return what the classes we build on keep for themselves; not what Django documents."""
    classes = (ModelAdmin, InlineModelAdmin, AdminSite, BaseModelForm, BaseInlineFormSet)
    names = {name for kind in classes for name in dir(kind) if re.match("_[a-z]", name)}
    return (names | {"_prefetched_objects_cache"}) - {"_base_manager", "_default_manager", "_meta"}


def leans_on(root: Path, names: set[str]) -> list[Offence]:
    """Find the use of names, and the definition of methods that would override them."""
    return [
        Offence(str(path.relative_to(root)), node.lineno, name)
        for _package, path, tree in sources_in(root)
        for node in ast.walk(tree)
        if (name := getattr(node, "attr", getattr(node, "name", ""))) in names
    ]


def migrations_in(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Yield file and tree of every migration under `root`."""
    for _package, path, tree in sources_in(root):
        if path.parent.name == "migrations" and path.name != "__init__.py":
            yield path, tree


def migrations_importing_ours(root: Path) -> list[Offence]:
    """Find migrations that import a module of the site, which it could then never change."""
    return [
        Offence(str(path.relative_to(root)), line, name)
        for path, tree in migrations_in(root)
        for line, name in imported(tree, path, root)
        if name.partition(".")[0] in BEFORE and name != CONCURRENT_INDEX
    ]


def locking_indexes(root: Path) -> list[Offence]:
    """Find indexes, added since the first release, that lock their table while they are built."""
    return [
        Offence(str(path.relative_to(root)), line, what)
        for path, tree in migrations_in(root)
        if path.name not in FIRST_MIGRATIONS
        for line, what in adds_locking_index(tree, path, root)
    ]


def adds_locking_index(tree: ast.Module, path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Yield Django's operations that add an index, SQL that does, and ours in a transaction."""
    names = {name for _line, name in imported(tree, path, root)}
    is_atomic = not any(
        isinstance(node, ast.Assign) and ast.unparse(node) == "atomic = False"
        for node in ast.walk(tree)
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            is_ours = called == "AddIndexConcurrently" and CONCURRENT_INDEX in names
            if called.startswith("AddIndex") and (is_atomic or not is_ours):
                yield node.lineno, called
        elif isinstance(node, ast.Constant) and LOCKING_SQL.search(str(node.value)):
            yield node.lineno, str(node.value)


def uncollected_tests(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.py"))
        if not path.name.startswith("test_") and path.name not in HELPERS_OF_TESTS
    ]


def test_imports_run_one_way() -> None:
    assert wrong_imports(BASE_DIR) == []


def test_no_circle_of_imports() -> None:
    assert import_circle(BASE_DIR) == []


def test_no_package_is_crowded() -> None:
    assert crowded_packages(BASE_DIR, MOST_ROOMS) == {}


def test_the_architecture_document_names_every_room() -> None:
    text = (BASE_DIR / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert unnamed_rooms(BASE_DIR, text) == []


@pytest.mark.parametrize("pattern", ["*.md", "docs/*.md"])
def test_documents_name_files_that_exist(pattern: str) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in BASE_DIR.glob(pattern)}
    dead = {name: dead_paths(BASE_DIR, text) for name, text in texts.items()}
    assert {name: paths for name, paths in dead.items() if paths} == {}
    assert texts


def test_public_code_never_reads_the_desks_articles() -> None:
    assert public_modules_at_the_desk(BASE_DIR) == []


def test_no_queryset_reads_the_clock_at_import() -> None:
    assert frozen_clocks(BASE_DIR) == []


def test_no_migration_imports_what_the_site_may_change() -> None:
    assert migrations_importing_ours(BASE_DIR) == []


def test_indexes_are_added_without_locking_their_table() -> None:
    assert locking_indexes(BASE_DIR) == [], f"use {CONCURRENT_INDEX} and atomic = False"


def test_every_file_under_tests_is_collected_or_a_known_helper() -> None:
    assert uncollected_tests(BASE_DIR / "tests") == []


def test_of_djangos_private_hooks_two_are_used_and_are_still_there() -> None:
    offences = leans_on(BASE_DIR, private_names_of_django())
    assert {(each.where, each.what) for each in offences} == PRIVATE_AND_USED


def test_a_planted_hook_of_djangos_own_is_found(house) -> None:
    source = "class A(ModelAdmin):\n    def _create_formsets(self): self._changeform_view()"
    [overridden, called] = leans_on(house("desk/site.py", source), private_names_of_django())
    assert (overridden.what, called.what) == ("_create_formsets", "_changeform_view")


def test_django_still_keeps_prefetched_rows_where_a_preview_puts_them() -> None:
    story = Article(pk=1)
    story._prefetched_objects_cache = {"bylines": [1, 2]}
    assert list(story.bylines.all()) == [1, 2], "articles/admin/preview_form.py needs another way"


def test_the_desks_own_views_may_read_articles(house) -> None:
    source = "from articles.models import Article\nArticle.objects.not_trashed()"
    assert public_modules_at_the_desk(house("desk/story/edition_view.py", source)) == []


def test_every_package_stands_in_the_line() -> None:
    packages = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")} - {"tests"}
    assert packages == set(BEFORE)


@pytest.fixture
def house(tmp_path: Path):
    """Return a function that plants one source file in an empty house."""

    def plant(name: str, source: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
        return tmp_path

    return plant


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sources/models.py", "from articles.models import Edition"),
        ("sources/models.py", "import photos.models"),
        ("photos/models.py", "def later():\n    from authors.models import Author"),
        ("outlet/models.py", "from staff.models import User"),
        ("articles/models/edition.py", "from ...desk import views"),
        ("vocabulary/text.py", "if TYPE_CHECKING:\n    from outlet.models import Outlet"),
    ],
)
def test_a_planted_import_the_wrong_way_is_found(house, name: str, source: str) -> None:
    assert [offence.where for offence in wrong_imports(house(name, source))] == [name]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("authors/models.py", "from photos.models import Photo\nimport django.db"),
        ("articles/models/edition.py", "from .article import Article\nfrom ..body import clean"),
        ("desk/admin.py", "from articles.workflow import publish"),
    ],
)
def test_an_import_the_right_way_is_no_offence(house, name: str, source: str) -> None:
    assert wrong_imports(house(name, source)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from desk import site", "from . import navigation"),
        ("import desk.site", "def later():\n    from desk.navigation import build"),
        ("if TYPE_CHECKING:\n    from .site import DeskSite", "import desk.navigation"),
    ],
)
def test_a_planted_circle_is_found(house, first: str, second: str) -> None:
    house("desk/__init__.py", "")
    house("desk/navigation.py", first)
    assert set(import_circle(house("desk/site.py", second))) == {"desk.navigation", "desk.site"}


def test_a_module_may_import_its_package_if_that_does_not_import_it(house) -> None:
    house("filing/__init__.py", "")
    assert import_circle(house("filing/audit.py", "from . import parts\nimport filing")) == []


def test_a_planted_crowd_is_found(house) -> None:
    house("desk/story/__init__.py", "")
    for name in ("autosave", "history", "notes"):
        root = house(f"desk/story/{name}.py", "")
    assert crowded_packages(root, 2) == {"desk/story": 3}
    assert crowded_packages(root, 3) == {}


def test_an_undocumented_room_and_a_dead_path_are_found(house) -> None:
    for package in BEFORE:
        house(f"{package}/__init__.py", "")
    house("filing/apps.py", "")
    house("filing/word/__init__.py", "")
    root = house("filing/audit.py", "")
    assert unnamed_rooms(root, "`filing/audit.py`") == ["filing/word/"]
    assert unnamed_rooms(root, "`filing/audit.py` `filing/word/`") == []
    assert dead_paths(root, "`filing/audit.py` and `filing/gone.py`") == ["filing/gone.py"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("articles/public/views.py", "from .models import Article\nArticle.objects.not_trashed()"),
        ("articles/public/feeds/entries.py", "from ..models import Article\nfind = [Article]"),
        ("fronts/layout.py", "from articles.models.article import Article as Story"),
        ("articles/feeds.py", "from articles import models\nmodels.Article.objects.not_trashed()"),
    ],
)
def test_a_planted_look_at_the_desk_is_found(house, name: str, source: str) -> None:
    assert public_modules_at_the_desk(house(name, source)) != []


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n    from .models import Article\ndef show(of: Article) -> Article: ...",
        "from .models import Article\nrows.exclude(kind=Article.Kind.OPINION)",
    ],
)
def test_a_view_may_name_article_as_a_type_or_for_its_kinds(house, source: str) -> None:
    assert public_modules_at_the_desk(house("articles/public/views.py", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "class Latest:\n    queryset = Edition.objects.live()",
        "TODAY = Edition.objects.filter(kind='news').listed()",
    ],
)
def test_a_planted_frozen_clock_is_found(house, source: str) -> None:
    assert len(frozen_clocks(house("articles/feeds.py", source))) == 1


def test_a_queryset_inside_a_function_is_no_frozen_clock(house) -> None:
    source = "class Latest:\n    def items(self):\n        return Edition.objects.live()"
    assert frozen_clocks(house("articles/feeds.py", source)) == []


@pytest.mark.parametrize(
    "source",
    ["from articles.models import Article", "from ..models import Article", "import staff.roles"],
)
def test_a_planted_import_in_a_migration_is_found(house, source: str) -> None:
    [offence] = migrations_importing_ours(house("articles/migrations/0001_initial.py", source))
    assert offence.line == 1


CONCURRENTLY = "from vocabulary.concurrent_indexes import AddIndexConcurrently\n"
OPERATIONS = "    operations = [AddIndexConcurrently('story', INDEX)]"


@pytest.mark.parametrize(
    "source",
    [
        "class Migration:\n    operations = [migrations.AddIndex('story', INDEX)]",
        f"{CONCURRENTLY}class Migration:\n{OPERATIONS}",
        "from django.contrib.postgres.operations import AddIndexConcurrently\n"
        f"class Migration:\n    atomic = False\n{OPERATIONS}",
        "ADD = migrations.RunSQL('CREATE INDEX by_height ON tide (height)')",
    ],
)
def test_a_planted_index_that_locks_is_found(house, source: str) -> None:
    assert len(locking_indexes(house("articles/migrations/0005_index.py", source))) == 1


def test_an_index_added_concurrently_is_no_offence(house) -> None:
    source = f"{CONCURRENTLY}class Migration:\n    atomic = False\n{OPERATIONS}"
    root = house("articles/migrations/0005_index.py", source)
    assert locking_indexes(root) == migrations_importing_ours(root) == []


def test_a_misnamed_test_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "visibility_test.py").write_text("")
    assert uncollected_tests(tmp_path) == ["articles/visibility_test.py"]
