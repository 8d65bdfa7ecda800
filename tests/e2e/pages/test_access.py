"""Signing in and out in a browser."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.pages.conftest import Troubles
from tests.integration.web import PASSWORD, account, link


def test_a_person_signs_in_and_comes_where_they_wanted_to_go(context: BrowserContext, connect):
    account(connect, "ada")
    page, troubles = context.new_page(), Troubles()
    troubles.watch(page)
    page.goto("/upload")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/upload$"))
    troubles.check()


def test_a_wrong_password_says_so_and_keeps_the_name(context: BrowserContext, connect):
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    expect(page.get_by_label("Name")).to_have_value("ada")


def test_a_one_time_link_signs_in_once(context: BrowserContext, connect):
    token = link(connect)
    page = context.new_page()
    page.goto(f"/welcome/{token}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Drop your pictures here")).to_be_visible()
    page.goto(f"/welcome/{token}")
    expect(page.get_by_role("heading", name="This link is spent")).to_be_visible()


def test_signing_out_ends_the_session(page: Page):
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_place_that_is_not_there_leads_back(page: Page):
    page.goto("/media/4711")
    expect(page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("not part of what you may see")
    page.get_by_role("link", name="To the library").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
