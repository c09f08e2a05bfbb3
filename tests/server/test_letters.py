"""A server that keeps people apart lets templates be checked and letters be kept as the program does (CM-7, CM-3)."""

from desktop.services import letter_templates
from tests.letters import test_service as stories
from tests.offices import TestOffice
from tests.server.psql import address, ask


def test_a_template_is_checked_by_two(prepared_office: TestOffice):
    office = prepared_office
    stories.test_words_go_out_only_after_a_second_person_has_checked_them(office)
    # nor past the program: other words, words that nobody has checked, and another purpose for those in use
    writer = office.hire("陈晓雯", stories.WRITES)
    key = stories.in_use(office, stories.replace(stories.GREETING, name="春节问候"), writer)
    office.do(letter_templates.save_template, stories.replace(
        stories.GREETING, name="春节问候", words="随意", reason="改"), key, me=writer)  # fmt: skip
    of = f"WHERE template_id = '{key}'"
    for change in (f"letter_wording SET words = 'x' {of}",
                   f"letter_wording SET used_since = 1, checked_by_id = '{office.me.id}' {of} AND number = 2",
                   f"letter_template SET purpose = 'service' WHERE id = '{key}'",
                   f"letter_template SET number = 2 WHERE id = '{key}'"):  # fmt: skip
        assert "permission denied for" in ask(address(office, writer.login), f"UPDATE {change}").refusal


def test_letters_go_out_and_are_kept(prepared_office: TestOffice):
    stories.test_who_gets_a_letter_who_does_not_and_what_is_kept_of_it(prepared_office)
