"""Configuration of the app policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """政策文件."""

    name = "policies"
    verbose_name = "政策文件"

    def ready(self) -> None:
        """Make this app's long work known; it runs imports by itself."""
        from policies.services.runs import JOB_KIND
        from work.kinds import Kind, register

        register(Kind(JOB_KIND, "导入政策文件", "import"))
