import type { Trx } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import type { Condition } from '../filter/condition.schemas.ts'
import { readConditions } from '../filter/readConditions.ts'
import { findSegmentConditions } from './segments.queries.ts'

type Asked = Parameters<typeof readConditions>[0] & { segmentId?: string | undefined }

/** The conditions that a list, a count or a file names, with those of its segment. Errors: ApiError invalid_input, not_found. */
export async function askedConditions(trx: Trx, { segmentId, ...query }: Asked): Promise<Condition[]> {
  const named = readConditions(query)
  if (segmentId === undefined) return named
  return [...((await findSegmentConditions(trx, segmentId)) ?? notFound('segment', segmentId)), ...named]
}
