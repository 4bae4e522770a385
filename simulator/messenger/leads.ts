import { queueUpdate } from '../webhooks/queueUpdate.ts'
import { getAccount } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { announce, type World } from '../world/world.ts'
import { retentionMs, type Form } from './forms.ts'

export type Ad = { id: string; pageId: string; name: string; adsetId: string; adsetName: string; campaignId: string; campaignName: string }
export type Answer = { name: string; values: string[] }
export type DisclaimerAnswer = { checkbox_key: string; is_checked: '1' | '' }

/** A form that a person filled in. Without an ad it is organic. */
export type Lead = {
  seq: number
  id: string
  formId: string
  pageId: string
  adId: string | null
  isTest: boolean
  platform: 'fb' | 'ig'
  answers: Answer[]
  disclaimers: DisclaimerAnswer[]
  createdAt: number
}
type Row = Omit<Lead, 'isTest' | 'answers' | 'disclaimers'> & { isTest: number; answers: string; disclaimers: string }

export const leadRow = (given: unknown): Lead => {
  const row = given as Row
  return {
    ...row,
    isTest: row.isTest === 1,
    answers: JSON.parse(row.answers) as Answer[],
    disclaimers: JSON.parse(row.disclaimers) as DisclaimerAnswer[],
  }
}

export function makeAd(world: World, wish: Omit<Ad, 'id' | 'adsetId' | 'campaignId'>): Ad {
  const ad: Ad = { ...wish, id: ids.adId(world.dice), adsetId: ids.adId(world.dice), campaignId: ids.adId(world.dice) }
  world.store.run(
    'insert into ads (id, pageId, name, adsetId, adsetName, campaignId, campaignName) values (?, ?, ?, ?, ?, ?, ?)',
    ad.id,
    ad.pageId,
    ad.name,
    ad.adsetId,
    ad.adsetName,
    ad.campaignId,
    ad.campaignName,
  )
  return ad
}

export const listAds = (world: World, pageId: string): Ad[] => world.store.all<Ad>('select * from ads where pageId = ? order by id', pageId)

export const findAd = (world: World, id: string): Ad | null => world.store.get<Ad>('select * from ads where id = ?', id) ?? null

export type LeadWish = {
  form: Form
  ad: Ad | null
  answers: Answer[]
  disclaimers?: DisclaimerAnswer[]
  platform?: 'fb' | 'ig'
  isTest?: boolean
  /** How long the webhook takes. */
  delayMs?: number
  /** When it was filled in, before now. */
  agoMs?: number
}

/** Stores a lead and queues its webhook, which holds ids alone (meta-platform.md 6.1). Out: its id. */
export function fillIn(world: World, { form, ad, answers, ...more }: LeadWish): string {
  const id = ids.leadId(world.dice)
  const createdAt = world.clock.now() - (more.agoMs ?? 0)
  world.store.run(
    `insert into form_leads (id, formId, pageId, adId, isTest, platform, answers, disclaimers, createdAt) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    form.id,
    form.pageId,
    ad?.id ?? null,
    more.isTest ? 1 : 0,
    more.platform ?? 'fb',
    JSON.stringify(answers),
    JSON.stringify(more.disclaimers ?? []),
    createdAt,
  )
  const { noAdAs } = world.settings.current().leads
  const value = {
    ...(ad ? { ad_id: ad.id, adgroup_id: ad.id } : noAdAs === 'zero' ? { ad_id: '0', adgroup_id: '0' } : {}),
    form_id: form.id,
    leadgen_id: id,
    created_time: Math.floor(createdAt / 1000),
    page_id: form.pageId,
  }
  queueUpdate(world, getAccount(world, form.pageId), 'changes', 'leadgen', value, more.delayMs ?? 0)
  announce(world, { kind: 'lead', accountId: form.pageId })
  return id
}

/** A lead that can still be read: not deleted, and not older than ninety days. */
export function findLead(world: World, id: string): Lead | null {
  const row = world.store.get('select * from form_leads where id = ? and createdAt > ?', id, world.clock.now() - retentionMs)
  return row ? leadRow(row) : null
}

/** All leads of a form, oldest first: for people and tests. */
export const listLeads = (world: World, formId: string): Lead[] =>
  world.store.all('select * from form_leads where formId = ? order by seq', formId).map(leadRow)

/** There is one test lead per form (6.2). */
export const findTestLeads = (world: World, formId: string): Lead[] =>
  world.store.all('select * from form_leads where formId = ? and isTest = 1 order by seq desc', formId).map(leadRow)

export const removeLead = (world: World, { id }: Lead): void => void world.store.run('delete from form_leads where id = ?', id)
