import type { ReadRate, ReviewPermission, SetUpState } from '../../model/capabilities.ts'
import type { LoginType } from '../../model/channel.ts'
import { sentence } from './sentences.ts'

/** Reads of the doctor: a run makes five, and a person may ask for several runs. */
export const setUpRate: ReadRate = { kind: 'set_up', key: 'minute', calls: 30, perMs: 60_000, callsEach: 1 }

export const toldNothing: SetUpState = {
  username: null,
  isProfessional: null,
  isPublished: null,
  canSend: null,
  canSendWhy: null,
  quality: null,
  isRegistered: null,
  messagesUrl: null,
}

const films = {
  account: [sentence('meta.film.connect'), sentence('meta.film.connected')],
  pages: [sentence('meta.film.connect'), sentence('meta.film.pages'), sentence('meta.film.connected')],
  comments: [
    sentence('meta.film.connect'),
    sentence('meta.film.automation'),
    sentence('meta.film.comment'),
    sentence('meta.film.commented'),
  ],
  messages: [
    sentence('meta.film.connect'),
    sentence('meta.film.automation'),
    sentence('meta.film.message'),
    sentence('meta.film.answered'),
  ],
  leads: [sentence('meta.film.connect'), sentence('meta.film.lead'), sentence('meta.film.leads')],
  webhooks: [sentence('meta.film.connect'), sentence('meta.film.doctor')],
} as const

/** What a permission is for, in the texts of the kit: why it is needed, and what to film. */
const purposes = {
  basic: { why: (used: string) => sentence('meta.why.basic', { used }), film: films.account },
  comments: { why: (used: string) => sentence('meta.why.comments', { used }), film: films.comments },
  messages: { why: (used: string) => sentence('meta.why.messages', { used }), film: films.messages },
  pages: { why: (used: string) => sentence('meta.why.pages', { used }), film: films.pages },
  webhooks: { why: (used: string) => sentence('meta.why.webhooks', { used }), film: films.webhooks },
  page_content: { why: (used: string) => sentence('meta.why.page_content', { used }), film: films.pages },
  leads: { why: (used: string) => sentence('meta.why.leads', { used }), film: films.leads },
  forms: { why: (used: string) => sentence('meta.why.forms', { used }), film: films.leads },
  ads: { why: (used: string) => sentence('meta.why.ads', { used }), film: films.leads },
} as const

/** A permission of the kit for app review (meta-platform.md 7.5). `ability`: null where the account itself needs it. */
export const reviewed = (name: string, login: LoginType, purpose: keyof typeof purposes, ability: string | null): ReviewPermission => ({
  name,
  login,
  ability,
  ...purposes[purpose],
})

/** What every connected Page needs, whatever it is used for. */
export const reviewedOfPages = [
  reviewed('pages_show_list', 'facebook', 'pages', null),
  reviewed('pages_manage_metadata', 'facebook', 'webhooks', null),
  reviewed('pages_read_engagement', 'facebook', 'page_content', null),
]
