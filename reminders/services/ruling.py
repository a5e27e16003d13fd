"""The book of the reminders' dated rules; how a book is kept stands in departments.services.ruling."""

from functools import partial

from departments.rule_books import RuleBook
from departments.services import ruling
from reminders.permissions import may_keep_rules, require_rule_keeper
from reminders.shapes import SHAPES

BOOK = RuleBook("reminders", SHAPES, "提醒", may_keep_rules, require_rule_keeper)
set_rule = partial(ruling.set_rule, BOOK)
drop_rule = partial(ruling.drop_rule, BOOK)
