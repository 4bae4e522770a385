import { lockRecipient } from '../outbox/messages.queries.ts'
import type { Trx } from '../platform/db.ts'
import { findDmToRetry, findLeadToWrite, findWay } from './dms.queries.ts'

/** By the time the lead was locked, it had another thread than the one that was locked before: the transaction has to begin again. */
export class ThreadChanged extends Error {
  override name = 'ThreadChanged'
}

/**
 * Locks the thread that a DM to a lead goes to. Whoever locks several of them takes threads first, then leads, then their DMs, as ingest
 * does (continueDms.ts): in another order each could wait for the other. So this comes before the lead is locked, and which thread it is
 * has to be checked afterwards.
 * In:  `provider`: the channel; null: that of the last DM, which is retried.
 * Out: the conversation; null: there is none.
 */
export async function lockThread(trx: Trx, leadId: string, provider: string | null): Promise<string | null> {
  const lead = await findLeadToWrite(trx, leadId)
  const last = lead && provider === null ? await findDmToRetry(trx, leadId) : null
  const channel = provider ?? last?.dmProvider
  const way = last?.conversationId ? last : lead && channel ? await findWay(trx, lead, channel) : null
  if (!way?.conversationId || !way.accountId) return null
  await lockRecipient(trx, { accountId: way.accountId, conversationId: way.conversationId })
  return way.conversationId
}

const attempts = 5

/** Runs a transaction again while the thread changed meanwhile. Errors: those of the last attempt. */
export async function untilThreadStays<T>(run: () => Promise<T>, left = attempts): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ThreadChanged) || left === 1) throw error
    return untilThreadStays(run, left - 1)
  }
}
