import { dmErrorOf, dmStatusOf, notPermitted, type DmStatus } from '../model/leadDm.ts'
import type { LastDm } from './lastDm.queries.ts'

export type ShownDm = {
  dmStatus: DmStatus | null
  dmProvider: string | null
  dmSentAt: string | null
  dmError: string | null
  dmMessageId: string | null
}

/** The DM of a lead as the API shows it; `dmError` is a code, whose sentence is in the DM log. */
export function showLastDm(row: LastDm, now: Date): ShownDm {
  if (row.dmId === null || row.dmProvider === null)
    return { dmStatus: null, dmProvider: null, dmSentAt: null, dmError: null, dmMessageId: null }
  const { dmState, messageState, waitsUntil, dmErrorCode: errorCode } = row
  const dmStatus = dmStatusOf({ dmState, messageState, provider: row.dmProvider, waitsUntil, errorCode }, now)
  const isOver = dmState === 'waiting' && dmStatus === 'failed'
  return {
    dmStatus,
    dmProvider: row.dmProvider,
    dmSentAt: row.dmSentAt?.toISOString() ?? null,
    dmError: isOver ? notPermitted : errorCode && dmErrorOf(errorCode),
    dmMessageId: row.dmMessageId,
  }
}
