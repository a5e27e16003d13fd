"""Each promise under Input, Access and Sessions, in its own words, with the tests that hold it.

`test_lines.py` fails when a test named here is gone, and when a promise of the plan has no line here.
"""

# (heading, promise) -> tests as path::name below tests/
LINES: dict[tuple[str, str], tuple[str, ...]] = {
    ("Access", "Deny by default."): (
        "access/test_matrix.py::test_every_endpoint_has_its_rows",
        "access/test_matrix.py::test_every_endpoint_of_every_app_asks_for_sign_in",
        "access/test_matrix.py::test_a_token_without_scopes_opens_nothing",
    ),
    ("Access", "Invisible is 404, visible but forbidden is 403."): (
        "access/test_matrix.py::test_everybody_gets_what_the_matrix_says",
        "core/test_pages.py::test_no_page_that_is_not_there_is_told_from_one_that_may_not_be_seen",
    ),
    ("Access", "A matrix test (role × department × every endpoint and method from the URL configuration)"): (
        "access/test_matrix.py::test_everybody_gets_what_the_matrix_says",
        "access/test_matrix.py::test_a_method_of_a_page_without_a_row_is_not_allowed",
        "access/test_matrix.py::test_no_row_is_of_an_endpoint_that_is_gone",
    ),
    ("Access", "are called by services, so a job or a shell cannot pass them by."): (
        "tasks/test_permissions.py::test_everybody_acts_in_the_own_part_only",
        "accounts/test_roles.py::test_nobody_but_the_governments_administrator_grants",
    ),
    ("Access", "Counts, exports, statistics, attachments and nested ids use the same scope."): (
        "exchange/test_downloads.py::test_nobody_else_gets_the_paper",
        "exchange/test_downloads.py::test_the_ledger_holds_the_rows_of_the_page",
        "tasks/test_permissions.py::test_what_a_unit_has_not_sent_is_its_own",
        "tasks/test_api.py::test_lists_show_what_is_visible_and_nothing_of_others",
    ),
    ("Access", "Three powers exclude each other (administrator, auditor, business);"): (
        "accounts/test_roles.py::test_administration_audit_and_business_exclude_each_other",
        "accounts/test_roles.py::test_the_powers_exclude_each_other_across_governments_too",
    ),
    ("Access", "nobody grants rights to himself."): (
        "accounts/test_roles.py::test_nobody_grants_rights_to_himself",
        "security/test_mass_assignment.py::test_a_field_that_is_not_offered_is_refused_by_every_write",
    ),
    ("Input", "Uploads: extension + magic + content,"): (
        "policies/readers/test_refusals.py::test_each_unreadable_file_gets_one_clear_sentence_in_bounded_time_and_memory",
        "security/test_polyglots.py::test_evidence_that_is_two_things_is_refused",
        "security/test_polyglots.py::test_a_policy_that_is_two_things_is_refused",
        "tasks/test_pages.py::test_evidence_is_checked_stored_outside_the_site_and_read_by_those_who_may",
    ),
    ("Input", "size, unpacked size and file count before unpacking (zip bombs),"): (
        "policies/readers/test_refusals.py::test_each_unreadable_file_gets_one_clear_sentence_in_bounded_time_and_memory",
        "core/test_sheets.py::test_a_file_that_is_no_honest_workbook_is_refused",
        "policies/test_uploads.py::test_an_empty_or_huge_file_is_refused_on_the_page_and_nothing_is_stored",
    ),
    ("Input", "no entities and no network in XML,"): (
        "policies/readers/test_refusals.py::test_each_unreadable_file_gets_one_clear_sentence_in_bounded_time_and_memory",
        "core/test_sheets.py::test_a_file_that_is_no_honest_workbook_is_refused",
    ),
    ("Input", "parsing in a child process with limits on time and memory."): (
        "policies/test_sandbox.py::test_a_process_beyond_its_limits_ends_in_one_clear_sentence",
        "policies/test_sandbox.py::test_a_process_that_waits_for_ever_is_ended",
        "policies/test_sandbox.py::test_the_process_sees_no_secret_and_loads_no_framework",
        "policies/test_sandbox.py::test_the_process_can_fill_no_file",
    ),
    ("Input", "Excel output never starts a cell with a formula;"): (
        "exchange/test_cells.py::test_no_text_at_all_starts_a_formula",
        "exchange/test_cells.py::test_text_that_a_spreadsheet_would_run_is_kept_as_text",
        "departments/test_sheet.py::test_no_cell_of_the_export_is_a_formula",
        "audit/test_pages.py::test_the_export_is_csv_without_formulas_and_leaves_an_entry",
    ),
    ("Input", "and nothing of the file is stored until the person confirms."): (
        "departments/test_sheet.py::test_what_is_wrong_is_said_by_row_and_column",
        "departments/test_sheet.py::test_a_sheet_is_a_plan_until_it_is_confirmed",
        "accounts/test_people.py::test_what_is_wrong_in_a_sheet_is_said_by_row_and_column_and_nothing_is_made",
        "accounts/test_people.py::test_accounts_of_a_sheet_are_a_plan_until_confirmed",
    ),
    ("Input", "A document marked 秘密/机密/绝密 is refused with a clear message."): (
        "policies/readers/test_refusals.py::test_a_document_that_bears_a_classification_mark_is_refused",
        "policies/readers/test_refusals.py::test_the_mere_word_secret_is_no_mark",
    ),
    ("Input", "Webhook targets come from an allow-list kept by the administrator;"): (
        "notifications/test_outbox.py::test_a_channel_without_an_allowed_address_fails_visibly",
        "notifications/test_channels.py::test_an_address_inside_the_house_needs_the_administrators_leave",
    ),
    ("Input", "addresses are checked and pinned, redirects refused."): (
        "notifications/test_channels.py::test_which_addresses_may_be_called",
        "notifications/test_channels.py::test_answers_are_told_apart_and_redirects_are_not_followed",
        "security/test_webhook_addresses.py::test_a_name_that_changes_after_the_check_is_called_at_the_address_that_was_checked",
        "security/test_webhook_addresses.py::test_a_name_that_leads_into_the_house_is_not_called_at_all",
    ),
    ("Input", "Sessions: idle and absolute time-outs,"): (
        "accounts/test_sign_in.py::test_a_session_ends_after_half_an_hour_without_a_request",
        "accounts/test_sign_in.py::test_a_session_ends_after_the_working_day_however_busy",
        "accounts/test_sign_in.py::test_the_session_ends_when_the_account_is_disabled",
    ),
    ("Input", "lock-out without lock-out attacks,"): (
        "accounts/test_sign_in.py::test_five_wrong_passwords_lock_the_name_until_a_time_that_stays_true",
        "accounts/test_sign_in.py::test_a_stranger_elsewhere_does_not_lock_a_colleague_out",
        "accounts/test_sign_in.py::test_a_made_up_forwarding_header_does_not_give_new_tries",
    ),
    ("Input", "a security profile setting (`mlps3` | `asvs`) where the two standards disagree."): (
        "accounts/test_profiles.py::test_each_profile_takes_and_refuses_its_passwords",
        "accounts/test_profiles.py::test_a_password_gets_old_under_mlps3_only",
    ),
    ("Input", "argon2,"): (
        "security/test_enumeration.py::test_a_wrong_password_costs_one_run_of_the_hasher_whoever_is_asked_for",
    ),
    # what the office is attacked with besides
    ("Attack", "header injection in mail"): (
        "security/test_mail.py::test_a_title_with_line_breaks_adds_no_header",
        "security/test_mail.py::test_an_address_with_line_breaks_is_not_sent_to",
    ),
    ("Attack", "path names"): (
        "security/test_pages.py::test_a_file_is_an_attachment_whatever_its_name",
        "core/test_backup.py::test_a_backup_with_paths_that_lead_out_is_refused",
    ),
    ("Attack", "huge and broken bodies"): (
        "core/api/test_records.py::test_a_broken_body_is_refused_as_malformed",
        "core/api/test_records.py::test_a_huge_body_is_refused_before_it_is_read",
    ),
    ("Attack", "CSRF"): (
        "core/api/test_records.py::test_a_session_needs_no_scope_but_a_csrf_token_on_writes",
        "core/test_pages.py::test_an_outdated_form_is_told_so_in_plain_words",
    ),
    ("Attack", "open redirects"): (
        "security/test_pages.py::test_no_next_leads_to_another_host",
        "accounts/test_sign_in.py::test_sign_in_never_leads_to_another_host",
    ),
    ("Attack", "session fixation"): (
        "security/test_pages.py::test_a_session_number_brought_along_is_not_kept",
        "accounts/test_sign_in.py::test_sign_in_changes_the_session_key",
    ),
    ("Attack", "enumeration"): (
        "security/test_enumeration.py::test_a_wrong_password_gets_the_same_page_whoever_is_asked_for",
        "core/test_pages.py::test_a_stranger_gets_the_same_page_for_what_is_not_there",
    ),
    ("Attack", "IDOR over every id"): ("access/test_matrix.py::test_everybody_gets_what_the_matrix_says",),
    ("Attack", "mass assignment"): (
        "security/test_mass_assignment.py::test_a_field_that_is_not_offered_is_refused_by_every_write",
        "core/api/test_records.py::test_what_does_not_belong_in_a_body_is_named",
    ),
    ("Attack", "stored HTML shown as text"): (
        "security/test_pages.py::test_what_somebody_wrote_into_a_name_is_shown_as_text",
    ),
}
