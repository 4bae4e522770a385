-- Texts to choose from and the settings of the inbox belong to the workspace, not to an account: whoever is limited to some accounts sees
-- them as well. Without a rule that says so, each start found that policies were missing and made all of them anew.
select limit_to_accounts('canned_replies', 'true');
select limit_to_accounts('inbox_settings', 'true');
