"""Pages of the app insights."""

from django.urls import path

from insights import views, views_done

app_name = "insights"
urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/", views.workbench, name="workbench"),
    path("done/", views_done.done, name="done"),
    path("board/", views.board, name="board"),
    path("onepage/", views.onepage, name="onepage"),
]
