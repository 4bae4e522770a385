/** The checks of an account: their titles, what they ask, and what they find. */
export const accountSentences = {
  'doctor.check_status': 'Account is on',
  'doctor.check_token': 'Access token',
  'doctor.check_token_end': 'End of the access token',
  'doctor.check_permissions': 'Permissions',
  'doctor.check_profile': 'Name and kind of the account',
  'doctor.check_published': 'Page is published',
  'doctor.check_subscription': 'Webhooks of the account',
  'doctor.check_other_apps': 'Other apps on the account',
  'doctor.check_page_task': 'Your task on the Page',
  'doctor.check_lead_access': 'Access to leads',
  'doctor.check_lead_terms': 'Terms of lead ads',
  'doctor.check_registration': 'Registration of the number',
  'doctor.check_messages_address': 'Where messages are delivered',
  'doctor.check_sending': 'Sending is allowed',
  'doctor.check_quality': 'Quality of messages',
  'doctor.check_messages': 'Access to messages',
  'doctor.check_events': 'Last event',
  'doctor.check_strangers': 'Events of strangers',
  'doctor.check_breaker': 'Circuit breaker',
  'doctor.check_limits': 'Rate limits',
  'doctor.check_stopped_kinds': 'Stopped messages',

  'doctor.skipped_limit':
    'Not asked: the account’s limit for such reads is used up, or its circuit breaker is open. Check again in a minute.',
  'doctor.skipped_no_token': 'Not asked: the account has no access token.',
  'doctor.skipped_not_installed': 'Not asked: the channel of this account is not installed.',
  'doctor.refused': 'The platform did not answer this question: {{>before}}',

  'doctor.ask_status': 'Whether the account is switched on here.',
  'doctor.status_active': 'The account is active.',
  'doctor.status_off': 'You switched the account off. Webhooks are stored, nothing is sent.',
  'doctor.status_paused': 'The platform stopped this account.',
  'doctor.status_no_token': 'The account has no working access token.',

  'doctor.ask_token': 'Reads the account with its access token, and asks what the platform knows of the token.',
  'doctor.token_works': 'The platform accepts the access token.',
  'doctor.token_dead': 'The platform says that the access token is not valid: “{{why}}”',
  'doctor.token_refused': 'The platform refused the access token. {{>before}}',

  'doctor.ask_token_end': 'When the access token ends, and the access to data with it.',
  'doctor.token_end_unknown': 'The access token has no known end.',
  'doctor.token_renewed': 'The access token ends in {{leftMs}} and is renewed before.',
  'doctor.token_lasts': 'The access token ends in {{leftMs}}.',
  'doctor.token_ends': 'The access token ends in {{leftMs}} and cannot be renewed without you.',
  'doctor.token_ended': 'The access token has ended.',
  'doctor.data_ends': 'The platform ends the access to data in {{leftMs}}, unless the person confirms it.',

  'doctor.ask_permissions': 'Compares the granted permissions with what live automations and forms need.',
  'doctor.permissions_unneeded': 'No live automation or form needs a permission.',
  'doctor.permissions_granted': 'Everything that live automations and forms need is granted.',
  'doctor.permissions_missing': 'Missing: {{permissions}}. Needed by: {{automations}}.',
  'doctor.permissions_untold': 'The platform does not show the permissions of a pasted token. Connect with the login button to see them.',

  'doctor.ask_profile': 'Compares the account’s name and kind at the platform with what is stored.',
  'doctor.profile_same': 'The account is still called {{username}}.',
  'doctor.profile_renamed':
    'The account was called {{was}} and is now called {{is}}. Links that open its chat lead nowhere until the new name is stored.',
  'doctor.profile_personal': '{{account}} is a personal account now. The platform gives apps only professional accounts.',

  'doctor.ask_published': 'Asks whether the Page is published.',
  'doctor.published': 'The Page is published.',
  'doctor.unpublished': 'The Page is not published. Only its administrators see it, and nobody else can write to it.',

  'doctor.ask_other_apps': 'Reads which other apps are subscribed to this account.',
  'doctor.no_other_apps': 'No other app receives the events of this account.',
  'doctor.other_apps': 'Other apps get the events of this account too: {{apps}}. If one of them replies as well, people get two replies.',
  'doctor.ask_subscription': 'Reads which events of this account the app is subscribed to.',
  'doctor.subscribed': 'The app is subscribed to everything that automations need.',
  'doctor.subscription_lacks': 'The app is not subscribed to: {{fields}}. Such events of this account do not arrive.',
  'doctor.subscription_untold': 'The platform does not say for this account. Its business account’s id is not stored here.',

  'doctor.ask_page_task': 'Asks whether the person whose token it is may have the Page’s leads.',
  'doctor.page_task_given': 'The person has the task for it.',
  'doctor.page_task_missing': 'The person whose token it is lacks the task Ads (advertise) on this Page, so no lead can be read.',

  'doctor.ask_lead_access': 'Asks whether the platform hands out the Page’s leads.',
  'doctor.leads_readable': 'Leads of this Page can be read.',
  'doctor.leads_refused': 'The platform does not hand out this Page’s leads: “{{why}}” It advises: “{{todo}}”',
  'doctor.leads_wait_for_task': 'Not before the person has their task on the Page.',

  'doctor.ask_lead_terms': 'Asks whether the terms of lead ads are accepted.',
  'doctor.lead_terms_accepted': 'The terms of lead ads are accepted.',
  'doctor.lead_terms_open': 'The terms of lead ads are not accepted for this Page.',

  'doctor.ask_registration': 'Asks whether the number is registered for the API.',
  'doctor.registered': 'The number is registered.',
  'doctor.unregistered': 'The number is not registered, so it can neither send nor receive.',

  'doctor.ask_messages_address': 'Asks which address the platform delivers the number’s messages to.',
  'doctor.messages_come_here': 'Its messages are delivered here.',
  'doctor.messages_go_elsewhere': 'Its messages are delivered to {{url}}, not here.',

  'doctor.ask_sending': 'Asks whether the platform lets this number send.',
  'doctor.sending_allowed': 'The number may send.',
  'doctor.sending_limited': 'The number may send only some messages. The platform says: {{why}}',
  'doctor.sending_blocked': 'The number may not send. The platform says: {{why}}',

  'doctor.ask_quality': 'Asks how people rate the number’s messages.',
  'doctor.quality_high': 'The quality is high.',
  'doctor.quality_medium': 'The quality is medium: people block or report some messages.',
  'doctor.quality_low': 'The quality is low: people block or report many messages. The platform may stop the number.',

  'doctor.ask_messages': 'Reads one conversation, which shows whether the owner lets apps have messages.',
  'doctor.messages_readable': 'Messages can be read.',
  'doctor.messages_wait_for_permission': 'Not before the permission for messages is granted.',

  'doctor.ask_events': 'When the last event of this account arrived, and whether events were found that no webhook reported.',
  'doctor.events_none': 'No event has arrived since the account was connected.',
  'doctor.events_last': 'The last event arrived {{agoMs}} ago, and no webhook was missed in two weeks.',
  'doctor.events_missed': 'In the last two weeks, {{missed}} events were found that no webhook reported. Others did arrive.',
  'doctor.events_only_read_back':
    'No webhook arrived in two weeks, although people wrote: {{missed}} events were found only by reading them back.',

  'doctor.ask_strangers': 'How many people webhooks reported, and whether people without a role on the app are among them.',
  'doctor.strangers_unheard':
    'A stranger’s message has never arrived (people heard: {{heard}}, missed: {{unheard}}). Your app is in development mode.',
  'doctor.strangers_nobody_heard': 'Reading back found {{unheard}} people whom no webhook reported.',
  'doctor.strangers_few': 'Webhooks have reported {{heard}} people so far, too few to know: all of them may have a role on the app.',
  'doctor.strangers_heard': 'Webhooks have reported {{heard}} different people.',

  'doctor.ask_breaker': 'Whether the account’s circuit breaker is open.',
  'doctor.breaker_closed': 'The circuit breaker is closed.',
  'doctor.breaker_open': 'The circuit breaker is open. {{>before}} The next probe is in {{leftMs}}.',

  'doctor.ask_limits': 'Whether the platform blocks calls of this account.',
  'doctor.limits_free': 'The platform blocks no calls of this account.',
  'doctor.limits_used': 'The platform blocks no calls of this account. It says that {{percent}} % of what it allows is used.',
  'doctor.limits_blocked': 'The platform throttles this account for another {{leftMs}}.',

  'doctor.ask_stopped_kinds': 'Whether a kind of message is stopped.',
  'doctor.kinds_sent': 'All kinds of messages are sent.',
} as const
