import type { AdLead, LeadAds, LeadForm } from '../../model/capabilities.ts'
import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idIn, idOf, isTrue, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { leadRate, readableMs } from './limits.ts'
import { permissions } from './permissions.ts'
import { readGraph } from './readGraph.ts'

const leadFields = 'id,created_time,ad_id,form_id,is_organic,platform,field_data,custom_disclaimer_responses'
/** They need a permission of their own (permissions.ts). */
const nameFields = 'ad_name,adset_id,adset_name,campaign_id,campaign_name'
const formFields = 'id,name,status,created_time,leads_count,organic_leads_count,expired_leads_count,allow_organic_lead,questions'
const accessFields =
  'leadgen_tos_accepted,has_lead_access{can_access_lead,enabled_lead_access_manager,app_has_leads_permission,user_has_leads_permission,failure_reason,failure_resolution}'

/** Rows of one part of a list; the platform cuts longer ones. */
const listedAtOnce = '100'

/** Forms and leads of a Page (meta-platform.md 6.2, 13.2 rows 2.37 to 2.39). */
export const leads: LeadAds = {
  rate: leadRate,
  permissions,
  readableMs,

  async access(http, as) {
    const answer = await readGraph(http, as, { method: 'GET', path: segment(as.externalId), query: { fields: accessFields } })
    const access = objectOf(answer.has_lead_access)
    return {
      // Where the platform does not say, a read will.
      canRead: access?.can_access_lead === undefined || isTrue(access.can_access_lead),
      termsAccepted: answer.leadgen_tos_accepted === undefined || isTrue(answer.leadgen_tos_accepted),
      hasTask: access?.user_has_leads_permission === undefined ? null : isTrue(access.user_has_leads_permission),
      why: textOf(access?.failure_reason),
      todo: textOf(access?.failure_resolution),
    }
  },

  read: async (http, as, leadId) => leadOf(await withNames(http, as, { path: segment(leadId) }), leadId),

  readForm: async (http, as, formId) =>
    formOf(await readGraph(http, as, { method: 'GET', path: segment(formId), query: { fields: formFields } }), formId),

  async listForms(http, as, after) {
    const query = { fields: formFields, limit: listedAtOnce, ...(after !== null && { after }) }
    const answer = await readGraph(http, as, { method: 'GET', path: `${segment(as.externalId)}/leadgen_forms`, query })
    return { forms: rowsOf(answer, formOf), next: nextOf(answer) }
  },

  async list(http, as, formId, { since, after }) {
    const filtering = [{ field: 'time_created', operator: 'GREATER_THAN', value: Math.floor(since.getTime() / 1000) }]
    const query = { filtering: JSON.stringify(filtering), limit: listedAtOnce, ...(after !== null && { after }) }
    const answer = await withNames(http, as, { path: `${segment(formId)}/leads`, query })
    return { leads: rowsOf(answer, leadOf), next: nextOf(answer) }
  },
}

type Asked = { path: string; query?: Record<string, string> }

/**
 * Reads leads with the names of their ads, and without them where the platform refuses those for a missing permission: a lead without
 * its campaign is better than none.
 */
async function withNames(http: Http, as: Credentials, { path, query }: Asked): Promise<JsonObject> {
  const ask = (fields: string) => readGraph(http, as, { method: 'GET', path, query: { ...query, fields } })
  try {
    return await ask(`${leadFields},${nameFields}`)
  } catch (error) {
    if (!(error instanceof ChannelError) || error.class !== 'permission' || error.code === 'lead_access_revoked') throw error
    // When it was not about the names, it is refused again.
    return ask(leadFields)
  }
}

/** The dashboard's test tool and POST test_leads without fields fill in these (meta-platform.md 6.2). */
const dummy = /^<test lead: dummy data for /

function leadOf(given: JsonObject, id: string): AdLead {
  const fields = listOf(given.field_data).flatMap((item) => {
    const one = objectOf(item)
    const name = textOf(one?.name)
    return name ? [{ name, values: valuesOf(one?.values) }] : []
  })
  const adId = withoutZero(idOf(given.ad_id))
  return {
    id,
    createdAt: timeIn(given.created_time) ?? new Date(0),
    formId: idOf(given.form_id),
    adId,
    adName: textOf(given.ad_name),
    adsetId: withoutZero(idOf(given.adset_id)),
    adsetName: textOf(given.adset_name),
    campaignId: withoutZero(idOf(given.campaign_id)),
    campaignName: textOf(given.campaign_name),
    isOrganic: given.is_organic === undefined ? adId === null : isTrue(given.is_organic),
    isTest: fields.some(({ values }) => values.some((value) => dummy.test(value))),
    platform: textOf(given.platform),
    fields,
    consents: listOf(given.custom_disclaimer_responses).flatMap((item) => {
      const one = objectOf(item)
      const key = textOf(one?.checkbox_key)
      return key ? [{ key, isChecked: one?.is_checked === '1' || one?.is_checked === 1 || isTrue(one?.is_checked) }] : []
    }),
  }
}

const valuesOf = (given: unknown): string[] =>
  (Array.isArray(given) ? given : given === undefined || given === null ? [] : [given]).flatMap((value) => textOf(value) ?? [])

/** An ad with the id 0 is none (6.1). */
export const withoutZero = (id: string | null): string | null => (id === '0' ? null : id)

function formOf(given: JsonObject, id: string): LeadForm {
  return {
    id,
    name: textOf(given.name) ?? id,
    status: textOf(given.status) ?? 'ACTIVE',
    createdAt: timeIn(given.created_time),
    leadsCount: countIn(given.leads_count),
    organicCount: countIn(given.organic_leads_count),
    expiredCount: countIn(given.expired_leads_count),
    allowsOrganic: given.allow_organic_lead === undefined || isTrue(given.allow_organic_lead),
    questions: listOf(given.questions).flatMap((item) => {
      const one = objectOf(item)
      const key = textOf(one?.key)
      return key ? [{ key, label: textOf(one?.label) ?? key, type: textOf(one?.type) ?? 'CUSTOM' }] : []
    }),
  }
}

const countIn = (value: unknown): number => Math.max(0, Math.trunc(Number(textOf(value) ?? 0)) || 0)

/** `2021-06-15T22:08:01+0000` (meta-platform.md 10), or seconds. */
function timeIn(value: unknown): Date | null {
  const written = textOf(value) ?? ''
  const ms = /^\d{9,11}$/.test(written) ? Number(written) * 1000 : Date.parse(written.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isFinite(ms) ? new Date(ms) : null
}

const rowsOf = <Row>(answer: JsonObject, read: (given: JsonObject, id: string) => Row): Row[] =>
  listOf(answer.data).flatMap((item) => {
    const id = idIn(item)
    return id ? [read(objectOf(item)!, id)] : []
  })

/** A list ends where `next` is missing (meta-platform.md 10). */
function nextOf(answer: JsonObject): string | null {
  const paging = objectOf(answer.paging)
  return textOf(paging?.next) ? textOf(objectOf(paging?.cursors)?.after) : null
}
