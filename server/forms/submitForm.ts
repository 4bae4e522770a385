import { addFormDm, findFormDm, type FormDm } from '../dms/formDm.ts'
import { findTextOf } from '../dms/dms.queries.ts'
import type { Deps } from '../deps.ts'
import { addLeads } from '../leads/addLeads.queries.ts'
import type { PublicForm } from './forms.queries.ts'

export type SubmitDeps = Pick<Deps, 'databases' | 'clock' | 'newId' | 'channelOf' | 'wake' | 'config'>
export type Submission = {
  values: Record<string, string>
  submission: string
  from: { address: string | null; browser: string | null }
  isSuspected: boolean
}
export type Submitted = { leadId: string; dm: FormDm | null }

/**
 * Stores what a person entered as a lead, with the consent text they saw, and queues the form's DM with it. The same submission again gives
 * the same lead and DM; what was corrected replaces what was entered first. What fills in the hidden field is spam as it seems: an archived
 * lead that no endpoint gets, without a DM.
 * In: `values`: as read by readSubmission; `from`: the person's address and browser, stored with the lead.
 */
export async function submitForm(
  deps: SubmitDeps,
  form: PublicForm,
  { values, submission, from, isSuspected }: Submission,
): Promise<Submitted> {
  const now = deps.clock.now()
  const { email, phone, name, custom } = fieldsOf(form, values)
  const submitted = await deps.databases.system.transaction().execute(async (trx) => {
    const [lead] = await addLeads(trx, { newId: deps.newId, now, areSuspected: isSuspected }, [
      {
        id: deps.newId(),
        workspace_id: form.workspace_id,
        source: 'form',
        unique_key: isSuspected ? `${keyOf(form, submission)}/suspected` : keyOf(form, submission),
        account_id: form.account_id,
        form_id: form.id,
        email,
        phone,
        name,
        custom_fields: custom,
        metadata: {
          formId: form.id,
          formName: form.name,
          browser: from.browser,
          ...(from.address !== null && { address: from.address }),
          ...(isSuspected && { suspected: 'spam' }),
          ...(form.consent_text === null ? {} : { consent: form.consent_text }),
        },
        captured_at: now,
        country: form.country,
      },
    ])
    const leadId = lead!.id
    if (isSuspected || form.continues_in === 'none') return { leadId, dm: null }
    const known = lead!.change === 'new' ? null : await findFormDm(trx, deps, { leadId })
    if (known) return { leadId, dm: known }
    const text = form.message ?? (await findTextOf(trx, form.workspace_id, form.continues_in))
    if (text === null) return { leadId, dm: null }
    const { workspace_id: workspaceId, account_id: accountId, continues_in: provider } = form
    return { leadId, dm: await addFormDm(trx, deps, { workspaceId, leadId, accountId, provider, text }) }
  })
  deps.wake.tell('leads', form.workspace_id)
  deps.wake.tell('jobs', null)
  return submitted
}

/** The key of the lead that a submission makes. */
export const keyOf = (form: { id: string }, submission: string): string => `form/${form.id}/${submission}`

/** The lead's own fields and the custom ones. A field of another type is no email and no phone number, whatever its name is. */
function fieldsOf({ fields }: PublicForm, values: Record<string, string>) {
  const typeOf = new Map(fields.map(({ name, type }) => [name, type]))
  const isOwn = (name: string) => name === 'name' || ((name === 'email' || name === 'phone') && typeOf.get(name) === name)
  const own = (name: string): string | null => (isOwn(name) && Object.hasOwn(values, name) ? values[name]! : null)
  const custom = Object.fromEntries(Object.entries(values).filter(([name]) => !isOwn(name)))
  return { email: own('email'), phone: own('phone'), name: own('name'), custom }
}
