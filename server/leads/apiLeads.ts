import { writeAudits } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { findWorkspace } from '../auth/principals.queries.ts'
import type { Deps } from '../deps.ts'
import { readEmail } from '../engine/readEmail.ts'
import { readPhone } from '../engine/readPhone.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { writeTogether } from '../platform/writeTogether.ts'
import { addLeads, type AddedLead } from './addLeads.queries.ts'
import { findCountryOf, hasAccount } from './changeLeads.queries.ts'
import { unreadPhone } from '../model/lead.ts'
import type { LeadInput } from './leads.schemas.ts'

type NewLead = Parameters<typeof addLeads>[2][number]
type Given = { lead: NewLead; actor: string }

const atOnce = 64

/** Stores leads that programs send, those of requests at the same time with one transaction. */
export function apiLeads(deps: Deps) {
  const store = writeTogether<Given, AddedLead>({
    atOnce,
    keyOf: ({ lead }) => lead.unique_key,
    // Not under row-level security: endpoints of the whole workspace get a lead, whoever sends it.
    write: (batch) =>
      deps.databases.system.transaction().execute(async (trx) => {
        // Always in the same order, so that two batches never wait for each other in a circle.
        const leads = batch.map(({ lead }) => lead).toSorted((a, b) => (a.unique_key < b.unique_key ? -1 : 1))
        const stored = await addLeads(trx, { newId: deps.newId, now: deps.clock.now() }, leads)
        const byKey = new Map(stored.map((one) => [one.uniqueKey, one]))
        const added = batch.map(({ lead, actor }) => ({ ...byKey.get(lead.unique_key)!, workspaceId: lead.workspace_id, actor }))
        const changed = added.filter(({ change }) => change !== 'unchanged')
        await writeAudits(
          trx,
          deps,
          changed.map(({ id, change, workspaceId, actor }) => {
            const action = change === 'new' ? 'create' : 'change'
            return { workspaceId, actor, action, subject: 'lead', subjectId: id }
          }),
        )
        return added
      }),
  })
  return (who: Principal, given: LeadInput, key: string | undefined) => addLead(deps, store, who, given, key)
}

/**
 * Stores a lead that a program sends. A repeated key is the lead that it made first, completed where it lacked something. A phone number
 * that cannot be read becomes a custom field: a program that has nothing better would not send it again.
 * Errors: ApiError invalid_input (an address that is none, a limited caller without an account), not_found (account).
 */
async function addLead(
  deps: Deps,
  store: (given: Given) => Promise<AddedLead>,
  who: Principal,
  given: LeadInput,
  key: string | undefined,
): Promise<AddedLead> {
  const { workspaceId } = who
  const id = deps.newId()
  const now = deps.clock.now()
  const accountId = given.accountId ?? undefined
  if (accountId === undefined && who.accountIds !== null)
    throw new ApiError('invalid_input', 'accountId: name one of your accounts, since you see no leads without one.')
  if (accountId !== undefined && !(await inWorkspace(deps.databases.web, who, (trx) => hasAccount(trx, accountId))))
    notFound('account', accountId)
  // Only a number needs it.
  const country = given.phone ? await countryOf(deps, workspaceId, accountId) : undefined
  const found = given.email ? readEmail(given.email) : null
  // As it was written, where nothing but its case differs.
  const email = found !== null && found === given.email!.toLowerCase() ? given.email! : found
  if (given.email && email === null) throw new ApiError('invalid_input', 'email: must be an email address, such as ana@example.com.')
  const phone = given.phone ? readPhone(given.phone, country!) : null
  // What a limited caller repeats is never the lead of an account that they do not see.
  const scope = who.accountIds === null ? workspaceId : `${workspaceId}/${accountId}`
  const formId = given.formId ?? given.attribution['formId'] ?? null
  const campaignId = given.campaignId ?? given.attribution['campaignId'] ?? null
  const added = await store({
    actor: who.actor,
    lead: {
      id,
      workspace_id: workspaceId,
      source: 'api',
      unique_key: `api/${scope}/${key ?? id}`,
      account_id: accountId ?? null,
      email,
      phone,
      name: given.name || null,
      custom_fields: {
        ...Object.fromEntries(
          Object.entries(given.customFields).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, String(value)]])),
        ),
        ...(given.phone && phone === null ? { [unreadPhone]: given.phone } : {}),
      },
      metadata: given.attribution,
      form_id: formId,
      campaign_id: campaignId,
      captured_at: given.capturedAt ? new Date(given.capturedAt) : now,
      ...(country === undefined ? {} : { country }),
    },
  })
  if (added.change !== 'unchanged') {
    deps.wake.tell('leads', workspaceId, accountId === undefined ? null : [accountId])
    deps.wake.tell('jobs', null)
  }
  return added
}

/** The country of numbers without a country code: that of the account, else that of the workspace. */
async function countryOf({ databases: { system } }: Deps, workspaceId: string, accountId: string | undefined): Promise<string> {
  const own = accountId === undefined ? null : await findCountryOf(system, accountId)
  return own ?? (await findWorkspace(system, workspaceId))!.default_country
}
