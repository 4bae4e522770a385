import {
  findForm,
  formStatuses,
  listForms,
  makeForm,
  setFormStatus,
  type Form,
  type FormStatus,
  type FormWish,
} from '../messenger/forms.ts'
import { fillIn, findAd, listAds, listLeads, makeAd, type Answer } from '../messenger/leads.ts'
import { changePage } from '../messenger/pages.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { addAccount, oneAccount } from './accounts.ts'
import { ControlError } from './errors.ts'
import { maybeNumber, maybeSwitch, maybeText, needAccount, needText, type Control } from './request.ts'

const bad = (text: string) => new ControlError(400, 'bad_value', text)

function needPage(world: World, id: string): Account {
  const account = needAccount(world, id)
  if (account.channel !== 'messenger') throw bad(`${id} is no Page; POST /simulator/pages makes one`)
  return account
}
function needForm(world: World, id: string): Form {
  const form = findForm(world, id)
  if (!form) throw new ControlError(404, 'no_such_form', `there is no form ${id}; GET /simulator/forms?pageId= lists them, POST makes one`)
  return form
}

/** POST /simulator/pages {name, id?, category?} → {id, accessToken, …} */
export const addPage: Control = (request) => addAccount({ ...request, body: { ...request.body, channel: 'messenger' } })
export const onePage: Control = (request) => oneAccount({ ...request, path: { id: needPage(request.world, request.path['id']!).id } })

/**
 * PATCH /simulator/pages/:id {leadAccess?, tosAccepted?, tasks?, published?}: the business takes the app off its Leads Access Manager, the
 * person who connected the Page gets other tasks, or the Page is unpublished.
 */
export const patchPage: Control = (request) => {
  const { world, path, body } = request
  const page = needPage(world, path['id']!)
  const tasks = body['tasks']
  if (tasks !== undefined && !(Array.isArray(tasks) && tasks.every((task) => typeof task === 'string')))
    throw bad('"tasks" is a list of texts')
  changePage(world, page, {
    leadAccess: maybeSwitch(body, 'leadAccess'),
    tosAccepted: maybeSwitch(body, 'tosAccepted'),
    published: maybeSwitch(body, 'published'),
    tasks,
  })
  return onePage(request)
}

/** A list of objects in the body; undefined when it is missing. */
function maybeList<T>(body: Record<string, unknown>, name: string): T[] | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'object' || one === null)) throw bad(`"${name}" is a list of objects`)
  return value as T[]
}
function statusIn(body: Record<string, unknown>): FormStatus | undefined {
  const status = maybeText(body, 'status')
  if (status !== undefined && !formStatuses.includes(status as FormStatus)) throw bad(`"status" is one of ${formStatuses.join(', ')}`)
  return status as FormStatus | undefined
}

/**
 * POST /simulator/forms {pageId, name, questions?: [{type, label?, key?, options?}], disclaimers?: [{key, text?, required?}], status?,
 * allowOrganic?}
 */
export const addForm: Control = ({ world, body }) => {
  const wish: FormWish = {
    id: maybeText(body, 'id'),
    pageId: needPage(world, needText(body, 'pageId')).id,
    name: needText(body, 'name'),
    status: statusIn(body),
    questions: maybeList(body, 'questions'),
    disclaimers: maybeList(body, 'disclaimers'),
    allowOrganic: maybeSwitch(body, 'allowOrganic'),
    locale: maybeText(body, 'locale'),
  }
  if (wish.id !== undefined && findForm(world, wish.id)) throw new ControlError(409, 'taken', `there is a form ${wish.id} already`)
  return { status: 201, body: makeForm(world, wish) }
}
export const allForms: Control = ({ world, query }) => ({ body: { data: listForms(world, needPage(world, query.get('pageId') ?? '').id) } })

/** PATCH /simulator/forms/:id {status} */
export const patchForm: Control = ({ world, path, body }) => {
  const form = needForm(world, path['id']!)
  return { body: setFormStatus(world, form, statusIn(body) ?? form.status) }
}

/** POST /simulator/campaigns {pageId, name, adset?, ad?}: a campaign with one ad set and one ad → {id, adId, adsetId, campaignId} */
export const addCampaign: Control = ({ world, body }) => {
  const campaignName = needText(body, 'name')
  const ad = makeAd(world, {
    pageId: needPage(world, needText(body, 'pageId')).id,
    campaignName,
    adsetName: maybeText(body, 'adset') ?? `${campaignName}: everybody`,
    name: maybeText(body, 'ad') ?? `${campaignName}: the ad`,
  })
  return { status: 201, body: { ...ad, id: ad.campaignId, adId: ad.id, adName: ad.name } }
}

/** GET /simulator/campaigns?pageId= : the ads of a Page. */
export const allCampaigns: Control = ({ world, query }) => ({
  body: { data: listAds(world, needPage(world, query.get('pageId') ?? '').id) },
})

/** `fields: {email: "a@b.c", colors: ["red", "blue"]}`; `{{n}}` in a value becomes the number of the copy. */
function answersIn(form: Form, body: Record<string, unknown>, n: number): Answer[] {
  const fields = body['fields'] ?? {}
  if (typeof fields !== 'object' || Array.isArray(fields)) throw bad('"fields" is an object: the answer to each question by its key')
  return Object.entries(fields as Record<string, unknown>).map(([name, value]) => {
    if (!form.questions.some(({ key }) => key === name))
      throw bad(`the form has no question "${name}"; it has ${form.questions.map(({ key }) => key).join(', ')}`)
    const values = Array.isArray(value) ? value : [value]
    return { name, values: values.map((one) => String(one).replaceAll('{{n}}', String(n))) }
  })
}

/**
 * POST /simulator/leads {pageId, formId, fields, adId?, disclaimers?: {key: true}, platform?, delayMs?, agoMs?, count?}: a person fills in
 * a lead ad, or the form itself (without `adId`). `count` makes that many. → {id, ids?}
 */
export const addLead: Control = ({ world, body }) => {
  const form = needForm(world, needText(body, 'formId'))
  const page = needPage(world, maybeText(body, 'pageId') ?? form.pageId)
  if (form.pageId !== page.id) throw bad(`the form ${form.id} belongs to the Page ${form.pageId}`)
  if (form.status !== 'ACTIVE') throw bad(`the form ${form.id} is ${form.status}: nobody can fill it in`)
  const adId = maybeText(body, 'adId')
  const ad = adId === undefined ? null : findAd(world, adId)
  if (adId !== undefined && ad?.pageId !== page.id) throw bad(`there is no ad ${adId} of this Page; POST /simulator/campaigns makes one`)
  if (!ad && !form.allowOrganic) throw bad('this form takes no organic leads; give an "adId"')
  const platform = maybeText(body, 'platform') ?? 'fb'
  if (platform !== 'fb' && platform !== 'ig') throw bad('"platform" is fb or ig')
  const given = (body['disclaimers'] ?? {}) as Record<string, unknown>
  const missing = form.disclaimers.find(({ key, required }) => required && given[key] !== true)
  if (missing) throw bad(`the box "${missing.key}" has to be ticked`)
  const disclaimers = form.disclaimers.map(({ key }) => ({
    checkbox_key: key,
    is_checked: given[key] === true ? ('1' as const) : ('' as const),
  }))
  const count = maybeNumber(body, 'count', 1, 5_000) ?? 1
  const delayMs = maybeNumber(body, 'delayMs', 0, 7 * 86_400_000)
  const agoMs = maybeNumber(body, 'agoMs', 0, 400 * 86_400_000)
  const ids = Array.from({ length: count }, (_, index) =>
    fillIn(world, { form, ad, answers: answersIn(form, body, index + 1), disclaimers, platform, delayMs, agoMs }),
  )
  return { status: 201, body: { id: ids[0], ...(count > 1 && { ids }) } }
}

/** GET /simulator/leads?formId= : everything filled in, oldest first, whatever an app may read. */
export const allLeads: Control = ({ world, query }) => ({ body: { data: listLeads(world, needForm(world, query.get('formId') ?? '').id) } })
