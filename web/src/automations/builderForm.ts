import type { AnswerKind, MatchMode } from '../../../server/model/automation.ts'
import type { ConditionForm } from './ConditionCard.tsx'
import type { ListForm } from './ListCard.tsx'
import type { MediaForm } from './MediaCard.tsx'
import type { TagForm } from './TagCard.tsx'
import type { TemplateForm } from './TemplateCard.tsx'

/** The form of the quick builder: its cards, top to bottom. definitionOf.ts and formOf.ts convert to and from steps. */
export type AskForm = {
  answer: Exclude<AnswerKind, 'number'>
  field: string
  question: string
  retryText: string
  maxTries: number
  timeoutMinutes: number
  /** The value of [LINK] in the question; the cards do not show it, the rule format may have it. */
  link: string
  /** Where the conversation continues after the last attempt, and without an answer. */
  gaveUp: 'end' | 'message'
  noAnswer: 'end' | 'message'
}
/** Steps with a form of their own; null: switched off. */
export type PartForms = {
  condition: ConditionForm | null
  list?: ListForm | null
  media?: MediaForm | null
  template?: TemplateForm | null
  tag: TagForm | null
}

export type BuilderForm = {
  name: string
  on: 'comment' | 'message' | 'story_reply'
  media: string[]
  anyWord: boolean
  keywords: string[]
  match: MatchMode
  exclude: string[]
  replyOn: boolean
  replies: { text: string }[]
  /** The public reply does not wait until the DM was sent. */
  replyFirst: boolean
  openingOn: boolean
  opening: { text: string }[]
  openingButton: string
  asks: AskForm[]
  texts: { text: string }[]
  buttons: { title: string; url: string }[]
  link: string
  delayMinutes: number
  cooldownMinutes: number
  saveLead: boolean
  notificationEmail: string
  webhookUrl: string
  parts: PartForms
  /** The original step ids by part, so that an edited step keeps its id. */
  ids: Record<string, string>
}

export const blankForm: BuilderForm = {
  name: '',
  on: 'comment',
  media: [],
  anyWord: false,
  keywords: [],
  match: 'word',
  exclude: [],
  replyOn: false,
  replies: [{ text: '' }, { text: '' }, { text: '' }],
  replyFirst: false,
  openingOn: false,
  opening: [{ text: '' }],
  openingButton: '',
  asks: [],
  texts: [{ text: '' }],
  buttons: [],
  link: '',
  delayMinutes: 0,
  cooldownMinutes: 0,
  saveLead: true,
  notificationEmail: '',
  webhookUrl: '',
  parts: { condition: null, tag: null },
  ids: {},
}
