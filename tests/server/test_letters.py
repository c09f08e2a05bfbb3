"""A server that keeps people apart lets templates be checked and letters be kept as the program does (CM-7, CM-3)."""

from tests.letters import test_service as stories
from tests.offices import TestOffice


def test_a_template_is_checked_by_two(prepared_office: TestOffice):
    stories.test_words_go_out_only_after_a_second_person_has_checked_them(prepared_office)


def test_letters_go_out_and_are_kept(prepared_office: TestOffice):
    stories.test_who_gets_a_letter_who_does_not_and_what_is_kept_of_it(prepared_office)
