import { findOptedOut } from '../contacts/erasedPeople.queries.ts'
import { addPeople } from '../contacts/threads.queries.ts'
import { otherSpellings } from '../engine/normalPhone.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import type { DefaultTemplate } from './defaultTemplate.queries.ts'

/**
 * Opens the thread of somebody who never wrote to an account whose people have telephone numbers. The caller holds the ingest lock, and
 * found nobody with this number. A lead is not linked with it: a number in a form proves nobody's identity.
 * Out: the conversation; null: they had opted out before they were erased.
 */
export async function openThread(
  trx: Trx,
  deps: Pick<Deps, 'databases' | 'vault' | 'newId' | 'clock'>,
  of: { workspaceId: string; accountId: string; digits: string } & Pick<DefaultTemplate, 'name' | 'phone'>,
): Promise<string | null> {
  const met = { accountId: of.accountId, ids: [of.digits, ...otherSpellings(of.digits)] }
  const optedOut = await findOptedOut(trx, { system: deps.databases.system, vault: deps.vault }, [met])
  if (optedOut.size) return null
  const now = deps.clock.now()
  const id = deps.newId()
  const thread = {
    id,
    workspace_id: of.workspaceId,
    account_id: of.accountId,
    contact_id: deps.newId(),
    recipient_id: of.digits,
    window_until: null,
    opted_out_at: null,
    bot_paused_until: null,
    handed_over_at: null,
    marketing_stopped_at: null,
    free_until: null,
    guard_since: null,
    guard_count: 0,
    last_event_at: now,
    username: null,
    name: of.name,
    email: null,
    phone: of.phone,
    custom_fields: {},
    profile_asked_at: null,
    memory: {},
  }
  await addPeople(trx, [{ ...thread, value: of.digits, kind: 'phone', aliases: [] }], now)
  return id
}
