"""Pages of the app accounts."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import password, sign_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("government/", sign_in.switch_government, name="government"),
    path("password/", password.password, name="password"),
]
