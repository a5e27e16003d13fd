"""The index of full text search: one row a paragraph, so that hits point at the words and positions never run out.

Beside the columns below the database keeps what it needs to find a phrase: on PostgreSQL a column `tsv` with a GIN
index, on SQLite the FTS5 table `policies_paragraph_fts`; what they hold says `policies.search.text`.
"""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from departments.models import Jurisdiction
from policies.search.text import asked_grams, phrase

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Lookup = models.Lookup[str]
else:
    _Text, _Lookup = models.TextField, models.Lookup


class ParagraphText(_Text):
    """The text of a paragraph, which knows the lookup `phrase`."""


@ParagraphText.register_lookup
class Phrase(_Lookup):
    """`text__phrase="市财政局"`: these characters may follow each other, found through the database's own index."""

    lookup_name = "phrase"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Return the condition on the column or the table that holds the spaced characters."""
        left, _ = self.process_lhs(compiler, connection)
        table = left.rsplit(".", 1)[0]
        if connection.vendor == "postgresql":
            return f"{table}.tsv @@ %s::tsquery", [" & ".join(f"'{gram}'" for gram in asked_grams(self.rhs))]
        inner = "SELECT rowid FROM policies_paragraph_fts WHERE policies_paragraph_fts MATCH %s"
        return f"{table}.id IN ({inner})", [f'"{phrase(self.rhs)}"']


class SearchParagraphQuerySet(models.QuerySet["SearchParagraph"]):
    """Paragraphs by the words they hold."""

    def containing(self, words: str) -> Self:
        """Keep the paragraphs that hold the words as written, large and small letters alike, by reading each row."""
        # folding every row costs PostgreSQL more than reading it, and Chinese has no cases
        has_cases = words.upper() != words.lower()
        return self.filter(text__icontains=words) if has_cases else self.filter(text__contains=words)

    def holding(self, words: str) -> Self:
        """Keep the paragraphs that hold the words as written: what a LIKE scan would find, through the index."""
        found = self.containing(words)
        return found.filter(text__phrase=words) if phrase(words) else found


class SearchParagraph(models.Model):
    """A stretch of text of something that can be found: `kind` and `object_id` say of what."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="+")
    kind = models.CharField("种类", max_length=12)
    object_id = models.BigIntegerField("对象编号")
    text = ParagraphText("文字")
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    # whether units see it; overseers see everything of their government
    is_public = models.BooleanField("单位可见", default=False)

    objects = SearchParagraphQuerySet.as_manager()

    class Meta:
        verbose_name = "检索段落"
        verbose_name_plural = "检索段落"
        ordering = ["-id"]
        indexes = [
            # replacing the rows of one object: policies.search.index
            models.Index(fields=["kind", "object_id"], name="policies_search_of_object"),
            # the newest rows of a government: policies.search.newest
            models.Index(fields=["jurisdiction", "-id"], name="policies_search_newest"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
