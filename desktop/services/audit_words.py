"""Says in words what a record tells: the act, and its facts as far as whoever reads them may know them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.approvals import Act
from desktop.rules.audit import AlarmKind, Part, Step, Way
from desktop.rules.clients import CLIENTS
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block
from desktop.rules.secrecy import Secrecy
from desktop.rules.settings import SPECS
from desktop.services.history_acts import ACTIONS as CLIENT_ACTIONS

OTHER = N_("Changed")
_CODES_TOLD = 30
_SHEETS = ("prints", "audit")  # where a code is that of a paper; elsewhere it is a client's
# What only whoever may see terms hears of: they are trade secrets (AC-5)
TERMS = frozenset({"grant", "correct_grant", "withdraw_grant", "set_reward_rule", "withdraw_reward_rule"})

# Message ids of what was done, by topic and action, beside those of client files
ACTIONS: Mapping[tuple[str, str], str] = {
    **CLIENT_ACTIONS,
    ("cases", "undo_case"): N_("Act on a case undone"),
    ("documents", "hang_papers"): N_("Documents hung on a contact"),
    ("discipline", "propose_discipline"): N_("Reward or penalty proposed"),
    ("discipline", "add_evidence"): N_("Evidence of a penalty added"),
    ("discipline", "note_discipline"): N_("Note on a reward or penalty"),
    ("discipline", "notify_discipline"): N_("Notice of a penalty given"),
    ("discipline", "reply_discipline"): N_("Reply to a penalty noted"),
    ("discipline", "decide_discipline"): N_("Reward or penalty decided"),
    ("discipline", "drop_discipline"): N_("Reward or penalty not pursued"),
    ("discipline", "appeal_discipline"): N_("Appeal against a penalty"),
    ("discipline", "settle_discipline"): N_("Appeal against a penalty decided"),
    ("discipline", "sign_discipline"): N_("Signature on a penalty noted"),
    ("discipline", "withdraw_discipline"): N_("Reward or penalty taken out of use"),
    # not among the prints that whoever sees all clients may read of
    ("discipline", "print_discipline"): N_("Paper on rewards or penalties printed"),
    ("discipline", "undo_discipline"): N_("Act on a reward or penalty undone"),
    ("discipline", "add_discipline_rule"): N_("Rule on rewards or penalties added"),
    ("discipline", "change_discipline_rule"): N_("Rule on rewards or penalties changed"),
    ("clients", "begin_review"): N_("Review begun"),
    ("clients", "end_review"): N_("Review ended"),
    ("bookings", "take_booking"): N_("Booking taken"),
    ("bookings", "hand_out_sheets"): N_("Cards or forms handed out"),
    ("bookings", "receive_sheets"): N_("Cards or forms received by a server"),
    ("bookings", "understand_sheets"): N_("Cards read"),
    ("bookings", "pass_on"): N_("What a card says passed on"),
    ("bookings", "take_back_sheets"): N_("Cards or forms taken back"),
    ("bookings", "call_back_sheets"): N_("Cards or forms called back"),
    ("bookings", "type_register"): N_("Paper register of cards or forms typed in"),
    ("bookings", "type_reading"): N_("Servers' list of cards read typed in"),
    ("bookings", "undo_sheets"): N_("Act on cards or forms undone"),
    ("bookings", "change_booking"): N_("Booking changed"),
    ("bookings", "booking_held"): N_("Booking no longer confirmed"),
    ("bookings", "booking_confirmed"): N_("Booking confirmed"),
    ("bookings", "booking_arrived"): N_("Party arrived"),
    ("bookings", "booking_left"): N_("Party left"),
    ("bookings", "booking_cancelled"): N_("Booking called off"),
    ("bookings", "booking_no_show"): N_("Nobody came"),
    ("bookings", "give_back_booking"): N_("Booking given back its place"),
    ("bookings", "booking_clients"): N_("Clients of a booking changed"),
    ("bookings", "undo_booking"): N_("Act on a booking undone"),
    ("bookings", "swap_places"): N_("Two bookings changed places"),
    ("bookings", "strike_bill"): N_("Open bill taken off the list"),
    ("bookings", "give_back_bill"): N_("Open bill put back on the list"),
    ("bookings", "remove_sample"): N_("Sample taken out"),
    ("seating", "lay_tables"): N_("Tables of a booking laid"),
    ("seating", "add_table"): N_("Table added to a booking"),
    ("seating", "change_seating_table"): N_("Table of a booking renamed or ranked"),
    ("seating", "remove_table"): N_("Table of a booking taken away"),
    ("seating", "give_back_table"): N_("Table of a booking given back"),
    ("seating", "choose_etiquette"): N_("Etiquette of a booking chosen"),
    ("seating", "name_seats"): N_("Places of honour at a table given by hand"),
    ("seating", "add_people"): N_("People added to a booking"),
    ("seating", "change_person"): N_("Somebody at a booking changed"),
    ("seating", "link_person"): N_("Name at a booking given a client's file"),
    ("seating", "unlink_person"): N_("Client's file taken from a name at a booking"),
    ("seating", "remove_person"): N_("Somebody taken off a booking's list"),
    ("seating", "give_back_person"): N_("Somebody put back on a booking's list"),
    ("seating", "note_reply"): N_("Answer of a guest noted"),
    ("seating", "add_seating_rule"): N_("Rule about seats added"),
    ("seating", "withdraw_seating_rule"): N_("Rule about seats taken back"),
    ("seating", "give_back_seating_rule"): N_("Rule about seats holds again"),
    ("seating", "seat"): N_("Seats changed"),
    ("seating", "furnish"): N_("Room of a booking furnished"),
    ("seating", "take_back_seats"): N_("Change of seats taken back"),
    ("seating", "accept_proposal"): N_("Proposed seats accepted"),
    ("seating", "let_go"): N_("Guests do not come, seats mended"),
    ("seating", "take_back_departure"): N_("Guests come after all"),
    ("seating", "keep_version"): N_("Version of a seating plan kept"),
    ("seating", "withdraw_version"): N_("Version of a seating plan taken back"),
    ("seating", "restore_version"): N_("Version of a seating plan restored"),
    ("rooms", "add_meals"): N_("Lunch and dinner added"),
    ("rooms", "add_meal"): N_("Meal added"),
    ("rooms", "change_meal"): N_("Meal changed"),
    ("rooms", "withdraw_meal"): N_("Meal taken out of use"),
    ("rooms", "restore_meal"): N_("Meal taken into use again"),
    ("rooms", "add_room"): N_("Room added"),
    ("rooms", "change_room"): N_("Room changed"),
    ("rooms", "order_rooms"): N_("Rooms put in order"),
    ("rooms", "withdraw_room"): N_("Room taken out of use"),
    ("rooms", "restore_room"): N_("Room taken into use again"),
    ("rooms", "add_tables"): N_("Tables added"),
    ("rooms", "change_table"): N_("Table changed"),
    ("rooms", "withdraw_table"): N_("Table taken out of use"),
    ("rooms", "restore_table"): N_("Table taken into use again"),
    ("cases", "record_case"): N_("Case recorded"),
    ("cases", "withdraw_case"): N_("Case taken out of use"),
    ("cases", "case_step"): N_("Step of a case done"),
    ("cases", "pass_case"): N_("Case passed on"),
    ("cases", "pass_call_back"): N_("Call-back passed on"),
    ("cases", "reopen_case"): N_("Case reopened"),
    ("cases", "close_case_early"): N_("Case closed without its steps"),
    ("cases", "change_case_kind"): N_("Kind of a case changed"),
    ("cases", "note_case"): N_("Note on a case"),
    ("cases", "tell_client"): N_("Client told how a case stands"),
    ("cases", "pause_case"): N_("Clock of a case paused"),
    ("cases", "resume_case"): N_("Clock of a case runs again"),
    ("cases", "ask_help"): N_("Help with a case asked for"),
    ("cases", "give_help"): N_("Help with a case given"),
    ("cases", "escalate_case"): N_("Case escalated"),
    ("cases", "report_skipped"): N_("Skipped level of a case reported to"),
    ("cases", "instruct_case"): N_("Instruction on a case"),
    ("cases", "adverse_case"): N_("Case marked as an adverse event"),
    ("cases", "grant_remedy"): N_("Remedy granted"),
    ("cases", "give_remedy"): N_("Remedy given"),
    ("cases", "join_case"): N_("Case joined to a file"),
    ("knowledge", "draft_answer"): N_("Uniform answer drafted"),
    ("knowledge", "propose_question"): N_("Question without an answer proposed"),
    ("knowledge", "correct_answer"): N_("Uniform answer corrected"),
    ("knowledge", "approve_answer"): N_("Uniform answer approved"),
    ("knowledge", "send_back_answer"): N_("Uniform answer sent back"),
    ("knowledge", "retire_answer"): N_("Uniform answer taken out of use"),
    ("knowledge", "review_answer"): N_("Uniform answer reviewed"),
    ("knowledge", "give_answer"): N_("Uniform answer given to another owner"),
    ("knowledge", "undo_answer"): N_("Act on an answer taken back"),
    ("knowledge", "use_answer"): N_("Uniform answer used"),
    ("appraisal", "save_scheme"): N_("Scheme of appraisal changed"),
    ("appraisal", "open_period"): N_("Period of appraisal opened"),
    ("appraisal", "take_in"): N_("Taken into a period of appraisal"),
    ("appraisal", "leave_out"): N_("Left out of a period of appraisal"),
    ("appraisal", "compute"): N_("Figures of a period counted"),
    ("appraisal", "step"): N_("Period of appraisal taken a step on"),
    ("appraisal", "step_back"): N_("Period of appraisal taken back"),
    ("appraisal", "hand_in_part"): N_("Self-review handed in"),
    ("appraisal", "rate_sheet"): N_("Colleague rated"),
    ("appraisal", "pass_sheet"): N_("Appraised without a superior's part"),
    ("appraisal", "calibrate_sheet"): N_("Mark calibrated"),
    ("appraisal", "note_days"): N_("Days of presence noted"),
    ("appraisal", "name_superior"): N_("Superior named for an appraisal"),
    ("appraisal", "answer_sheet"): N_("Appraisal confirmed or objected to"),
    ("appraisal", "excuse_case"): N_("Case left out of an appraisal"),
    ("appraisal", "withdraw_excuse"): N_("Case counts in an appraisal again"),
    ("appraisal", "appeal"): N_("Appeal made"),
    ("appraisal", "take_back_appeal"): N_("Appeal taken back"),
    ("appraisal", "decide_appeal"): N_("Appeal decided"),
    ("appraisal", "lock_period"): N_("Period of appraisal locked"),
    ("appraisal", "correct_period"): N_("Locked period of appraisal corrected"),
    ("appraisal", "undo_appraisal"): N_("Act on an appraisal taken back"),
    ("spot_checks", "withdraw_spot_check"): N_("Spot check taken out of use"),
    ("appraisal", "hand_report"): N_("Report handed over to be signed"),
    ("appraisal", "take_report_back"): N_("Signed report taken back"),
    ("spot_checks", "draw_spot_checks"): N_("Contact records drawn for a spot check"),
    ("spot_checks", "score_contact"): N_("Contact record scored"),
    ("spot_checks", "release_score"): N_("Marks shown to the colleague"),
    ("spot_checks", "ask_improvement"): N_("Improvement asked for"),
    ("spot_checks", "improvement_done"): N_("Improvement done"),
    ("spot_checks", "look_again"): N_("Improvement looked at again"),
    ("field_checks", "draw_field_checks"): N_("Entered values drawn to be checked"),
    ("field_checks", "withdraw_field_checks"): N_("Checks of values taken out of use"),
    ("field_checks", "undo_field_check"): N_("Act in a check of values taken back"),
    ("field_checks", "check_field"): N_("Entered value checked"),
    ("indicators", "note_files"): N_("States of files noted for appraisal"),
    ("indicators", "save_indicator"): N_("Indicator of the office's own saved"),
    ("indicators", "withdraw_indicator"): N_("Indicator of the office's own taken out of use"),
    ("indicators", "enter_score"): N_("Value entered for an indicator of the office's own"),
    ("indicators", "take_score_back"): N_("Value of an indicator taken back"),
    ("letters", "save_template"): N_("Template written"),
    ("letters", "use_template"): N_("Template put into use"),
    ("letters", "take_template_back"): N_("Template's words taken back"),
    ("letters", "withdraw_template"): N_("Template taken out of use"),
    ("letters", "bring_template_back"): N_("Template brought back"),
    ("spot_checks", "undo_spot_check"): N_("Act in a spot check taken back"),
    ("digests", "close_digest"): N_("Digest of a day closed"),
    ("digests", "undo_digest"): N_("Day opened again"),
    ("visits", "plan_visit"): N_("Visit planned"),
    ("visits", "change_visit"): N_("Plan of a visit changed"),
    ("visits", "move_visit"): N_("Visit moved"),
    ("visits", "call_off_visit"): N_("Planned visit called off"),
    ("visits", "report_visit"): N_("Visit reported"),
    ("visits", "undo_visit"): N_("Act on a visit undone"),
    ("visits", "withdraw_visit"): N_("Visit taken out of use"),
    ("leads", "withdraw_lead"): N_("Lead taken out of use"),
    ("leads", "enter_lead"): N_("Lead entered"),
    ("leads", "change_lead"): N_("Lead changed"),
    ("leads", "give_lead"): N_("Lead given to a colleague"),
    ("leads", "lose_lead"): N_("Lead given up"),
    ("leads", "reopen_lead"): N_("Lead taken up again"),
    ("leads", "invite_again"): N_("Visitor of the website invited again"),
    ("leads", "note_contact"): N_("Contact with a lead noted"),
    ("leads", "leave_message"): N_("Message left by a lead registered"),
    ("leads", "note_lead"): N_("Note on a lead"),
    ("leads", "plan_lead"): N_("Step planned with a lead"),
    ("leads", "settle_lead"): N_("Result with a lead noted"),
    ("leads", "convert_lead"): N_("Lead became a client"),
    ("leads", "look_through_leads"): N_("Leads looked through"),
    ("leads", "undo_lead"): N_("Act on a lead undone"),
    ("reception", "plan_visit"): N_("Visitor announced"),
    ("reception", "change_visit"): N_("Announced visit changed"),
    ("reception", "call_off"): N_("Visit called off"),
    ("reception", "check_in"): N_("Visitor received"),
    ("reception", "refuse_visitor"): N_("Visitor not let in"),
    ("reception", "check_out"): N_("Visitor left"),
    ("reception", "badge_back"): N_("Badge came back"),
    ("reception", "badge_lost"): N_("Badge lost"),
    ("reception", "note_breach"): N_("Visitor met without a badge"),
    ("reception", "answer_visitor"): N_("Host on his way to a visitor"),
    ("reception", "meet_visitor"): N_("Visitor with the host"),
    ("reception", "name_stand_in"): N_("Somebody else receives a visitor"),
    ("reception", "log_visit"): N_("Visit noted in the client's file"),
    ("reception", "list_refused"): N_("Somebody put on the list of the refused"),
    ("reception", "unlist_refused"): N_("Somebody taken off the list of the refused"),
    ("reception", "enter_zone"): N_("Visitor entered a closed zone"),
    ("reception", "leave_zone"): N_("Visitor left a closed zone"),
    ("reception", "withdraw_visit"): N_("Visit taken out of use"),
    ("reception", "undo_visit"): N_("Act at reception undone"),
    ("reception", "print_visitors"): N_("List of visitors printed"),
    ("orders", "enter_order"): N_("Order entered"),
    ("orders", "withdraw_order"): N_("Order taken out of use"),
    ("orders", "change_order"): N_("Order changed"),
    ("orders", "cancel_order"): N_("Order cancelled"),
    ("orders", "verify_order"): N_("Identity of an order verified"),
    ("orders", "check_order"): N_("Order checked"),
    ("orders", "clear_order"): N_("Irregular order cleared"),
    ("orders", "count_order"): N_("Order counted as spend, or not"),
    ("orders", "approve_order"): N_("Special or high order let through"),
    ("orders", "watch_order"): N_("Order marked as important, or not"),
    ("orders", "see_order"): N_("Important order looked at"),
    ("orders", "hand_on_order"): N_("Order handed on"),
    ("orders", "done_order"): N_("Part of an order done"),
    ("orders", "note_order"): N_("Note on an order"),
    ("orders", "undo_order"): N_("Act on an order taken back"),
    ("orders", "take_orders"): N_("Sheet of orders taken in"),
    ("orders", "undo_orders"): N_("Sheet of orders taken back"),
    ("orders", "draw_sample"): N_("Sample of orders drawn"),
    ("orders", "judge_sample"): N_("Order of a sample looked at"),
    ("supply", "add_channel"): N_("Supply channel added"),
    ("supply", "change_channel"): N_("Supply channel changed"),
    ("supply", "withdraw_channel"): N_("Supply channel taken out of use"),
    ("supply", "log_fault"): N_("Fault of a supply channel logged"),
    ("supply", "report_fault"): N_("Fault of a supply channel reported"),
    ("supply", "answer_report"): N_("Report on a supply channel answered"),
    ("supply", "end_fault"): N_("Fault of a supply channel put right"),
    ("supply", "switch_channel"): N_("Supply channel switched"),
    ("supply", "note_channel"): N_("Note on a supply channel"),
    ("supply", "supply_order"): N_("Supply channel of an order named"),
    ("supply", "undo_supply"): N_("Act on a supply channel taken back"),
    ("surveys", "make_questionnaire"): N_("Questionnaire made"),
    ("surveys", "change_questionnaire"): N_("Questionnaire changed"),
    ("surveys", "withdraw_questionnaire"): N_("Questionnaire taken out of use"),
    ("surveys", "make_survey"): N_("Survey made"),
    ("surveys", "change_survey"): N_("Survey changed"),
    ("surveys", "withdraw_survey"): N_("Survey taken off the list"),
    ("surveys", "draw_sample"): N_("Sample of a survey drawn"),
    ("surveys", "close_survey"): N_("Survey closed"),
    ("surveys", "void_answer"): N_("Answer that counts no more"),
    ("surveys", "undo_survey"): N_("Act on a survey taken back"),
    ("surveys", "open_call"): N_("Client opened to be called for a survey"),
    ("surveys", "try_client"): N_("Client tried for a survey"),
    ("surveys", "answer_survey"): N_("Answers to a survey entered"),
    ("surveys", "import_answers"): N_("Answers to a survey imported"),
    ("surveys", "export_results"): N_("Figures of a survey saved as a table"),
    ("surveys", "name_measure"): N_("Measure after a survey named"),
    ("surveys", "finish_measure"): N_("Measure after a survey done"),
    ("surveys", "check_measure"): N_("Measure after a survey checked"),
    ("deeds", "list_deeds"): N_("Title deeds listed"),
    ("deeds", "withdraw_deed"): N_("Title deed taken off the list"),
    ("deeds", "move_deed"): N_("Title deed moved"),
    ("deeds", "vouch_deed"): N_("Movement of a title deed vouched for"),
    ("deeds", "void_deed_move"): N_("Movement of a title deed taken back"),
    ("deeds", "count_safe"): N_("Safe counted"),
    ("inspections", "note_inspection"): N_("Inspection of the archive noted"),
    ("inspections", "add_finding"): N_("Finding of an inspection noted"),
    ("inspections", "withdraw_inspection"): N_("Inspection of the archive taken off the list"),
    ("inspections", "name_fixer"): N_("Finding of an inspection given to somebody else"),
    ("inspections", "put_right"): N_("Finding of an inspection put right"),
    ("inspections", "check_again"): N_("Finding of an inspection re-checked"),
    ("retention", "hold"): N_("Papers held"),
    ("retention", "lift_hold"): N_("Hold on papers lifted"),
    ("retention", "list_destruction"): N_("Destruction list made"),
    ("retention", "appraise"): N_("Entry of a destruction list judged"),
    ("retention", "submit_destruction"): N_("Destruction list handed in"),
    ("retention", "approve_destruction"): N_("Destruction approved"),
    ("retention", "stop_destruction"): N_("Destruction stopped"),
    ("retention", "watch_destruction"): N_("Destruction watched"),
    ("retention", "carry_out_destruction"): N_("Papers destroyed"),
    ("retention", "save_certificate"): N_("Certificate of a destruction saved as a file"),
    ("reads", "read_receiver"): N_("ID of who received a deed read"),
    ("audit", "safe_differs"): N_("The safe differs from its ledger"),
    ("audit", "loan_differs"): N_("A loan came back otherwise than it went out"),
    ("sign_ins", "sign_in"): N_("Signed in"),
    ("sign_ins", "sign_out"): N_("Signed out"),
    ("sign_ins", "lock"): N_("Locked the workstation"),
    ("sign_ins", "retire_station"): N_("Workstation taken off the list"),
    ("sign_ins", "bring_station_back"): N_("Workstation put on the list again"),
    ("accounts", "add_person"): N_("Account opened"),
    ("accounts", "edit_person"): N_("Account changed"),
    ("accounts", "set_roles"): N_("Roles given"),
    ("accounts", "suspend"): N_("Account suspended"),
    ("accounts", "reopen"): N_("Account let in again"),
    ("accounts", "change_password"): N_("Password changed"),
    ("accounts", "reset_password"): N_("Password given anew"),
    ("accounts", "choose_own"): N_("Own password chosen"),
    ("accounts", "note_pledge"): N_("Confidentiality pledge noted"),
    ("accounts", "word_pledge"): N_("Confidentiality pledge worded anew"),
    ("accounts", "confirm_pledge"): N_("Confidentiality pledge confirmed"),
    ("accounts", "take_back_pledge"): N_("Confidentiality pledge taken back"),
    ("accounts", "pledge_lapsed"): N_("Keys taken back: pledge run out"),
    ("accounts", "grant_vault"): N_("Key of a level given"),
    ("accounts", "request"): N_("Account request made"),
    ("accounts", "request_taken_back"): N_("Account request taken back"),
    ("accounts", "request_undecided"): N_("Account request that nobody had to approve, or could"),
    ("accounts", "request_approved"): N_("Account request approved"),
    ("accounts", "request_refused"): N_("Account request refused"),
    ("accounts", "close"): N_("Account closed"),
    ("accounts", "invite"): N_("Workstation invited"),
    ("accounts", "add_role"): N_("Role made"),
    ("accounts", "rename_role"): N_("Role renamed"),
    ("accounts", "change_role"): N_("Role changed"),
    ("accounts", "withdraw_role"): N_("Role taken out of use"),
    ("accounts", "sample_people"): N_("People of the sample"),
    ("accounts", "sample_year"): N_("A quarter of the sample"),
    ("approvals", "ask"): N_("Approval asked for"),
    ("approvals", "approve"): N_("Approved"),
    ("approvals", "refuse"): N_("Not approved"),
    ("approvals", "confirm"): N_("Confirmed afterwards"),
    ("approvals", "object"): N_("Objected to"),
    ("approvals", "countersign"): N_("Countersigned here"),
    ("approvals", "alone"): N_("Done with a reason, without approval"),
    ("approvals", "use"): N_("Approval used"),
    ("approvals", "undecide"): N_("Decision taken back"),
    ("approvals", "take_back"): N_("Request taken back"),
    ("approvals", "end"): N_("Request ended with the account"),
    ("approvals", "noted"): N_("Answer noted"),
    ("approvals", "unnoted"): N_("Answer no longer noted"),
    ("accounts", "try_sheet"): N_("Recovery sheet tried"),
    ("accounts", "new_sheet"): N_("Recovery sheet made"),
    ("accounts", "use_sheet"): N_("Recovery sheet used"),
    ("accounts", "renew_key"): N_("Key of a level renewed"),
    ("accounts", "reseal"): N_("Values sealed with the new key"),
    ("accounts", "shut_out"): N_("Person or workstation shut out"),
    ("accounts", "change_file_key"): N_("Key of the file changed"),
    ("accounts", "change_door"): N_("Door of the server changed"),
    ("accounts", "sign_powers"): N_("Rights and keys signed"),
    ("accounts", "tell_vault"): N_("Key of a level told"),
    ("accounts", "refused_power"): N_("Unsigned rights refused"),
    ("accounts", "put_back"): N_("Signed rights put back"),
    ("backups", "make"): N_("Backup made"),
    ("backups", "prove"): N_("Backup proved"),
    ("backups", "fail"): N_("Backup failed"),
    ("backups", "make_room"): N_("Old backups removed"),
    ("backups", "miss_documents"): N_("Contents of documents missing at a backup"),
    ("backups", "forget_documents"): N_("Destroyed documents gone from all backups"),
    ("backups", "restore"): N_("Backup brought back"),
    ("backups", "arrive"): N_("Came from a backup"),
    ("documents", "scrub"): N_("Stored documents checked"),
    ("documents", "store"): N_("Content of a document stored"),
    ("documents", "read_scan"): N_("Words of a scan read"),
    ("settings", "move"): N_("Office moved"),
    ("settings", "remove_copy"): N_("Copy of the office removed"),
    ("settings", "set_purpose"): N_("Purpose set"),
    ("settings", "withdraw_purpose"): N_("Purpose ended"),
    ("partners", "save_partner"): N_("Partner entered"),
    ("partners", "withdraw_partner"): N_("Partner taken out of use"),
    ("partners", "give"): N_("Handed out to a partner"),
    ("partners", "take_back"): N_("Taken back from a partner"),
    ("partners", "hand_on"): N_("What a partner has given to somebody else to see to"),
    ("stand_ins", "name"): N_("Stand-in named"),
    ("stand_ins", "change"): N_("Stand-in changed"),
    ("stand_ins", "end"): N_("Stand-in ended"),
    ("server", "hand_out"): N_("Level 3 asked of the server"),
    ("settings", "copy_office"): N_("Whole office opened for a copy"),
    ("settings", "change"): N_("Setting changed"),
    ("settings", "reset"): N_("Setting put back to its default"),
    ("settings", "add_department"): N_("Department added"),
    ("settings", "rename_department"): N_("Department renamed"),
    ("settings", "set_rhythm"): N_("Update rhythm of a department set"),
    ("settings", "withdraw_department"): N_("Department taken out of use"),
    ("settings", "upgrade"): N_("Office brought up to date"),
    ("settings", "sample"): N_("Sample made"),
    ("settings", "remove_sample"): N_("Sample taken out"),
    ("own_fields", "add_own_field"): N_("Field added"),
    ("own_fields", "change_own_field"): N_("Field changed"),
    ("own_fields", "order_own_fields"): N_("Fields put in order"),
    ("own_fields", "withdraw_own_field"): N_("Field taken out of use"),
    ("own_fields", "restore_own_field"): N_("Field taken into use again"),
    ("views", "save_view"): N_("View saved"),
    ("views", "change_view"): N_("View changed"),
    ("views", "rename_view"): N_("View renamed"),
    ("views", "share_view"): N_("View shared"),
    ("views", "unshare_view"): N_("View no longer shared"),
    ("views", "withdraw_view"): N_("View taken out"),
    ("views", "restore_view"): N_("View brought back"),
    ("views", "open_with"): N_("View chosen to begin with"),
    ("audit", "anchor"): N_("Fingerprint given out"),
    ("audit", "witness_lost"): N_("Lost records noticed"),
    ("audit", "accept_state"): N_("State held for lawful"),
    ("audit", "report_anomaly"): N_("Account anomaly reported"),
    ("audit", "handle_alarm"): N_("Alarm handled"),
    ("audit", "note_conduct"): N_("Unusual conduct looked into"),
    ("audit", "print"): N_("Audit log printed"),
    ("audit", "export"): N_("Audit log exported"),
    ("audit", "go_through"): N_("Part of an audit round gone through"),
    ("audit", "find"): N_("Finding of an audit round"),
    ("audit", "handle_finding"): N_("Finding handled"),
    ("audit", "close_round"): N_("Audit round signed"),
    ("audit", "report_incident"): N_("Incident reported"),
    ("audit", "incident_step"): N_("Step about an incident"),
    ("audit", "enter_scan"): N_("Security scan entered"),
    ("audit", "change_scan"): N_("Security scan changed"),
    ("audit", "withdraw_scan"): N_("Security scan taken out"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a record tells. `name` is the record's own word for it, `label` a message id, `value` in the words of
    who reads it."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """What facts are told with: names by id, the codes whoever reads may know (None: all), and whether the file the
    record is about is among what he may see."""

    names: Mapping[UUID, str]
    machines: Mapping[UUID, str]
    codes: frozenset[str] | None
    hidden: bool
    say: Callable[[str], str] = _


Say = Callable[[Any, Tongue], str]


def facts_of(record: Any, noted: Mapping[str, str], tongue: Tongue) -> tuple[Fact, ...]:
    """With the words `noted` about the act, in the order of `_FACTS`; what is not in it is not for people, such as
    hashes and ids."""
    told, facts = [], {**record.facts, **noted}
    for name, (label, say, open_to_all) in _FACTS.items():
        if name == "code" and record.topic not in _SHEETS:
            label, say = N_("Code"), _codes
        if name in facts and (open_to_all or (not tongue.hidden and tongue.codes is None)):
            text = say(facts[name], tongue)
            if text:
                told.append(Fact(name, label, text))
    return tuple(told)


def _plain(value: Any, tongue: Tongue) -> str:
    return _listed(map(str, value), tongue) if isinstance(value, list) else str(value)


def _number(value: Any, _tongue: Tongue) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else ""


def _codes(value: Any, tongue: Tongue) -> str:
    """Of codes only those that may be known; the others are told as a number."""
    if isinstance(value, int):
        return _number(value, tongue)
    named = [value] if isinstance(value, str) else [code for code in value if isinstance(code, str)]
    known = [code for code in named if tongue.codes is None or code in tongue.codes]
    more = len(named) - len(known)
    more += max(0, len(known) - _CODES_TOLD)
    return _listed([*known[:_CODES_TOLD], *([f"+{more}"] if more else [])], tongue)


def _spans(value: Any, tongue: Tongue) -> str:
    told = [one if isinstance(one, str) else " – ".join(one) for one in value]
    more = len(told) - _CODES_TOLD
    return _listed([*told[:_CODES_TOLD], *([f"+{more}"] if more > 0 else [])], tongue)


def _word(words: Any) -> Say:
    return lambda value, tongue: tongue.say(words.of(value).label) if value in set(words) else str(value)


def _block(value: Any, tongue: Tongue) -> str:
    return tongue.say(_BLOCKS[Block(value)]) if value in set(Block) else str(value)


def _field_names(value: Any, tongue: Tongue) -> str:
    names = value if isinstance(value, list) else [value]
    return _listed([tongue.say(CLIENTS[n].label) if n in CLIENTS else str(n) for n in names], tongue)


def _setting(value: Any, tongue: Tongue) -> str:
    label = next((spec.label for spec in SPECS if spec.name == value), "")
    return tongue.say(label) if label else str(value)


def _listed(words: Iterable[str], tongue: Tongue) -> str:
    return tongue.say(N_(", ")).join(words)


def _machines(value: Any, tongue: Tongue) -> str:
    return _listed((tongue.machines.get(UUID(key), "?") for key in value), tongue)


def _tries(value: Any, tongue: Tongue) -> str:
    """Failed sign-ins before this one; in a sheet of bills or an import the same word counts rows."""
    if not isinstance(value, list):
        return _number(value, tongue)
    told = []
    for one in value:
        name = tongue.names.get(UUID(one["person"]), "?") if one["person"] else "?"
        first = datetime.fromtimestamp(one["first"] / 1000, UTC)
        told.append(f"{name} × {one['tries']} ({first:%Y-%m-%d})")
    return _listed(told, tongue)


def _yes(value: Any, tongue: Tongue) -> str:
    return tongue.say(N_("Yes")) if value else tongue.say(N_("No"))


_BLOCKS: Mapping[Block, str] = {
    Block.OPEN: N_("Level 1"), Block.IDENTITY: N_("ID numbers (level 1)"),
    Block.PROPERTY: N_("Property and income (level 2)"), Block.ACCOUNTS: N_("Bank accounts (level 3)"),
}  # fmt: skip
# Fact → its label, how it is said, and whether it tells nothing of a client, so that every auditor may read it
_FACTS: Mapping[str, tuple[str, Say, bool]] = {
    "way": (N_("How"), _word(Way), True),
    "refused": (N_("Refused before"), _tries, True),
    "direct": (N_("Without a request"), _yes, True),
    "joined": (N_("First sign-in since the workstation joined"), _yes, True),
    "elsewhere": (N_("At the same time at"), _machines, True),
    "block": (N_("What was opened"), _block, True),
    "mark": (N_("Mark"), _word(Secrecy), True),
    "reason": (N_("Reason"), _plain, False),
    "kind": (N_("As"), lambda v, t: _word(ExportKind)(v, t) if v in set(ExportKind) else _word(AlarmKind)(v, t), True),
    "sheet": (N_("Sheet"), _plain, True),
    "number": (N_("No."), _number, True),
    "numbers": (N_("No."), _plain, True),
    "tables": (N_("Tables"), _number, True),
    "seats": (N_("Seats"), _number, True),
    "pack": (N_("Etiquette"), _plain, True),
    "people": (N_("People"), _number, True),
    "rule": (N_("Rule about seats"), _number, True),
    "version": (N_("Version"), _number, True),
    "clients": (N_("Clients"), _codes, True),
    "codes": (N_("Codes"), _codes, True),
    # out of a span nobody's code can be left out, so it is for who sees all clients
    "spans": (N_("Codes"), _spans, False),
    "other": (N_("Other file"), _codes, True),
    "columns": (N_("Columns"), _field_names, True),
    "fields": (N_("Fields"), _field_names, True),
    "field": (N_("Field"), _field_names, True),
    "file": (N_("File name"), _plain, False),
    "file_name": (N_("File name"), _plain, False),
    "code": (N_("Code on the sheet"), _plain, True),
    "setting": (N_("Setting"), _setting, True),
    "before": (N_("Before"), _plain, True),
    "after": (N_("After"), _plain, True),
    "roles": (N_("Roles"), _plain, True),
    "role": (N_("Role"), _plain, True),
    "vault": (N_("Vault"), _plain, True),
    "act": (N_("Act"), _word(Act), True),
    "documents": (N_("Documents"), _number, True),
    "versions": (N_("Versions"), _number, True),
    "signed": (N_("Signed copies"), _number, True),
    "folders": (N_("Folders"), _number, True),
    "restored": (N_("Shown again"), _number, True),
    "whom": (N_("To whom"), _plain, False),
    "size": (N_("Size"), _number, True),
    "rows": (N_("Rows"), _number, True),
    "created": (N_("New"), _number, True),
    "updated": (N_("Completed"), _number, True),
    "note": (N_("Note"), _plain, True),
    "fingerprint": (N_("Fingerprint"), _plain, True),
    "full": (N_("In full"), _yes, True),
    "records": (N_("Records"), _number, True),
    "findings": (N_("Findings"), _number, True),
    "part": (N_("Part"), _word(Part), True),
    "step": (N_("Step"), _word(Step), True),
    "wording": (N_("Wording"), _number, True),
}
