import type { StepType } from '../model/automation.ts'
import type { Silence, SkipReason } from '../model/decision.ts'
import type { OccurrenceKind } from '../model/occurrence.ts'
import { type Catalogue, keyed, sentencesOf } from '../model/sentence.ts'
import { steps } from './steps/steps.ts'

/** Why an automation did not reply. */
const skips = {
  not_live: 'It is not live.',
  other_kind: 'It is triggered by {{>kinds|or}}, but this was {{>kind}}.',
  other_post: 'Its trigger is for another post or story.',
  no_keyword: 'No keyword matched: its keywords are {{>keywords}}.',
  excluded_word: 'The text has the excluded word “{{word}}”.',
  cooling_down: 'It replied to this person less than {{minutes}} minutes ago.',
  already_running: 'It is already running for this person.',
  lower_priority: 'It would have replied, but another automation came first.',
  other_automation: 'Another automation was started directly.',
} as const satisfies Record<SkipReason, string>

/** Why an event got no reply at all. */
const silences = {
  own: 'The account did this itself.',
  echo: 'The account itself sent this; the platform reports it back.',
  standby: 'Another app has this conversation at the moment.',
  answered_by_hand: 'Someone had replied by hand before this was found.',
  comment_hidden: 'The comment is hidden.',
  imported: 'It came with the history of the phone: what was written before is kept, and starts nothing.',
  not_answerable: 'Automations do not reply to this.',
  account_inactive: 'The account is switched off.',
  opted_out: 'This person opted out of messages.',
  handed_over: 'The person asked for a person: the conversation was handed over.',
  bot_paused: 'Automations are paused in this conversation because a person has taken over.',
  transcribing: 'A voice message: what it says decides what happens. It is being transcribed.',
  loop_guard:
    'This conversation had more than {{answers}} replies in {{minutes}} minutes: this looks like two programs replying to each other.',
  no_match: 'No automation replied.',
  no_automation: 'There is no live automation for this account.',
  too_old: 'It arrived too late for a reply.',
  who_unknown: 'The platform did not say who wrote this.',
  words_unknown: 'The platform reported a new message without its text, and the text could not be read.',
  no_conversation: 'This account has no conversation with the person.',
  internal_error: 'The server could not process this. Its log has the error.',
} as const satisfies Record<Silence, string>

/** What happened, for events that are not webhooks. */
const occurrences = {
  form: 'A form was submitted.',
  lead_ad: 'A lead ad was submitted.',
  time: 'The scheduled time came.',
  birthday: 'It is the person’s birthday.',
  tag: 'A tag of the person changed.',
  inbound_call: 'Another program called the automation’s address.',
  start: 'The automation was started for this person.',
  result: 'The result of an earlier request arrived.',
} as const satisfies Record<OccurrenceKind, string>

/** Stages outside the steps; the stages of each step type are in its own file. */
const aroundSteps = {
  opted_in: 'The person opted in again.',
  opted_out: 'The person opted out. Nothing is sent.',
  opted_out_before_erase: 'The person had opted out before they were erased. They are opted out still.',
  called: 'The person called. They can be written to until {{until}}.',
  marketing_stopped: 'The person stopped marketing messages. Replies to what they ask go on.',
  marketing_resumed: 'The person agrees to marketing messages.',
  paused_by_hand: 'A person of the business wrote in the platform’s own app. Automations pause in this conversation until {{until}}.',
  handed_over_by_word:
    'The text has the word “{{by}}”, which hands over to a person. Automations are silent in this conversation until somebody resumes them.',
  started: '“{{name}}”, version {{version}}, replies.',
  planned: 'Planned a {{>kind}} (step “{{stepId}}”).',
  text_cut: 'The {{>kind}} of step “{{stepId}}” was too long for the channel with its placeholders filled in, so it was cut at a word.',
  nothing_to_say: 'Step “{{stepId}}” had nothing to send.',
  waits_for_dm: 'The public reply (step “{{stepId}}”) is posted when the DM (step “{{dmStepId}}”) was sent.',
  reply_without_dm: 'The DM had nothing to send, so there is no public reply (step “{{stepId}}”) either.',
  answered: 'The message answers the question (step “{{stepId}}”).',
  no_answer: 'There was no answer to step “{{stepId}}” in time.',
  time_came: 'The wait of step “{{stepId}}” is over.',
  superseded: 'An earlier question to this person no longer waits: a later one took its place.',
  stopped: 'The run was stopped: {{>why}}.',
  postponed: 'Waits until {{until}}, because a person has taken over.',
  woke_for_nothing: 'The wait ended, but the run had already continued.',
  unknown_step: 'Step “{{stepId}}” does not exist.',
  endless_loop: 'Stopped before step “{{stepId}}”: the automation loops without waiting for a person.',
  left_out: 'The steps in between are not kept.',
  /** Of traces that an earlier version stored. */
  too_many_steps: 'Stopped before step “{{stepId}}”: too many steps without waiting for a person.',
  echo_of_ours: 'It is the echo of a message sent from here.',
  echo_of_others: 'It was not sent from here, but in the app itself or by another tool.',
  report_of_ours: 'The platform reports the status of a message sent from here: {{>state}}.',
  report_of_others: 'It is about a message that was not sent from here.',
  about_account: 'This is about the account itself and not about a person, so no automation starts.',
  about_business: 'This is about the business of the account and not about a person, so no automation starts.',
  about_page: 'This is about the Page of the account and not about a person, so no automation starts.',
  asks_who: 'The webhook did not say who wrote it: the platform is asked.',
  awaits_words: 'The webhook reported a new message without its text: unless the text arrives, it is read from the platform.',
  who_found: 'The platform was asked and named the author.',
  transcribed: 'This is what the transcription service heard in the voice message.',
  not_transcribed: 'The voice message could not be transcribed ({{why}}), so it has no words.',
  words_found: 'The message was read from the platform.',
  words_came: 'The missing text arrived.',
  not_found: 'The platform was asked and did not answer ({{why}}).',
  fetches_lead: 'A form of a lead ad was filled in: the lead is read from the platform.',
  lead_stored: 'The lead was read and stored.',
  lead_known: 'The lead had been stored before.',
  lead_gone: 'The platform no longer has this lead: it was deleted there, or is too old.',
  moved: 'The person is now known as {{to}}. Their conversation continues there, with an open question and their opt-out.',
  ended: 'The run is over ({{>state}}).',
} as const

type StageOfSteps = { [T in StepType]: keyof (typeof steps)[T]['sentences'] }[StepType]
export type Stage = keyof typeof aroundSteps | StageOfSteps

const stages: Record<Stage, string> = Object.assign({}, aroundSteps, ...Object.values(steps).map(({ sentences }) => sentences))

/** Values of stage data that need a plain word for people. */
const words = {
  public_reply: 'public reply',
  private_reply: 'private reply',
  message: 'direct message',
  email: 'an email address',
  phone: 'a phone number',
  number: 'a number',
  text: 'a text',
  opted_out: 'the person opted out',
  automation_off: 'the automation was switched off',
  version_missing: 'its version no longer exists',
  account_inactive: 'the account is switched off',
  done: 'done',
  no_answer: 'no answer',
  gave_up: 'no valid answer',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  check_tag: 'tag “{{subject}}”',
  check_field: 'field “{{subject}}”',
  check_answer: 'the last answer',
  check_channel: 'the channel',
  check_window: 'the message window',
} as const

/** The names of triggers and events in a sentence. */
const kinds = {
  comment: 'a comment',
  live_comment: 'a comment in a live video',
  message: 'a direct message',
  story_reply: 'a reply to a story',
  story_mention: 'a mention in a story',
  postback: 'a tap on a button',
} as const

/** Sentences of traces that have no code of their own. */
const others = {
  'trace.planned_variation': 'Planned a {{>kind}} (step “{{stepId}}”). Variation {{variation}} of {{of}}.',
  /** A stage of a newer version. */
  'trace.newer_stage': '{{stage}}.',
  'skip.silent': 'It would have replied. {{>silence}}',
  'skip.opt_word': 'The person opted out or in; automations do not reply to that.',
  'skip.question_waited': 'It would have replied, but a question to this person was waiting, and this was the answer.',
  'skip.replied': 'It replied.',
  'skip.continued': 'It continued its run with this person.',
  'kind.none': 'nothing',
  'kind.other': 'something else',
  /** What the owner or a platform wrote, as it is. */
  'word.verbatim': '{{text}}',
  'word.and_more': '{{text}} and {{count}} more',
} as const

/** Every sentence of a trace, in English; other languages are in server/languages/. Their keys end in the codes that are stored. */
export const sentences = {
  ...keyed('skip', skips),
  ...keyed('silence', silences),
  ...keyed('occurrence', occurrences),
  ...keyed('trace', stages),
  ...keyed('word', words),
  ...keyed('kind', kinds),
  ...others,
} as const satisfies Catalogue

export const sentence = sentencesOf(sentences)
