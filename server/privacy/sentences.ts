import { sentencesOf } from '../model/sentence.ts'

/** The public pages about privacy, in Markdown where they are long. */
const pageSentences = {
  'privacy.language': 'en',
  'privacy.policy_of': 'Privacy policy of {{workspace}}',
  'privacy.terms_of': 'Terms of service of {{workspace}}',
  'privacy.write_to': 'Write to [{{contact}}](mailto:{{contact}})',
  'privacy.write_to_account': 'Write to the account that you wrote to',

  'privacy.policy_intro':
    '**{{workspace}}** answers comments and messages on social networks with a program that it runs itself. This page says what is stored when you write to one of its accounts.',
  'privacy.policy_stored_title': '## What is stored',
  'privacy.policy_stored':
    '- Your messages and comments to these accounts, and the replies to them.\n- Your public name, username and the id that the network gives you for these accounts.\n- What you enter yourself: for example your email address, phone number, or the answers of a form.\n- When you send a form: the network address and browser it was sent with.',
  'privacy.policy_use_title': '## What it is used for',
  'privacy.policy_use':
    'To answer you, to send you what you asked for, and to contact you about it. It is not sold. It is passed on only to services that {{workspace}} uses for this, such as its own customer list.',
  'privacy.policy_how_long_title': '## How long',
  'privacy.policy_how_long': 'As long as it is needed for that.',
  'privacy.policy_archived': 'Archived details are deleted after {{days}} days.',
  'privacy.policy_events': 'Messages and comments are deleted after {{days}} days.',
  'privacy.policy_addresses': 'Network address and browser are deleted after {{days}} days.',
  'privacy.policy_copies': 'Copies of what the network delivered are deleted after 30 days.',
  'privacy.policy_deletion_title': '## Having your data deleted',
  'privacy.policy_deletion':
    '{{>writeTo}} and ask for it. You can also ask the network: remove this app in the settings of your account there, under apps and websites, and choose to have your data deleted. You then get a link to a page that shows when it is done. If you had opted out of messages, a mark of that is kept from which nobody can read who you are, so that nothing is sent to you again.',
  'privacy.policy_rights': 'You may also ask which data is stored about you, and have it corrected.',

  'privacy.terms_intro': '**{{workspace}}** uses a program to answer comments and messages on social networks.',
  'privacy.terms_expect_title': '## What you can expect',
  'privacy.terms_expect':
    '- Replies may be sent automatically. A person can take over at any time.\n- Write STOP to get no more automatic messages.\n- The service is offered as it is. There is no right to a reply, and replies are no advice.',
  'privacy.terms_ask_title': '## What we ask of you',
  'privacy.terms_ask':
    'Do not send passwords, payment details or other secrets in comments and messages. What the network’s own terms forbid is forbidden here too.',
  'privacy.terms_contact_title': '## Contact',
  'privacy.terms_contact': '{{>writeTo}}.',

  'privacy.deletion_title': 'Deletion of your data',
  'privacy.deletion_done': 'Done',
  'privacy.deletion_done_at':
    'Your data was deleted on {{at}}. Copies of what the network delivered are deleted within 30 days of their arrival.',
  'privacy.deletion_open': 'In progress',
  'privacy.deletion_waits': 'Your data is being deleted. This page shows when it is done.',
  'privacy.deletion_facts': 'Requested on {{at}}. Confirmation code: {{code}}',
  'privacy.wait_title': 'Please wait',
  'privacy.wait': 'Too many attempts. Wait a minute, then try again.',
  'privacy.not_found_title': 'Not found',
  'privacy.not_found': 'There is no such page.',
  'privacy.no_request': 'There is no request with this code. Check the address.',
} as const

/** What follows from a person who withdraws the app at the platform, in English; other languages are in server/languages/. */
export const sentences = {
  ...pageSentences,
  'privacy.deauthorized':
    'Access was withdrawn at the platform: the app was removed from the settings of the person who connected the account. Reconnect it.',
  'privacy.forgotten':
    'The person who connected the account asked the platform to have their data deleted. Their login and its token are deleted. ' +
    'Connect the account again to continue.',
  'privacy.kept_mark':
    'A mark that this person opted out: a keyed hash of their ids, from which they cannot be read. It is kept so that automations do not ' +
    'write to them when they come back (suppression).',
  'privacy.mail_subject': 'Access to {{account}} was withdrawn',
  'privacy.mail_several': 'Access to {{count}} accounts was withdrawn',
  'privacy.mail_accounts': 'Stopped: {{accounts}}.',
  'privacy.mail_open': 'Open the channels',
} as const

export const sentence = sentencesOf(sentences)
