import type { Media, Template } from './content.ts'

/**
 * What the owner configured. A definition is a list of steps that refer to each other by id, so that a form, a drawer and a canvas can all
 * show it.
 */
export const matchModes = ['word', 'contains', 'exact'] as const
export type MatchMode = (typeof matchModes)[number]

export const triggerKinds = ['comment', 'live_comment', 'message', 'story_reply', 'story_mention', 'postback'] as const
export type TriggerKind = (typeof triggerKinds)[number]

export type Trigger = {
  /**
   * `comment` matches comments under posts and under live videos, `live_comment` the latter alone; `message` matches every DM, story
   * replies too.
   */
  on: TriggerKind
  /** Ids of the posts or stories it is limited to; empty: any. */
  media: string[]
  /** Words or phrases; empty: any text. For `postback`: the payloads. */
  keywords: string[]
  match: MatchMode
  /** Words or phrases that prevent a match. */
  exclude: string[]
}

export const answerKinds = ['email', 'phone', 'number', 'text'] as const
export type AnswerKind = (typeof answerKinds)[number]

/** A button opens a link, or (without `url`) continues the run at `goTo`. */
export type Button = { title: string; url?: string; goTo?: string }

/** Requirement A9: a wait ends after 24 hours unless the owner says otherwise; for taps too, so that no run waits for ever. */
export const defaultTimeoutMinutes = 24 * 60
/** The shortest wait for a person. Shorter ones, which earlier versions accepted, take this long. */
export const minTimeoutMinutes = 1

/** `next` absent: the step that follows in the list; null: the end. */
type StepBase = { id: string; next?: string | null }

/**
 * Replies under the comment; nothing when the event is not a comment. The reply waits until the DM planned with it was sent, unless
 * `replyFirst`.
 */
export type ReplyStep = StepBase & { type: 'reply'; texts: string[]; replyFirst?: boolean }
/** Sends a DM. With a `goTo` button the run waits for the tap. `link` replaces `[LINK]` in the texts. */
export type MessageStep = StepBase & { type: 'message'; texts: string[]; buttons?: Button[]; link?: string; timeoutMinutes?: number }
/** Sends a file by DM: by its URL, or by the id of a file of the workspace; exactly one of the two. */
export type MediaStep = StepBase & { type: 'media'; media: Omit<Media, 'caption'>; caption?: string }
/** A row of a list; the run continues at `goTo` when it is chosen. */
export type ListRow = { title: string; description?: string; goTo: string }
/** Sends a list to choose from, behind a button, and waits for the choice; the title of the chosen row is the answer. */
export type ListStep = StepBase & {
  type: 'list'
  texts: string[]
  button: string
  sections: { title?: string; rows: ListRow[] }[]
  timeoutMinutes: number
  noAnswer?: string | null
}
/** Sends a text that the platform approved; its parameters are texts with places, filled in when the step is taken. */
export type TemplateStep = StepBase & { type: 'template'; template: Omit<Template, 'filled'> }
/**
 * Asks in the DM and waits for an answer of the kind. After a wrong answer it sends `retryText`; after `maxTries` answers in all it
 * continues at `gaveUp`; without an answer in time at `noAnswer`.
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
/** Waits for any text or quick reply without sending anything. */
export type WaitStep = StepBase & { type: 'wait'; timeoutMinutes: number; noAnswer?: string | null }
/** Stores the last answer: email, phone and name as such, every other field under its own name (requirement A10). */
export type SaveStep = StepBase & { type: 'save'; field: string }
/** Waits for a time; survives a restart. */
export type DelayStep = StepBase & { type: 'delay'; minutes: number }

/** How a known value is compared. An unknown value equals nothing, contains nothing and is not a number. */
export type Comparison =
  | { is: 'present' | 'absent' }
  | { is: 'equals' | 'not_equals' | 'contains' | 'not_contains'; value: string }
  | { is: 'one_of'; values: string[] }
  | { is: 'above' | 'below'; number: number }
/** One check of a condition. `field` is named as in texts; `window`: whether the person may be written to now. */
export type Check =
  | ({ what: 'field'; field: string } & Comparison)
  | ({ what: 'answer' } & Comparison)
  | { what: 'tag'; tag: string; is: 'present' | 'absent' }
  | { what: 'channel'; is: 'one_of'; values: string[] }
  | { what: 'window'; is: 'open' | 'closed' }
/** Continues at `next` when all checks hold, or any one; else at `otherwise` (absent: the end). */
export type ConditionStep = StepBase & { type: 'condition'; match: 'all' | 'any'; checks: Check[]; otherwise?: string | null }
/** Adds tags to the person and removes tags, by name; a missing tag is created. */
export type TagStep = StepBase & { type: 'tag'; add?: string[]; remove?: string[] }

/** Whom a conversation is assigned to that is handed over: as the inbox is set, whose turn it is, nobody, or a member by id. */
export type Assigning = 'as_set' | 'next' | 'nobody' | (string & {})
/** Hands over to people and ends: automations stay silent in the conversation until somebody resumes them. */
export type HandOverStep = StepBase & { type: 'handOver'; to: Assigning }

export type Step =
  | ReplyStep
  | MessageStep
  | MediaStep
  | ListStep
  | TemplateStep
  | AskStep
  | WaitStep
  | SaveStep
  | DelayStep
  | ConditionStep
  | TagStep
  | HandOverStep
export type StepType = Step['type']
export type StepOf<T extends StepType> = Extract<Step, { type: T }>

export type Definition = {
  triggers: Trigger[]
  /** Minutes during which the same person cannot start it again; 0: none. */
  cooldownMinutes: number
  steps: Step[]
  lead: { saveToDatabase: boolean; notificationEmail: string | null; webhookUrl: string | null }
}

/** One automation as the engine sees it: one version, with what determines its order. */
export type Automation = {
  id: string
  versionId: string
  version: number
  name: string
  /** False while it is a draft or paused: it never replies, but it is evaluated so that the trace can explain why. */
  live: boolean
  priority: number
  createdAt: Date
  definition: Definition
}
