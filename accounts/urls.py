"""Pages of the app accounts."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import password, people, roles, saved, sheets, sign_in, sso, tokens

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sso/", sso.begin, name="sso"),
    path("sso/back/", sso.back, name="sso-back"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("government/", sign_in.switch_government, name="government"),
    path("password/", password.password, name="password"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/new-service/", people.service_new, name="service-new"),
    path("people/import/", sheets.people_import, name="people-import"),
    path("people/import/confirm/", sheets.people_confirm, name="people-confirm"),
    path("people/import/template/", sheets.people_template, name="people-template"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/", roles.role_add, name="role-add"),
    path("people/<int:pk>/hand-over/", roles.hand_over, name="hand-over"),
    path("people/<int:pk>/activity/", roles.activity, name="activity"),
    path("people/<int:pk>/password/", roles.password_reset, name="password-reset"),
    path("people/<int:pk>/tokens/", tokens.tokens, name="tokens-of"),
    path("roles/<int:pk>/end/", roles.role_end, name="role-end"),
    path("roles/<int:pk>/deputy/", roles.role_deputy, name="role-deputy"),
    path("views/save/", saved.save, name="view-save"),
    path("views/<int:pk>/drop/", saved.drop, name="view-drop"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/rotate/", tokens.token_rotate, name="token-rotate"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
]
