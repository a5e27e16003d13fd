"""Pages of the app insights."""

from django.urls import path

from insights import views, views_administration, views_behind, views_burden, views_done, views_recent, views_timeline

app_name = "insights"
urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/", views.workbench, name="workbench"),
    path("done/", views_done.done, name="done"),
    path("board/", views.board, name="board"),
    path("administration/", views_administration.administration, name="administration"),
    path("recent/", views_recent.recent, name="recent"),
    path("board/changes/", views_behind.changes, name="changes"),
    path("board/silent/", views_behind.silent, name="silent"),
    path("onepage/timely/", views_behind.timely, name="timely"),
    path("burden/<int:pk>/", views_burden.burden, name="burden"),
    path("timeline/<int:pk>/", views_timeline.policy_timeline, name="timeline"),
    path("onepage/", views.onepage, name="onepage"),
]
