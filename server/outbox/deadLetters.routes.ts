import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import { changeDeadLetters, type DeadRow } from './changeDeadLetters.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { countDeadReasons, findDeadLetters, type DeadFilter, type DeadLetter as DeadLetterRow } from './deadLetters.queries.ts'
import {
  bulkShape,
  closed,
  deadLetterList,
  deadReasons,
  filterQuery,
  isNamed,
  notNamed,
  oneName,
  replayed,
  twoNames,
  type DeadLetter,
  type DeadStatus,
} from './deadLetters.schemas.ts'
import { closedOutcome } from './messages.schemas.ts'
import { closeMessages, planAgain } from './messages.queries.ts'

const tags = ['queue']
const shownState = { refused: 'failed', parked: 'parked' } as const

/** Dead letters: messages that were given up or need a person, why, and how to send them again or close them, one by one or all at once. */
export function deadLetterRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/dead-letters',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'Messages that failed or need a person, newest first',
        querystring: pageQuery.extend(filterQuery.shape).refine(oneName, twoNames),
        response: { 200: deadLetterList },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const rows = await inWorkspace(web, principalOf(request), (trx) => findDeadLetters(trx, { ...filterOf(filter), before, limit }))
      return toPage(rows, limit, (row) => [row.seq], show(deps.textsFor(request)))
    },
  )

  app.get(
    '/api/dead-letters/reasons',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'Why messages failed or need a person, and how many for each reason',
        querystring: filterQuery.refine(oneName, twoNames),
        response: { 200: deadReasons },
      },
    },
    async (request) => {
      const rows = await inWorkspace(web, principalOf(request), (trx) => countDeadReasons(trx, filterOf(request.query)))
      const textOf = deps.textsFor(request)
      return { data: rows.map((row) => ({ status: shownState[row.state], reason: reasonOf(row, textOf), messages: row.messages })) }
    },
  )

  type Bulk = z.infer<typeof bulkShape>
  const bulk = (
    who: Principal,
    { ids, ...filter }: Bulk,
    action: 'replay' | 'close',
    act: (trx: Trx, rows: DeadRow[]) => Promise<number>,
  ) => changeDeadLetters(deps, who, { ...filterOf(filter), ids }, action, act)

  app.post(
    '/api/dead-letters/replay',
    {
      config: { may: 'messages.write', audit: 'message.replay' },
      schema: {
        tags,
        summary: 'Sends failed or parked messages again: by id, or all since a time',
        body: bulkShape.refine(isNamed, notNamed).refine(oneName, twoNames),
        response: { 200: replayed },
      },
    },
    async (request) => ({
      replayed: await bulk(principalOf(request), request.body, 'replay', (trx, rows) =>
        planAgain(trx, rows, ['refused', 'parked'], deps.clock.now()),
      ),
    }),
  )

  app.post(
    '/api/dead-letters/close',
    {
      config: { may: 'messages.write', audit: 'message.close' },
      schema: {
        tags,
        summary: 'Closes failed or parked messages: by id, or all since a time',
        body: bulkShape.extend({ outcome: closedOutcome }).refine(isNamed, notNamed).refine(oneName, twoNames),
        response: { 200: closed },
      },
    },
    async (request) => {
      const { outcome, ...which } = request.body
      const close = (trx: Trx, rows: DeadRow[]) => closeMessages(trx, rows, ['refused', 'parked'], outcome, deps.clock.now())
      return { closed: await bulk(principalOf(request), which, 'close', close) }
    },
  )
}

const ledgerState = { failed: 'refused', parked: 'parked' } as const
type Chosen = Omit<DeadFilter, 'since'> & { since?: string | undefined; status?: DeadStatus | undefined }
const filterOf = ({ since, status: shown, state, ...filter }: Chosen): DeadFilter => ({
  ...filter,
  state: shown ? ledgerState[shown] : state,
  since: since ? new Date(since) : undefined,
})

const reasonOf = ({ code, words }: { code: string | null; words: string | null }, textOf: TextOf) => ({
  code: code ?? 'unknown',
  text: textOf(words ?? code ?? ''),
})

const show =
  (textOf: TextOf) =>
  (row: DeadLetterRow): DeadLetter => ({
    id: row.id,
    accountId: row.accountId,
    conversationId: row.conversationId,
    eventId: row.eventId,
    kind: row.kind,
    text: row.text,
    status: shownState[row.state],
    reason: reasonOf(row, textOf),
    attempts: row.attempts,
    at: row.at.toISOString(),
    person: { username: row.username, name: row.name },
    automationId: row.automationId,
    automation: row.automationId ? { id: row.automationId, name: row.automationName ?? 'deleted' } : null,
  })
