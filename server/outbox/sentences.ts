import { sentencesOf } from '../model/sentence.ts'

/** What rows of this module and the API say of messages, in English; other languages are in server/languages/. */
export const sentences = {
  'outbox.same_person': 'Two contacts were merged, and the same message of this automation was already waiting for the person.',
  'outbox.opted_out': 'The person wrote STOP, so automations stay silent.',
  'outbox.bot_paused': 'A person took over this conversation.',
  'outbox.dm_not_sent': 'Its DM was not sent, so the public reply was not posted.',
  'outbox.no_recipient': 'This person has only commented so far; a DM becomes possible when they answer the private reply.',
  'outbox.suspended': 'The worker was suspended just before sending, so nothing was sent. It retries automatically.',
  'outbox.arrived_before': 'An earlier attempt had arrived: the platform takes one private reply per comment and refused another.',
  'outbox.attempt_before_unknown': '{{>before}} The attempt before got no response: check the conversation to see whether it arrived.',
  'outbox.given_up': '{{>before}} Given up after {{failures}} attempts.',
  'outbox.quarantined': 'Three workers died while they held this message. Check the log before you send it again.',
  'outbox.outcome_unknown': 'The worker was stopped while it was sending. We check whether the message arrived.',
  'outbox.stopped_while_sending': 'The worker was stopped while it was sending.',
  'outbox.doubtful_again':
    'The outcome stayed unknown {{doubts}} times, and the message is not in the conversation. Close it or send it again.',
  'outbox.cannot_read_back': 'We could not find out whether this arrived: {{>before}}',
  'outbox.no_report':
    'The request got no clear response, and the platform reported nothing about this message, so it is unknown whether it arrived. Check the conversation, then close it or send it again.',
  'outbox.had_arrived': 'It had arrived: the platform refused another.',
  'outbox.had_not_arrived': 'It had not arrived: the platform took the next one.',
  'outbox.known_by_echo': 'The platform confirmed it by reporting the message back.',
  'outbox.known_by_report': 'The platform confirmed it in a status report.',
  'outbox.files_not_here': 'This channel sends no files yet. Send a link.',
  'outbox.file_unknown': 'The file {{id}} is not stored, or belongs to another account. Upload it first (POST /api/media).',
  'outbox.file_type': 'A file of type {{type}} cannot be sent as {{as}} here. This takes {{takes}}.',
  'outbox.file_too_large': 'The file has {{size}} bytes; the channel takes {{most}}.',
  'outbox.file_gone': 'The file of this message was deleted. Upload it again, then send a new message.',
  'outbox.send_template': '{{>before}} A template can be sent instead: {{names}}.',
  'outbox.closed': 'Closed by a person.',
  'outbox.closed_before': 'Closed by a person. Before: {{>before}}',
  'outbox.closed_arrived': 'Closed by a person: it had arrived.',
  'outbox.closed_arrived_before': 'Closed by a person: it had arrived. Before: {{>before}}',
  'outbox.reconnect': 'Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'outbox.account_paused': 'The platform stopped this account. Fix the cause, then switch the account on in Settings.',
  'outbox.account_inactive': 'The account is switched off, so nothing is sent.',
  'outbox.account_disconnected':
    'The account is disconnected. The message waits, and is sent after you connect the account again if its time window is still open.',
  'outbox.kind_stopped': '{{>before}} Messages of this kind wait until you reconnect the account or resume them in Settings.',
  'outbox.circuit_open':
    '{{>before}} Sending is paused for a minute, then one request tests the connection. When it works, the rest follows. No attempts are used up.',
  'outbox.platform_trouble':
    'Several accounts get the same error, so the cause is the platform, not your account. Messages wait and are sent when it works again. You don’t have to do anything.',
  'outbox.platform_unreachable':
    'Several accounts get no answer, so the cause is the platform or this server’s connection to the internet, not your account. Messages wait and are sent when it works again.',
  'outbox.messaging_limit':
    'The platform lets this business begin conversations with {{people}} people in {{perMs}}, and so many were begun. The message is sent automatically when that allows.',
  'outbox.no_first_messages':
    'The platform does not let this business write to people first at the moment. The message is sent automatically when it does.',
  'outbox.person_limit': 'Too many messages to this person in a short time. The message is sent automatically a little later.',
  'outbox.marketing_stopped': 'The person stopped marketing messages of the business. Reply to what they ask, and send no marketing.',
  'outbox.rate_limited': 'The platform’s rate limit is reached. The message is sent automatically when the limit allows.',
  'outbox.waits_for_dm': 'The public reply waits for its DM. It is posted when the DM was sent.',
} as const

export const sentence = sentencesOf(sentences)
