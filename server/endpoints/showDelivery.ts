import type { Sentence, TextOf } from '../model/sentence.ts'
import type { DeliveryAttempt, DeliveryRow } from './deliveries.queries.ts'
import type { ShownDelivery } from './endpoints.schemas.ts'
import { sentence, sentenceOf } from './sentences.ts'

/** A delivery as the API shows it. In: the attempts of each. */
export const showDelivery =
  (textOf: TextOf, attempts: Map<string, DeliveryAttempt[]>) =>
  (row: DeliveryRow): ShownDelivery => {
    const tried = attempts.get(row.id) ?? []
    const textOfCode = (code: string) => textOf(sentenceOf(code))
    return {
      id: row.id,
      endpointId: row.endpointId,
      endpointName: row.endpointName,
      eventId: row.eventId,
      leadId: row.leadId,
      leadName: row.leadName,
      accountId: row.accountId,
      type: row.type,
      isTest: row.isTest,
      status: row.status,
      reason: row.code === null ? null : { code: row.code, text: textOfCode(row.code) },
      attempt: tried.length,
      attempts: tried.map(({ at, code, detail }) => ({
        at: at.toISOString(),
        httpStatus: detail?.httpStatus ?? null,
        durationMs: detail?.durationMs ?? null,
        error: code === null ? null : textOfCode(code),
        responseBody: detail?.responseBody ?? null,
      })),
      nextRetryAt: row.nextRetryAt?.toISOString() ?? null,
      completedAt: row.completedAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    }
  }

/** What became of deliveries, as steps of a trace. */
export function stepsOfDelivery(row: DeliveryRow): { at: string; stage: string; words: Sentence }[] {
  const endpoint = row.endpointName
  const why = sentenceOf(row.code ?? '')
  const words = {
    PENDING: sentence('endpoints.step_pending', { endpoint }),
    RETRYING: sentence('endpoints.step_retrying', { endpoint, why }),
    SUCCESS: sentence('endpoints.step_success', { endpoint }),
    FAILED: sentence('endpoints.step_failed', { endpoint, why }),
  }[row.status]
  return [{ at: (row.completedAt ?? row.createdAt).toISOString(), stage: 'delivery', words }]
}
