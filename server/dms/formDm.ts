import type { Deps } from '../deps.ts'
import { dmErrorOf, dmStatusOf, notPermitted, type DmStatus } from '../model/leadDm.ts'
import type { Db, Trx } from '../platform/db.ts'
import { chatLink } from './chatLink.ts'
import { addLeadDms, findLinkAccount, findPublicDm, type PublicDm } from './dms.queries.ts'
import { newRef } from './ref.ts'
import { waitsMs } from './sendDm.ts'

/** What the person of a form sees of their DM. `token`: the end of their status address. */
export type FormDm = { dmStatus: DmStatus; dmProvider: string; dmError: string | null; continueUrl: string | null; token: string | null }

/**
 * Adds the DM of a form: it waits until the person follows their link, also when the phone number they gave is known already, since a form
 * proves nobody's identity. Without an account of the channel it is coming soon.
 */
export async function addFormDm(
  trx: Trx,
  deps: Pick<Deps, 'newId' | 'clock' | 'channelOf' | 'config'>,
  dm: { workspaceId: string; leadId: string; accountId: string | null; provider: string; text: string },
): Promise<FormDm> {
  const now = deps.clock.now()
  const account = await findLinkAccount(trx, dm)
  const token = newRef()
  const continueUrl = account && chatLink(deps, dm.provider, account, token)
  const state = account ? 'waiting' : 'coming_soon'
  await addLeadDms(trx, [
    {
      id: deps.newId(),
      workspace_id: dm.workspaceId,
      lead_id: dm.leadId,
      account_id: account?.id ?? null,
      provider: dm.provider,
      state,
      text: dm.text,
      token,
      waits_until: account ? new Date(now.getTime() + waitsMs) : null,
      error_code: null,
      error_words: null,
      created_at: now,
    },
  ])
  return { dmStatus: account ? 'pending' : 'coming_soon', dmProvider: dm.provider, dmError: null, continueUrl, token }
}

/** What became of the DM of this word, to a lead of this form; null: there is none. */
export async function findFormDm(
  db: Db | Trx,
  deps: Pick<Deps, 'clock' | 'channelOf' | 'config'>,
  by: { token: string; formId: string } | { leadId: string },
): Promise<FormDm | null> {
  const row = await findPublicDm(db, by)
  return row && showFormDm(row, deps)
}

function showFormDm(row: PublicDm, deps: Pick<Deps, 'clock' | 'channelOf' | 'config'>): FormDm {
  const dmStatus = dmStatusOf(row, deps.clock.now())
  const waits = row.dmState === 'waiting'
  const isOver = waits && dmStatus === 'failed'
  return {
    dmStatus,
    dmProvider: row.provider,
    dmError: isOver ? notPermitted : dmStatus === 'failed' && row.errorCode ? dmErrorOf(row.errorCode) : null,
    continueUrl: waits && row.token ? chatLink(deps, row.provider, row, row.token) : null,
    token: row.token,
  }
}
