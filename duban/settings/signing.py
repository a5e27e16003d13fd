"""Sign-in as an operator sets it: the profile that decides where two standards disagree, and single sign-on."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from duban.settings.environment import Environment

VALIDATORS = "django.contrib.auth.password_validation."


class Profile(NamedTuple):
    """What a standard asks of passwords and sessions; times in minutes, `password_days` 0: no end."""

    length: int
    kinds: int
    password_days: int
    idle: int
    absolute: int


# 等保三级 asks for kinds of characters and a change now and then; ASVS 5.0 forbids both (V6.2.5, V6.2.10) and asks for
# length instead
PROFILES = {
    "mlps3": Profile(length=10, kinds=3, password_days=90, idle=30, absolute=8 * 60),
    "asvs": Profile(length=12, kinds=0, password_days=0, idle=30, absolute=12 * 60),
}


def chosen_profile(env: Environment) -> Profile:
    """Return the profile named by DUBAN_SECURITY_PROFILE."""
    name = env.text("DUBAN_SECURITY_PROFILE", "mlps3")
    if name not in PROFILES:
        raise ImproperlyConfigured(f"DUBAN_SECURITY_PROFILE：应为 mlps3 或 asvs，现在是“{name}”")
    return PROFILES[name]


def validators(profile: Profile) -> list[dict[str, Any]]:
    """Return what a new password must pass."""
    found: list[dict[str, Any]] = [
        {"NAME": f"{VALIDATORS}UserAttributeSimilarityValidator"},
        {"NAME": f"{VALIDATORS}MinimumLengthValidator", "OPTIONS": {"min_length": profile.length}},
        {"NAME": f"{VALIDATORS}CommonPasswordValidator"},
        {"NAME": f"{VALIDATORS}NumericPasswordValidator"},
    ]
    if profile.kinds:
        found.append({"NAME": "accounts.passwords.KindsValidator", "OPTIONS": {"kinds": profile.kinds}})
    return found


def sso(env: Environment) -> dict[str, Any]:
    """Return the settings of single sign-on; what is half filled in stops the start."""
    found: dict[str, Any] = {
        "DUBAN_SSO": env.text("DUBAN_SSO", ""),
        "DUBAN_SSO_SECONDS": env.number("DUBAN_SSO_SECONDS", 10, least=1),
        "DUBAN_OIDC_ISSUER": env.text("DUBAN_OIDC_ISSUER", ""),
        "DUBAN_OIDC_CLIENT_ID": env.text("DUBAN_OIDC_CLIENT_ID", ""),
        "DUBAN_OIDC_CLIENT_SECRET": env.text("DUBAN_OIDC_CLIENT_SECRET", ""),
        "DUBAN_OIDC_USER_CLAIM": env.text("DUBAN_OIDC_USER_CLAIM", "preferred_username"),
        "DUBAN_CAS_URL": env.text("DUBAN_CAS_URL", ""),
    }
    needed: dict[str, tuple[str, ...]] = {
        "": (),
        "oidc": ("DUBAN_OIDC_ISSUER", "DUBAN_OIDC_CLIENT_ID", "DUBAN_OIDC_CLIENT_SECRET"),
        "cas": ("DUBAN_CAS_URL",),
    }
    if found["DUBAN_SSO"] not in needed:
        raise ImproperlyConfigured(f"DUBAN_SSO：应为空、oidc 或 cas，现在是“{found['DUBAN_SSO']}”")
    for name in needed[found["DUBAN_SSO"]]:
        if not found[name]:
            raise ImproperlyConfigured(f"{name}：DUBAN_SSO 为 {found['DUBAN_SSO']} 时必须填写")
    for name in ("DUBAN_OIDC_ISSUER", "DUBAN_CAS_URL"):
        if found[name] and urlsplit(found[name]).scheme not in ("http", "https"):
            raise ImproperlyConfigured(f"{name}：应为 https 开头的地址")
    return found
