import { sentencesOf } from '../model/sentence.ts'

/** What is noted of a webhook body that was not used, in English; other languages are in server/languages/. */
export const sentences = {
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
