/**
 * What the owner configured. A definition is a list of steps that refer to each other by id, so that a form, a drawer and a canvas can all
 * draw it.
 */
export const matchModes = ['word', 'contains', 'exact'] as const
export type MatchMode = (typeof matchModes)[number]

export const triggerKinds = ['comment', 'live_comment', 'message', 'story_reply', 'story_mention', 'postback'] as const
export type TriggerKind = (typeof triggerKinds)[number]

export type Trigger = {
  /**
   * `comment` hears comments under posts and under live videos, `live_comment` the latter alone; `message` hears every DM, story replies
   * too.
   */
  on: TriggerKind
  /** Ids of posts or stories it keeps to; empty: any. */
  media: string[]
  /** Words or phrases; empty: any text. For `postback`: the payloads. */
  keywords: string[]
  match: MatchMode
  /** Words or phrases that silence it. */
  exclude: string[]
}

export const answerKinds = ['email', 'phone', 'number', 'text'] as const
export type AnswerKind = (typeof answerKinds)[number]

/** A button opens a link, or (without `url`) continues the run at `goTo`. */
export type Button = { title: string; url?: string; goTo?: string }

/** Requirement A9: a wait ends after 24 hours unless the owner says otherwise; for taps too, so that no run waits for ever. */
export const defaultTimeoutMinutes = 24 * 60

/** `next` absent: the step that follows in the list; null: the end. */
type StepBase = { id: string; next?: string | null }

/** Replies under the comment; nothing when the event is no comment. It waits until the DM planned with it was sent, unless `replyFirst`. */
export type ReplyStep = StepBase & { type: 'reply'; texts: string[]; replyFirst?: boolean }
/** Says something in the DM. With a `goTo` button the run waits for the tap. `link` stands for `[LINK]` in the texts. */
export type MessageStep = StepBase & { type: 'message'; texts: string[]; buttons?: Button[]; link?: string; timeoutMinutes?: number }
/**
 * Asks in the DM and waits for an answer of the kind. Wrong: says `retryText`, at most `maxTries` answers in all, then `gaveUp`. No answer
 * in time: `noAnswer`.
 */
export type AskStep = StepBase & {
  type: 'ask'
  texts: string[]
  answer: AnswerKind
  retryText?: string
  maxTries: number
  timeoutMinutes: number
  noAnswer?: string | null
  gaveUp?: string | null
  link?: string
}
/** Waits for any text or quick reply without saying anything. */
export type WaitStep = StepBase & { type: 'wait'; timeoutMinutes: number; noAnswer?: string | null }
/** Keeps the last answer: email, phone and name as such, every other field under its own name (requirement A10). */
export type SaveStep = StepBase & { type: 'save'; field: string }
/** Lets time pass; survives a restart. */
export type DelayStep = StepBase & { type: 'delay'; minutes: number }

/** How a text that is known of a person is compared. What is not known equals nothing, contains nothing and is no number. */
export type Comparison =
  | { is: 'present' | 'absent' }
  | { is: 'equals' | 'not_equals' | 'contains' | 'not_contains'; value: string }
  | { is: 'one_of'; values: string[] }
  | { is: 'above' | 'below'; number: number }
/** One thing a condition looks at. `field` is named as in texts; `window`: whether the person may be written to at the moment. */
export type Check =
  | ({ what: 'field'; field: string } & Comparison)
  | ({ what: 'answer' } & Comparison)
  | { what: 'tag'; tag: string; is: 'present' | 'absent' }
  | { what: 'channel'; is: 'one_of'; values: string[] }
  | { what: 'window'; is: 'open' | 'closed' }
/** Goes on at `next` when all checks hold, or any one; else at `otherwise` (absent: the end). */
export type ConditionStep = StepBase & { type: 'condition'; match: 'all' | 'any'; checks: Check[]; otherwise?: string | null }
/** Adds tags to the person and takes tags away, by their names; a tag that is not there yet is made. */
export type TagStep = StepBase & { type: 'tag'; add?: string[]; remove?: string[] }

export type Step = ReplyStep | MessageStep | AskStep | WaitStep | SaveStep | DelayStep | ConditionStep | TagStep
export type StepType = Step['type']
export type StepOf<T extends StepType> = Extract<Step, { type: T }>

export type Definition = {
  triggers: Trigger[]
  /** Minutes in which the same person does not start it again; 0: none. */
  cooldownMinutes: number
  steps: Step[]
  lead: { saveToDatabase: boolean; notificationEmail: string | null; webhookUrl: string | null }
}

/** One automation as the engine sees it: pinned to a version, with what orders it. */
export type Automation = {
  id: string
  versionId: string
  version: number
  name: string
  /** False while it is a draft or paused: it is looked at, so that silence can be explained, and never answers. */
  live: boolean
  priority: number
  createdAt: Date
  definition: Definition
}
