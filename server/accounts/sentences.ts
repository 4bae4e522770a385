import { sentencesOf } from '../model/sentence.ts'

/** What the API tells of an account, in English; other languages are in server/languages/. */
export const sentences = {
  'accounts.active': 'Connected.',
  'accounts.inactive': 'Switched off by you: webhooks are stored, nothing is sent.',
  'accounts.reconnect_needed':
    'The access token no longer works. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'accounts.paused': 'The platform stopped this account. Fix the cause, then switch the account on.',
  'accounts.disconnected':
    'Disconnected: webhooks are stored, nothing is read or sent. Connect the account again to continue where it stopped.',
  'accounts.left_at_platform': 'The platform did not confirm everything. To be sure, remove the app in the account’s settings there.',
  'accounts.left_for_others':
    'The token is deleted. Other accounts on this server use the same login, Page or business, so the app keeps its permission at the platform and goes on getting their events. To take it back for all of them, remove the app in the account’s settings there.',
  'accounts.left_in_settings':
    'The token is deleted. To take back the permission too, remove the app in the account’s settings at the platform, under apps and websites.',
  'accounts.left_in_business':
    'The token is deleted. To take back the permission too, remove the app in the platform’s business settings, under connected apps.',
  'accounts.mail_stopped': '{{account}} has to be reconnected',
  'accounts.mail_waiting': 'Its messages wait. They are sent after you reconnect it, if their time window is still open.',
  'accounts.mail_shared':
    'Several accounts stopped at the same time, with the same error. The cause is most likely the app or the platform, not the accounts. Check the app in the platform’s dashboard before you reconnect them.',
  'accounts.mail_several_stopped': '{{count}} accounts have to be reconnected',
  'accounts.mail_several_waiting':
    'Their messages wait. They are sent after you reconnect the accounts, if their time window is still open.',
  'accounts.mail_accounts': 'Accounts',
  'accounts.mail_open': 'Open the channels',
  'accounts.mail_token_ends': 'The access token of {{name}} expires soon',
  'accounts.token_ends': 'The access token of {{name}} expires in {{leftMs}} and could not be renewed. Reconnect the account before.',
  'accounts.mail_login_ends': 'The login of {{name}} expires soon',
  'accounts.login_ends':
    'The login of {{name}} at the platform expires in {{leftMs}}. Pages and numbers that are connected through it go on. To connect others through it, or to see which it gives access to, {{name}} has to log in again.',
  'accounts.mail_login_ended': 'The login of {{name}} no longer works',
  'accounts.login_ended':
    'The platform no longer accepts the login of {{name}}. {{>before}} Accounts that were connected through it stop when their own tokens stop; each is told by a mail of its own.',
  'accounts.mail_data_ends': 'The access of {{name}} to data expires soon',
  'accounts.data_ends':
    'The platform ends the access to data that {{name}} gave in {{leftMs}}, unless they log in again. After that, what was connected with it can neither be read nor answered.',
  'accounts.doctor_problems': 'The doctor found problems: {{problems}}. Settings › Doctor says what to do.',
  'accounts.no_such_template': 'defaultTemplateId: this account has no such template. Read its templates again, or choose another.',
  'accounts.template_places':
    'A default template gets the details of each lead: placeholder 1 is the name, placeholder 2 the text, and a placeholder with a name is that detail. This one also takes {{places}}. Choose another.',
  'accounts.templates_not_read': 'The templates cannot be read from the platform. {{>before}}',
  'accounts.some_wait': 'Some messages wait. {{>before}}',
  'accounts.token_rejected': 'The platform did not accept this access token ({{error}}). Copy it again, or create a new one.',
  'accounts.token_of_no_account':
    'The platform shows this token no such account ({{error}}). Check the account’s id, and that the token was created for it.',
} as const

export const sentence = sentencesOf(sentences)
