import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { graphTime, project, type Field, type Shown } from '../platform/fields.ts'
import { fieldsOf, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { list, text } from '../platform/params.ts'
import { needLeadAccess } from './access.ts'
import { formShown, retentionMs, setFormStatus, type Form } from './forms.ts'
import { takeLeadRate } from './leadRate.ts'
import { fillIn, findAd, findTestLeads, leadRow, removeLead, type Ad, type Answer, type DisclaimerAnswer, type Lead } from './leads.ts'

const usual = 'created_time,id,field_data'

/** The readable fields of a lead (meta-platform.md 13.2, row 2.38). Names of ads need a permission of their own (6.1). */
function leadShown({ world, token }: GraphCall, lead: Lead): Shown {
  const ad = lead.adId === null ? null : findAd(world, lead.adId)
  const named = (read: (ad: Ad) => string) => () => {
    if (token.scopes.includes('ads_management')) return ad ? read(ad) : undefined
    if (world.settings.current().leads.adNames === 'refused')
      throw new GraphError(200, 'Requires ads_management permission to manage the object')
    return undefined
  }
  return {
    id: () => lead.id,
    created_time: () => graphTime(lead.createdAt),
    ad_id: () => lead.adId ?? undefined,
    ad_name: named((one) => one.name),
    adset_id: named((one) => one.adsetId),
    adset_name: named((one) => one.adsetName),
    campaign_id: named((one) => one.campaignId),
    campaign_name: named((one) => one.campaignName),
    form_id: () => lead.formId,
    is_organic: () => lead.adId === null,
    platform: () => lead.platform,
    field_data: () => lead.answers,
    custom_disclaimer_responses: () => (lead.disclaimers.length === 0 ? undefined : lead.disclaimers),
    partner_name: () => undefined,
    post: () => undefined,
    retailer_item_id: () => undefined,
    vehicle: () => undefined,
    home_listing: () => undefined,
  }
}

const shownLead = (call: GraphCall, fields: Field[]) => (row: unknown) => project(fields, leadShown(call, leadRow(row)))

/** GET /{LEAD} */
export function readLead(call: GraphCall, lead: Lead): Outcome {
  needLeadAccess(call)
  takeLeadRate(call)
  return { body: project(fieldsOf(call.params, usual), leadShown(call, lead)) }
}

/** DELETE /{LEAD}: also how a form gets room for another test lead. */
export function deleteLead(call: GraphCall, lead: Lead): Outcome {
  needLeadAccess(call)
  removeLead(call.world, lead)
  return { body: done, effect: { kind: 'lead_deleted', id: lead.id, accountId: call.account.id } }
}

/** GET /{FORM} */
export function readForm(call: GraphCall, form: Form): Outcome {
  needPermission(call.token, 'pages_manage_ads')
  takeLeadRate(call)
  return { body: project(fieldsOf(call.params, 'id,locale,name,status'), formShown(call.world, form)) }
}

/** POST /{FORM} status=ARCHIVED (13.2, row 2.40) */
export function archiveForm(call: GraphCall, form: Form): Outcome {
  needPermission(call.token, 'pages_manage_ads')
  const status = text(call.params, 'status')
  if (status !== 'ARCHIVED' && status !== 'ACTIVE') throw refuse.invalid('Param status must be one of {ACTIVE, ARCHIVED}')
  setFormStatus(call.world, form, status)
  return { body: done, effect: { kind: 'form_status', id: form.id, accountId: call.account.id } }
}

const operators: Record<string, string> = { GREATER_THAN: '>', LESS_THAN: '<', GREATER_THAN_OR_EQUAL: '>=' }

/** The condition of `filtering=[{field: "time_created", operator, value}]`, in whole seconds (6.2). */
function filterOf({ params }: GraphCall): { where: string; values: number[] } {
  const values: number[] = []
  const where = list(params['filtering'] ?? [], 'filtering').map(({ field, operator, value }) => {
    const sign = operators[String(operator)]
    if (field !== 'time_created') throw refuse.invalid(`Filtering field '${String(field)}' with this operation is not supported`)
    if (!sign) throw refuse.invalid(`Param filtering[operator] must be one of {${Object.keys(operators).join(', ')}}`)
    if (!/^\d+$/.test(String(value))) throw refuse.invalid('Param filtering[value] must be a time in seconds')
    values.push(Number(value))
    return ` and createdAt / 1000 ${sign} ?`
  })
  return { where: where.join(''), values }
}

function leadsOf(call: GraphCall, of: 'formId' | 'adId', id: string): Outcome {
  needLeadAccess(call)
  takeLeadRate(call)
  const { world, params } = call
  const { where, values } = filterOf(call)
  const select = `select * from form_leads where ${of} = ? and isTest = 0 and createdAt > ?${where}`
  const rows = (window: Window) =>
    newestFirst<{ seq: number }>(world.store, select, [id, world.clock.now() - retentionMs, ...values], window)
  return { body: readPage(params, 25, 500, addressOf(call), rows, shownLead(call, fieldsOf(params, usual))) }
}

/** GET /{FORM}/leads and /{AD}/leads: newest first, with a filter and cursors. */
export const listFormLeads = (call: GraphCall, form: Form): Outcome => leadsOf(call, 'formId', form.id)
export const listAdLeads = (call: GraphCall, ad: Ad): Outcome => leadsOf(call, 'adId', ad.id)

/** GET /{FORM}/test_leads */
export function readTestLeads(call: GraphCall, form: Form): Outcome {
  needLeadAccess(call)
  takeLeadRate(call)
  const fields = fieldsOf(call.params, usual)
  return { body: { data: findTestLeads(call.world, form.id).map((lead) => project(fields, leadShown(call, lead))) } }
}

/**
 * POST /{FORM}/test_leads {field_data?, custom_disclaimer_responses?} → {id}; it sends a true webhook.
 * Errors: 100 while the form still has one (6.2).
 */
export function makeTestLead(call: GraphCall, form: Form): Outcome {
  needLeadAccess(call)
  if (findTestLeads(call.world, form.id).length > 0)
    throw new GraphError(100, 'A test lead already exists for this form. Delete it before you create another one.')
  const given = call.params['field_data'] === undefined ? null : list(call.params['field_data'], 'field_data')
  const unknown = given?.find(({ name }) => !form.questions.some(({ key }) => key === name))
  if (unknown) throw refuse.invalid(`Param field_data names a field that the form does not have: ${String(unknown['name'])}`)
  const answers = given
    ? given.map(({ name, values }): Answer => ({ name: String(name), values: Array.isArray(values) ? values.map(String) : [] }))
    : form.questions.map(({ key }): Answer => ({ name: key, values: [`<test lead: dummy data for ${key}>`] }))
  const disclaimers = list(call.params['custom_disclaimer_responses'] ?? [], 'custom_disclaimer_responses').map(
    (one): DisclaimerAnswer => ({ checkbox_key: String(one['checkbox_key']), is_checked: one['is_checked'] ? '1' : '' }),
  )
  const id = fillIn(call.world, { form, ad: null, answers, disclaimers, isTest: true })
  return { body: { id }, effect: { kind: 'test_lead', id, accountId: call.account.id } }
}
