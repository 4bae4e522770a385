import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import type { Db } from '../../server/platform/db.ts'
import type { Tables } from '../../server/platform/tables/tables.ts'
import type { Answer, Connection, Ground } from './database.ts'
import { ended, type Steps } from './steps.ts'

/**
 * The moments of a worker's database work at which a fault can occur; `sending`, `settling` and `reading` are the commits of those
 * transactions, `keeping` the insert of webhook payloads, `taking jobs` and `settling jobs` the claim of jobs and their outcomes,
 * `occurring` the insert of an occurrence and its commit.
 */
export type Moment =
  | 'claim'
  | 'sending'
  | 'settling'
  | 'reading'
  | 'within reading'
  | 'within sending'
  | 'keeping'
  | 'taking jobs'
  | 'settling jobs'
  | 'occurring'
  | 'other'
/** The faults. `lost…`: the connection breaks, before or after PostgreSQL executed the statement. */
export type Strike = 'die before' | 'die after' | 'lost before' | 'lost after' | 'freeze before' | 'freeze after' | null

export type PoolOptions = {
  by: string
  ground: Ground
  steps: Steps
  /** Called for every statement. */
  strike(moment: Moment): Strike
  die(): Promise<void>
  /** Resolves when the process runs again. */
  freeze(): Promise<void>
  /** Called with each statement's result, for the checker's records. */
  seen(moment: Moment, answer: Answer, values: unknown[]): void
  locks: LockWatch
}

/** Statements that wait for locks of others, over all processes of a world. */
export type LockWatch = {
  /** How many transactions are open. */
  open: number
  /** Resolves when the statement is over, or when it waits for a lock of another; a waiting statement continues by itself later. */
  overOrWaiting(over: Promise<void>, real: Connection): Promise<void>
  /** After every step: every waiting statement that can continue has continued. */
  settled(): Promise<void>
}

export function watchLocks(): LockWatch {
  type Held = { real: Connection; over: boolean; ended: Promise<void> }
  const waiting = new Set<Held>()
  async function look(held: Held): Promise<void> {
    while (!held.over) {
      await Promise.race([held.ended, sleep(4)])
      if (!held.over && (await held.real.isBlocked())) return void waiting.add(held)
    }
    waiting.delete(held)
  }
  return {
    open: 0,
    overOrWaiting(over, real) {
      const held: Held = { real, over: false, ended: over }
      held.ended = over.finally(() => (held.over = true))
      return look(held)
    },
    async settled() {
      // A statement that is over may have released what earlier ones wait for.
      for (let before = -1; waiting.size && before !== waiting.size;) {
        before = waiting.size
        for (const held of waiting) await look(held)
      }
    },
  }
}

export type SimulatedPool = {
  db: Db
  rollBackAll(): Promise<void>
  /** Rolls back open transactions with no statement under way and drops their connections, as idle_in_transaction_session_timeout does. */
  endIdleTransactions(): Promise<void>
}

/** A connection that a process holds. `statement`: settles when the statement under way ends. */
type Lent = { real: Connection; transaction: boolean; broken: boolean; statement: Promise<void> | null }

class Broken extends Error {
  readonly code = '08006'
}
const notQueryable = () => new Broken('Client has encountered a connection error and is not queryable')

/** The database as one simulated process sees it: every statement is a step, at which a fault may occur. */
export function makePool({ by, ground, steps, strike, die, freeze, seen, locks }: PoolOptions): SimulatedPool {
  const held = new Set<Lent>()

  function opened(one: Lent, transaction: boolean): void {
    if (one.transaction !== transaction) locks.open += transaction ? 1 : -1
    one.transaction = transaction
  }
  async function drop(one: Lent): Promise<void> {
    one.broken = true
    if (one.transaction) await one.real.query('rollback')
    opened(one, false)
  }
  async function breakOff(one: Lent): Promise<never> {
    await drop(one)
    throw new Broken('Connection terminated unexpectedly')
  }

  function connect() {
    const one: Lent = { real: ground.borrow(), transaction: false, broken: false, statement: null }
    held.add(one)
    let within = new Set<Moment>()

    async function perform(text: string, values: unknown[], moment: Moment, halt: () => void, struck: Strike): Promise<Answer> {
      const end = async () => {
        await die()
        halt()
        return new Promise<never>(() => {})
      }
      if (struck === 'die before') return end()
      if (one.broken) throw notQueryable()
      if (struck === 'lost before') return breakOff(one)
      if (struck === 'freeze before') {
        const thawed = freeze()
        halt()
        await thawed
        return ask(text, values, moment, null)
      }
      const statement = one.real.query(text, values)
      one.statement = ended(statement)
      const answer = await statement.finally(() => (one.statement = null))
      if (text === 'begin') opened(one, true)
      if (text === 'commit' || text === 'rollback') opened(one, false)
      seen(moment, answer, values)
      if (struck === 'die after') return end()
      if (struck === 'lost after') return breakOff(one)
      if (struck === 'freeze after') {
        const thawed = freeze()
        halt()
        await thawed
      }
      return answer
    }

    /** `struck`: undefined until the seeded random was asked. */
    const ask = (text: string, values: unknown[], moment: Moment, struck: Strike | undefined): Promise<Answer> =>
      steps.ask(
        by,
        moment === 'other' ? words(text) : `${words(text)} (${moment})`,
        () => {
          const halted = Promise.withResolvers<void>()
          const result = perform(text, values, moment, halted.resolve, struck === undefined ? strike(moment) : struck)
          // A process that died or is suspended gets no result, but its statement is over. Watched any longer, it would seem to wait for
          // the locks of the next user of its connection.
          const over = Promise.race([ended(result), halted.promise])
          return { result, over: locks.open > (one.transaction ? 1 : 0) ? locks.overOrWaiting(over, one.real) : over }
        },
        { transaction: one.transaction },
      )

    return {
      query(text: string, values: readonly unknown[]) {
        if (one.broken) return Promise.reject(notQueryable())
        const moment = momentOf(text, within, one.transaction)
        if (text === 'begin') within = new Set()
        within.add(moment)
        return ask(text, [...values], moment, undefined)
      },
      release() {
        if (!held.delete(one)) return
        ground.giveBack(one.real)
      },
    }
  }

  return {
    db: new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: { connect: async () => connect() as never, end: async () => {} } as never }),
    }),
    async rollBackAll() {
      for (const one of held) {
        if (one.statement) {
          await ground.admin('select pg_cancel_backend($1)', [one.real.pid])
          await one.statement
        }
        await drop(one)
        ground.giveBack(one.real)
      }
      held.clear()
    },
    async endIdleTransactions() {
      for (const one of held) if (one.transaction && !one.statement) await drop(one)
    },
  }
}

/** Classifies a statement by its own text; a commit by its transaction. */
function momentOf(text: string, within: Set<Moment>, transaction: boolean): Moment {
  if (text === 'commit')
    return within.has('within sending')
      ? 'sending'
      : within.has('settling')
        ? 'settling'
        : within.has('within reading')
          ? 'reading'
          : within.has('settling jobs')
            ? 'settling jobs'
            : within.has('occurring')
              ? 'occurring'
              : 'other'
  if (/recursive turns/.test(text)) return 'claim'
  if (/into bodies/.test(text)) return 'keeping'
  if (/insert into occurrences/.test(text)) return 'occurring'
  if (/update jobs j set state = 'running'/.test(text)) return 'taking jobs'
  if (/insert into job_attempts/.test(text)) return 'settling jobs'
  if (/with sending as/.test(text)) return transaction ? 'within sending' : 'sending'
  if (/settled as \(/.test(text)) return 'settling'
  return transaction &&
    /update bodies|update events e set conversation_id|delete from occurrences|insert into (messages|events|runs|jobs)/.test(text)
    ? 'within reading'
    : 'other'
}

/** The name of a statement in a trace: a part of its text that is unique to it. */
const called: [RegExp, string][] = [
  [/^(begin|commit|rollback)$/, ''],
  [/recursive turns/, 'claim'],
  [/with sending as/, 'mark as sending'],
  [/settled as \(/, 'settle'],
  [/with alive as/, 'take back the lost'],
  [/pg_try_advisory_xact_lock/, "try the reader's turn"],
  [/pg_advisory_xact_lock/, "wait for the reader's turn"],
  [/as hints, lengths/, 'find kept bodies'],
  [/and lease_holder =/, 'renew leases'],
  [/as "echoId"/, 'find doubts with an echo'],
  [/order by m.account_id, m.lease_until/, 'find ripe doubts'],
  [/lease_losses \+ 1/, 'put off a doubt'],
  [/messages_settled as/, 'settle by echo'],
  [/wake_at <=/, 'find due runs'],
  [/into bodies/, 'keep bodies'],
  [/update limit_windows/, 'keep limits'],
  [/join send_limits/, 'take limits'],
  [/update jobs j set state = 'running'/, 'take jobs'],
  [/insert into job_attempts/, 'settle jobs'],
  [/select given\.prefix/, 'find newest recurring'],
  [/given\.replaces/, 'plan what recurs'],
  [/j\.lease_until < /, 'lock lost jobs'],
  [/j\.gives_up_at <= /, 'lock overdue jobs'],
  [/state = 'planned', epoch = o.epoch \+ 1, lease_holder = null/, 'give back'],
]
const words = (text: string): string => {
  const found = called.find(([pattern]) => pattern.test(text))
  return found
    ? found[1] || text
    : text
        .replaceAll(/\s+/g, ' ')
        .trim()
        .replace(/^with .*?((?:insert into|update) \w+).*$/, '$1')
        .slice(0, 44)
}
