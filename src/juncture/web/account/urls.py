from allauth.account import views as sign_in
from django.urls import path

from juncture.practice.limits.taking import CODES_FROM_PLACE, CODES_TO_ADDRESS, TRIES_FROM_PLACE
from juncture.web.account import communities, demo, importing, keys, members, myself, settings
from juncture.web.parts.limiting import address_given, limited, place

# The same for a known and an unknown address, and each post is one try.
ask_for_code = limited((CODES_FROM_PLACE, place), (CODES_TO_ADDRESS, address_given))(
    sign_in.request_login_code
)
give_code = limited((TRIES_FROM_PLACE, place))(sign_in.confirm_login_code)

urlpatterns = [
    path("", communities.front, name="front"),
    path("c/new/", communities.new_community, name="new_community"),
    path("c/<slug:slug>/", communities.host_home, name="host_home"),
    path("c/<slug:slug>/settings/", settings.community_settings, name="community_settings"),
    path("c/<slug:slug>/settings/dimensions/new/", settings.dimension_add, name="dimension_add"),
    path(
        "c/<slug:slug>/settings/dimensions/<int:dimension_id>/",
        settings.dimension_edit,
        name="dimension_edit",
    ),
    path(
        "c/<slug:slug>/settings/dimensions/<int:dimension_id>/remove/",
        settings.dimension_remove,
        name="dimension_remove",
    ),
    path("c/<slug:slug>/settings/dimensions/back/", settings.dimension_put_back, name="dimension_put_back"),
    path("c/<slug:slug>/settings/competitors/", settings.competitors_add, name="competitors_add"),
    path(
        "c/<slug:slug>/settings/competitors/<int:pair_id>/",
        settings.competitors_remove,
        name="competitors_remove",
    ),
    path("c/<slug:slug>/settings/hosts/", settings.host_add, name="host_add"),
    path("c/<slug:slug>/settings/hosts/<int:host_id>/", settings.host_remove, name="host_remove"),
    path("c/<slug:slug>/settings/keys/", keys.api_keys, name="api_keys"),
    path("c/<slug:slug>/settings/keys/<int:key_id>/", keys.api_key_revoke, name="api_key_revoke"),
    path("c/<slug:slug>/members/links/", members.mail_all_links, name="mail_links"),
    path("c/<slug:slug>/members/", members.members, name="members"),
    path("c/<slug:slug>/members.csv", members.members_csv, name="members_csv"),
    path("c/<slug:slug>/members/add/", members.member_add, name="member_add"),
    path("c/<slug:slug>/members/<int:member_id>/", members.member_edit, name="member_edit"),
    path("c/<slug:slug>/members/<int:member_id>/link/", members.member_link, name="member_link"),
    path("c/<slug:slug>/members/<int:member_id>/leave/", members.member_leave, name="member_leave"),
    path("c/<slug:slug>/members/import/", importing.import_members, name="import_members"),
    path("c/<slug:slug>/members/import/<int:import_id>/", importing.import_map, name="import_map"),
    path("demo/<str:token>/", demo.sign_in, name="demo_host"),
    path("m/<str:token>/", myself.personal_link, name="personal_link"),
    path("me/", myself.me, name="me"),
    path("me/about/", myself.about_me, name="about_me"),
    path("me/about/apart/", myself.keep_apart, name="keep_apart"),
    path("me/leave/", myself.leave, name="leave"),
    # Signing in is by a mailed code alone, so these are the only pages taken from the library.
    path("accounts/login/", ask_for_code, name="account_login"),
    path("accounts/login/", ask_for_code, name="account_request_login_code"),
    path("accounts/login/code/", give_code, name="account_confirm_login_code"),
    path("accounts/logout/", sign_in.logout, name="account_logout"),
    path("accounts/signup/", sign_in.signup, name="account_signup"),
    path("accounts/inactive/", sign_in.account_inactive, name="account_inactive"),
]
