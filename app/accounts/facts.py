"""What keeps an account from being changed."""

from app.core.errors import Conflict, Text


class LastAdmin(Conflict):
    """Without this account nobody could give out accounts any more."""

    code = "last_admin"
    title = Text("Admin terakhir", "Last admin")
    meaning = Text(
        "Ini satu-satunya akun admin yang aktif. Beri dahulu peran admin kepada akun lain.",
        "This is the only active admin account. Give another account the role first.",
    )


class AccountInactive(Conflict):
    """A key of the account would open nothing now, and everything the day it is active again."""

    code = "account_inactive"
    title = Text("Akun tidak aktif", "Account not active")
    meaning = Text(
        "Akun ini tidak aktif. Aktifkan dahulu sebelum membuat kunci untuknya.",
        "The account is not active. Make it active before making keys for it.",
    )
