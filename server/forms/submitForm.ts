import { addFormDm, findFormDm, type FormDm } from '../dms/formDm.ts'
import { findTextOf } from '../dms/dms.queries.ts'
import type { Deps } from '../deps.ts'
import { addLeads } from '../leads/addLeads.queries.ts'
import type { PublicForm } from './forms.queries.ts'

export type SubmitDeps = Pick<Deps, 'databases' | 'clock' | 'newId' | 'channelOf' | 'wake'>
export type Submitted = { leadId: string; dm: FormDm | null }

/**
 * Stores what a person entered as a lead, with the consent text they saw, and queues the form's DM with it. The same submission again gives
 * the same lead and DM.
 * In: `values`: as read by readSubmission; `from`: the person's address and browser, kept with the lead.
 */
export async function submitForm(
  deps: SubmitDeps,
  form: PublicForm,
  { values, submission, from }: { values: Record<string, string>; submission: string; from: { address: string; browser: string | null } },
): Promise<Submitted> {
  const now = deps.clock.now()
  const { email = null, phone = null, name = null, ...custom } = values
  const submitted = await deps.databases.system.transaction().execute(async (trx) => {
    const [lead] = await addLeads(trx, { newId: deps.newId, now }, [
      {
        id: deps.newId(),
        workspace_id: form.workspace_id,
        source: 'form',
        unique_key: `form/${form.id}/${submission}`,
        account_id: form.account_id,
        form_id: form.id,
        email,
        phone,
        name,
        custom_fields: custom,
        metadata: { formId: form.id, formName: form.name, ...from, ...(form.consent_text === null ? {} : { consent: form.consent_text }) },
        captured_at: now,
        country: form.country,
      },
    ])
    const leadId = lead!.id
    if (form.continues_in === 'none') return { leadId, dm: null }
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
