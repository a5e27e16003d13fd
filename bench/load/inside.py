"""What the bench does inside the house: `python -m bench.load.inside prepare | import N | left`, under its settings."""

import sys

import django

from bench.load.people import PASSWORD

TEXT = """云州市人民政府关于推进第{n}类工作的实施意见
云政发〔2026〕{n}号
各县（市、区）人民政府，市各有关部门：
{measures}
云州市人民政府
2026年1月5日
"""
MEASURE = "{i}.推进第{n}类事项之{i}，2026年12月底前完成。（市财政局牵头，市教育局配合）"


def prepare() -> None:
    """Give everybody the bench's password and print the names that may sign in."""
    from django.contrib.auth.hashers import make_password

    from accounts.models import User

    people = User.objects.filter(is_service=False, is_active=True, memberships__jurisdiction__name="云州市").distinct()
    User.objects.filter(pk__in=people).update(password=make_password(PASSWORD), must_change_password=False)
    print("\n".join(people.order_by("pk").values_list("username", flat=True)))


def bring_in(count: int) -> None:
    """Hand in documents of twelve measures each, as the page does."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from accounts.models import Membership, Role
    from policies import jobs
    from policies.services.runs import start_import

    post = Membership.objects.filter(role=Role.SUPERVISOR, jurisdiction__name="云州市").order_by("pk")[0]
    for n in range(1, count + 1):
        text = TEXT.format(n=n, measures="\n".join(MEASURE.format(i=i, n=n) for i in range(1, 13)))
        file = SimpleUploadedFile(f"意见{n}.txt", text.encode())
        run = start_import(jurisdiction=post.jurisdiction, upload=file, by=post.user)
        jobs.import_one.delay(run.pk)


def left() -> None:
    """Print what became of the documents and the reminders."""
    from collections import Counter

    from notifications.models import Delivery
    from policies.models import ImportRun
    from reminders.models import Reminder

    print("导入：", dict(Counter(ImportRun.objects.values_list("state", flat=True))))
    print("提醒：", dict(Counter(Reminder.objects.values_list("state", flat=True))))
    print("投递：", dict(Counter(Delivery.objects.values_list("state", flat=True))))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "import": lambda: bring_in(int(sys.argv[2])), "left": left}[sys.argv[1]]()
