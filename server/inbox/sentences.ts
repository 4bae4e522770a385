import type { MessageKind } from '../model/message.ts'
import { keyed, sentencesOf } from '../model/sentence.ts'

/** The outcome of an event. */
const outcomes = {
  waiting: 'Under way.',
  held: 'Waiting for what the webhook left out: the platform is asked.',
  sent: 'Answered.',
  delivered: 'Answered and delivered.',
  read: 'Answered and read.',
  in_doubt: 'Whether the answer arrived is being found out.',
  opted_out: 'The person asked not to be written to.',
  opted_in: 'The person may be written to again.',
  noted: 'Noted; nothing to say.',
} as const

/** The outcome of one attempt to send a message. */
const attempts = {
  sent: 'The platform accepted it.',
  under_way: 'The call is being made.',
  later: 'It will be tried again.',
  refused: 'The platform refused it.',
  in_doubt: 'No answer was had; whether it arrived is being found out.',
  not_there: 'It had not arrived: nothing of it is in the thread.',
  stopped: 'The account cannot send at present.',
} as const

const surfaces = {
  public_reply: 'Public reply',
  private_reply: 'First DM (private reply)',
  message: 'DM',
} as const satisfies Record<MessageKind, string>

/** Sentences about events: what is noted of a webhook body, and the trace beside the engine's part. Other languages: server/languages/. */
export const sentences = {
  ...keyed('outcome', outcomes),
  ...keyed('attempt', attempts),
  ...keyed('surface', surfaces),
  'event.received': 'Received in webhook batch {{batch}}, stored, answered 200.',
  'event.read_back': 'No webhook told of it. It was found when the account was checked for missed events.',
  'event.account': 'It is for {{name}}, automation set {{set}}. First delivery; duplicates are ignored.',
  'event.automation_deleted': 'deleted',
  'event.waits': '{{>message}} waits: {{>why}}',
  'event.waits_until': '{{>message}} waits: {{>why}} (until {{time}} UTC)',
  'event.attempt': '{{>message}}, attempt {{number}}: {{>outcome}}',
  'event.attempt_code': '{{>message}}, attempt {{number}}: {{>outcome}} ({{code}})',
  'event.known': '{{>message}}: {{>why}}',
  'event.not_sent': '{{>message}} was not sent: {{>why}}',
  'inbox.no_account': 'No account {{account}} is connected.',
  'inbox.foreign_address': "An entry of the account {{account}} came to another account's address: foreign.",
  'inbox.foreign_secret': "An entry of the account {{account}} was signed with another account's secret: foreign.",
  'inbox.foreign_simulator': "An entry of the account {{account}} was signed with the simulator's secret: foreign.",
  'inbox.more_notes': '… and {{count}} more notes.',
  'inbox.set_aside': 'Set aside after {{attempts}} attempts: {{error}}',
  'inbox.set_aside_ended': 'Set aside after {{attempts}} attempts: the process ended each time',
  'inbox.fault': 'A fault of ours: {{error}}',
} as const

export const sentence = sentencesOf(sentences)
