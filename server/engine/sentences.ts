import type { StepType } from '../model/automation.ts'
import type { Silence, SkipReason } from '../model/decision.ts'
import type { OccurrenceKind } from '../model/occurrence.ts'
import { steps } from './steps/steps.ts'

/**
 * Every sentence of a trace, in English. The keys are the words that are stored, so a catalogue of another language has the same
 * keys; `{{place}}` is filled from the stage's data.
 */
export const skipSentences: Record<SkipReason, string> = {
  not_live: 'It is not live.',
  other_kind: 'It listens to {{kinds}}, and this was {{kind}}.',
  other_post: 'It keeps to another post or story.',
  no_keyword: 'No keyword matched: it listens for {{keywords}}.',
  excluded_word: 'It stays silent when the text has “{{word}}”.',
  cooling_down: 'It answered this person less than {{minutes}} minutes ago.',
  already_running: 'It is already in the middle of something with this person.',
  lower_priority: 'It would have answered, but another automation came first.',
  other_automation: 'Another automation was to be started.',
}

export const silenceSentences: Record<Silence, string> = {
  own: 'The account did this itself.',
  echo: 'This is what the account itself said, reported back by the platform.',
  standby: 'Another app has this conversation at the moment.',
  not_answerable: 'This is nothing that automations answer.',
  account_inactive: 'The account is switched off.',
  opted_out: 'This person asked not to be written to.',
  bot_paused: 'Automations are paused in this conversation because a person has taken over.',
  loop_guard:
    'This conversation had more than {{answers}} answers in {{minutes}} minutes: it looks like two programs talking to each other.',
  no_match: 'No automation answered this.',
  no_automation: 'There is no live automation for this account.',
  too_old: 'It arrived too late to be answered.',
  who_unknown: 'The platform did not say who wrote this.',
  words_unknown: 'The platform told of a new message without its words, and they could not be read.',
  no_conversation: 'This account has no conversation with the person.',
  internal_error: 'The server could not process this. Its log has the error.',
}

/** What happened, for events that are not webhooks. */
export const occurrenceSentences: Record<OccurrenceKind, string> = {
  form: 'A form was submitted.',
  lead_ad: 'A lead ad was submitted.',
  time: 'The scheduled time came.',
  birthday: 'It is the person’s birthday.',
  tag: 'A tag of the person changed.',
  inbound_call: 'Another program called the automation’s address.',
  start: 'The automation was started for this person.',
  result: 'The result of an earlier request arrived.',
}

/** Stages outside the steps; the stages of each step type are in its own file. */
const aroundSteps = {
  opted_in: 'The person asked to hear from the account again.',
  opted_out: 'The person asked not to be written to any more. Nothing is said.',
  started: '“{{name}}”, version {{version}}, answers.',
  planned: 'Planned a {{kind}} (step {{stepId}}).',
  text_cut: 'The {{kind}} of step {{stepId}} was too long for the channel once it was filled in, so it was cut at a word.',
  nothing_to_say: 'Step {{stepId}} had nothing to say.',
  waits_for_dm: 'The public reply (step {{stepId}}) is posted when the DM (step {{dmStepId}}) was sent.',
  reply_without_dm: 'The DM had nothing to send, so there is no public reply (step {{stepId}}) either.',
  answered: 'The message answers the question (step {{stepId}}).',
  no_answer: 'Nobody answered step {{stepId}} in time.',
  time_came: 'The wait of step {{stepId}} is over.',
  superseded: 'An earlier question to this person no longer waits: a later one took its place.',
  stopped: 'The run was stopped: {{why}}.',
  postponed: 'Waits until {{until}}, because a person has taken over.',
  woke_for_nothing: 'The wait ended, but the run had already continued.',
  unknown_step: 'Step {{stepId}} does not exist.',
  endless_loop: 'Stopped before step {{stepId}}: the automation goes round in a circle without waiting for anybody.',
  left_out: 'The steps in between are not kept.',
  /** Of traces that an earlier version stored. */
  too_many_steps: 'Stopped before step {{stepId}}: too many steps without waiting for anybody.',
  echo_of_ours: 'It is the echo of a message of ours.',
  echo_of_others: 'It is no message of ours: somebody wrote it in the app itself, or another tool did.',
  report_of_ours: 'The platform reports what became of a message of ours: {{state}}.',
  report_of_others: 'It is about a message that we do not have.',
  about_account: 'The platform says this about the account itself and not about a person, so no automation starts.',
  about_business: 'The platform says this about the business that the account belongs to and not about a person, so no automation starts.',
  about_page: 'The platform says this about the Page of the account and not about a person, so no automation starts.',
  asks_who: 'The webhook did not say who wrote it: the platform is asked.',
  awaits_words: 'The webhook told of a new message without its words: if they do not come by themselves, they are read.',
  who_found: 'The platform was asked and named the author.',
  words_found: 'The message was read from the platform.',
  words_came: 'What was missing came by itself.',
  not_found: 'The platform was asked and did not tell ({{why}}).',
  moved: 'The person goes by {{to}} from now on. Their conversation goes on there, with an open question and whether they opted out.',
  ended: 'The run is over ({{state}}).',
} as const

type StageOfSteps = { [T in StepType]: keyof (typeof steps)[T]['sentences'] }[StepType]
export type Stage = keyof typeof aroundSteps | StageOfSteps

export const stageSentences: Record<Stage, string> = Object.assign(
  {},
  aroundSteps,
  ...Object.values(steps).map(({ sentences }) => sentences),
)

/** Values of stage data that need a plain word for people. */
export const plainWords: Record<string, string> = {
  public_reply: 'public reply',
  private_reply: 'private reply',
  message: 'direct message',
  email: 'an e-mail address',
  phone: 'a phone number',
  number: 'a number',
  text: 'a text',
  opted_out: 'the person asked not to be written to',
  automation_off: 'the automation was switched off',
  version_missing: 'its version no longer exists',
  account_inactive: 'the account is switched off',
  done: 'done',
  no_answer: 'nobody answered',
  gave_up: 'no valid answer',
}

/** The names of triggers and events in a sentence. */
export const kindWords: Record<string, string> = {
  comment: 'a comment',
  live_comment: 'a comment in a live video',
  message: 'a direct message',
  story_reply: 'an answer to a story',
  story_mention: 'a mention in a story',
  postback: 'a tap on a button',
}
