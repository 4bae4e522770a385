import type { Deps } from '../deps.ts'
import { dmErrorOf, dmStatusOf, notPermitted } from '../model/leadDm.ts'
import type { TextOf } from '../model/sentence.ts'
import { chatLink } from './chatLink.ts'
import type { DmLog } from './dms.schemas.ts'
import type { DmLogRow } from './log.queries.ts'
import { sentence } from './sentences.ts'

/** A DM as its log shows it. */
export const showDm =
  (deps: Pick<Deps, 'channelOf' | 'config'>, textOf: TextOf, now: Date) =>
  (row: DmLogRow): DmLog => {
    const status = dmStatusOf(row, now)
    const isOver = row.dmState === 'waiting' && status === 'failed'
    const words = isOver ? sentence('dms.not_continued') : row.dmState === 'waiting' ? sentence('dms.continues_later') : row.errorWords
    const { links } = deps.channelOf(row.provider)
    return {
      id: row.id,
      leadId: row.leadId,
      lead: { name: row.leadName, email: row.leadEmail, username: row.username },
      provider: row.provider,
      status,
      errorCode: isOver ? notPermitted : row.errorCode && dmErrorOf(row.errorCode),
      errorDetails: words && textOf(words),
      text: row.text,
      metadata: {
        accountId: row.accountId,
        automationId: row.automationId,
        channelMessageId: row.channelMessageId,
        attempts: row.attempts,
        continueUrl:
          row.dmState !== 'waiting' || row.token === null
            ? null
            : chatLink(
                deps,
                row.provider,
                { externalId: row.accountExternalId, username: row.accountName, phone: row.accountPhone, simulated: row.simulated },
                row.token,
              ),
        deepLink: status === 'coming_soon' || status === 'failed' ? (links?.toPerson?.(row.leadPhone, row.text) ?? null) : null,
      },
      attempt: row.attempt,
      canRetry: status === 'failed' && row.isLast,
      at: row.at.toISOString(),
    }
  }
