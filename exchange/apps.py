"""Configuration of the app exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """台账与文书."""

    name = "exchange"
    verbose_name = "台账与文书"

    def ready(self) -> None:
        """Make this app's long work known."""
        from exchange.services import ledgers, papers, taking
        from work.kinds import Kind, register

        register(Kind(papers.JOB_KIND, "制发文书", "export", papers.make_papers))
        register(Kind(taking.JOB_KIND, "导入台账", "import", taking.take_in))
        register(Kind(ledgers.JOB_KIND, "导出台账", "export", ledgers.make_ledger))
