import { graphTime } from '../platform/fields.ts'
import * as ids from '../world/ids.ts'
import type { World } from '../world/world.ts'
import type { Shown } from '../platform/fields.ts'

/** meta-platform.md 6.2 [M] */
export const formStatuses = ['ACTIVE', 'ARCHIVED', 'DELETED', 'DRAFT'] as const
export type FormStatus = (typeof formStatuses)[number]

export type Question = { id: string; key: string; label: string; type: string; options?: { key: string; value: string }[] }
export type Disclaimer = { key: string; text: string; required: boolean }

/** A form of a lead ad. `allowOrganic`: people may fill it in without an ad (13.2, row 2.39). */
export type Form = {
  seq: number
  id: string
  pageId: string
  name: string
  status: FormStatus
  locale: string
  questions: Question[]
  disclaimers: Disclaimer[]
  allowOrganic: boolean
  createdAt: number
}
type Row = Omit<Form, 'questions' | 'disclaimers' | 'allowOrganic'> & { questions: string; disclaimers: string; allowOrganic: number }

const fromRow = (row: Row): Form => ({
  ...row,
  questions: JSON.parse(row.questions) as Question[],
  disclaimers: JSON.parse(row.disclaimers) as Disclaimer[],
  allowOrganic: row.allowOrganic === 1,
})

/** Keys and labels of the platform's own questions; a question of one's own has the slug of its label (6.2). */
const standard: Record<string, { key: string; label: string }> = {
  FULL_NAME: { key: 'full_name', label: 'Full name' },
  FIRST_NAME: { key: 'first_name', label: 'First name' },
  LAST_NAME: { key: 'last_name', label: 'Last name' },
  EMAIL: { key: 'email', label: 'Email' },
  PHONE: { key: 'phone_number', label: 'Phone number' },
  CITY: { key: 'city', label: 'City' },
  COMPANY_NAME: { key: 'company_name', label: 'Company name' },
  WORK_EMAIL: { key: 'work_email', label: 'Work email' },
  DATE_TIME: { key: 'date_time', label: 'Appointment' },
}
const slugOf = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '')

export type QuestionWish = { key?: string; label?: string; type?: string; options?: { key: string; value: string }[] }

export type FormWish = {
  id?: string
  pageId: string
  name: string
  status?: FormStatus
  questions?: QuestionWish[]
  disclaimers?: { key: string; text?: string; required?: boolean }[]
  allowOrganic?: boolean
  locale?: string
}

export function makeForm(world: World, wish: FormWish): Form {
  const id = wish.id ?? ids.formId(world.dice)
  const asked = wish.questions ?? [{ type: 'FULL_NAME' }, { type: 'EMAIL' }, { type: 'PHONE' }]
  const questions = asked.map(({ key, label, type = 'CUSTOM', options }): Question => {
    const known = standard[type]
    const shown = label ?? known?.label ?? key ?? type
    return { id: ids.questionId(world.dice), key: key ?? known?.key ?? slugOf(shown), label: shown, type, ...(options && { options }) }
  })
  const disclaimers = (wish.disclaimers ?? []).map(({ key, text = key, required = false }): Disclaimer => ({ key, text, required }))
  world.store.run(
    `insert into lead_forms (id, pageId, name, status, locale, questions, disclaimers, allowOrganic, createdAt)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    wish.pageId,
    wish.name,
    wish.status ?? 'ACTIVE',
    wish.locale ?? 'en_US',
    JSON.stringify(questions),
    JSON.stringify(disclaimers),
    wish.allowOrganic === false ? 0 : 1,
    world.clock.now(),
  )
  return findForm(world, id)!
}

export function findForm(world: World, id: string): Form | null {
  const row = world.store.get<Row>('select * from lead_forms where id = ?', id)
  return row ? fromRow(row) : null
}

export const listForms = (world: World, pageId: string): Form[] =>
  world.store.all<Row>('select * from lead_forms where pageId = ? order by seq', pageId).map(fromRow)

export const formRow = (row: unknown): Form => fromRow(row as Row)

export function setFormStatus(world: World, form: Form, status: FormStatus): Form {
  world.store.run('update lead_forms set status = ? where id = ?', status, form.id)
  return { ...form, status }
}

/** Leads can be read for ninety days (6.2). */
export const retentionMs = 90 * 24 * 3_600_000

const countOf = (world: World, formId: string, more: string, ...values: number[]): number =>
  world.store.get<{ n: number }>(`select count(*) as n from form_leads where formId = ? and isTest = 0 ${more}`, formId, ...values)!.n

/** The readable fields of a form (13.2, row 2.38). */
export const formShown = (world: World, form: Form): Shown => ({
  id: () => form.id,
  name: () => form.name,
  status: () => form.status,
  locale: () => form.locale,
  created_time: () => graphTime(form.createdAt),
  page_id: () => form.pageId,
  page: () => ({ id: form.pageId }),
  leads_count: () => countOf(world, form.id, ''),
  organic_leads_count: () => countOf(world, form.id, 'and adId is null'),
  expired_leads_count: () => countOf(world, form.id, 'and createdAt <= ?', world.clock.now() - retentionMs),
  questions: () => form.questions,
  legal_content: () =>
    form.disclaimers.length === 0
      ? undefined
      : {
          custom_disclaimer: {
            checkboxes: form.disclaimers.map(({ key, text, required }) => ({
              key,
              text,
              is_required: required,
              is_checked_by_default: false,
            })),
          },
        },
  allow_organic_lead: () => form.allowOrganic,
  block_display_for_non_targeted_viewer: () => false,
  is_optimized_for_quality: () => false,
  tracking_parameters: () => undefined,
  follow_up_action_url: () => 'https://shop.example/',
  privacy_policy_url: () => 'https://shop.example/privacy',
  context_card: () => undefined,
  thank_you_page: () => undefined,
})
