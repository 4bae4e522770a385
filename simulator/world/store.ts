import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { addedColumns, schema, widerPageTokens } from './schema.ts'

export type Value = string | number | null

/** The simulated platform's rows and the one way to change them: a transaction that is committed before the response is sent. */
export type Store = {
  all<Row>(sql: string, ...values: Value[]): Row[]
  get<Row>(sql: string, ...values: Value[]): Row | undefined
  /** Returns how many rows changed and the number of the last inserted row. */
  run(sql: string, ...values: Value[]): { changes: number; seq: number }
  /** Runs synchronous work as one transaction; inside another one it joins that. An exception rolls everything back. */
  transaction<T>(work: () => T): T
  /**
   * Runs work together with everything else that arrived in this turn of the event loop, under one commit: a commit costs more than the
   * work. Each transaction inside still rolls back separately. Settles once all of it is committed.
   */
  grouped<T>(work: () => T): Promise<T>
  /** Called once the current transaction is committed, in the order registered; never when it is rolled back. */
  afterCommit(work: () => void): void
  /** Two hooks for state in memory (the seeded random): written before each commit, read again after a rollback. */
  keep(parts: { save: () => void; reload: () => void }): void
  close(): void
}

// The files contain tokens and people's messages: the folder and its files are for their owner alone. SQLite gives the files beside the
// main one (-wal, -shm) the main one's mode; the mode of older versions' files is corrected.
function keepPrivate(folder: string, file: string): void {
  // Folders above it keep the usual mode: PostgreSQL may run as another user next to it.
  mkdirSync(path.dirname(folder), { recursive: true })
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  closeSync(openSync(file, 'a', 0o600))
  for (const one of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(one)) chmodSync(one, 0o600)
}

/**
 * Opens (or creates) the simulated platform's file.
 * In:     its folder; created when missing.
 * Errors: throws when the folder cannot be written or another simulator has the file open.
 */
export function openStore(folder: string): Store {
  const file = path.join(folder, 'world.sqlite')
  keepPrivate(folder, file)
  const db = new DatabaseSync(file, { timeout: 2_000 })
  // WAL with synchronous=NORMAL: a killed process loses nothing that was committed (only a power cut could).
  // The exclusive lock keeps a second simulator out of this file; the system releases it after a kill -9.
  db.exec('pragma locking_mode=exclusive; pragma journal_mode=wal; pragma synchronous=normal; pragma wal_autocheckpoint=4000')
  db.exec(schema)
  for (const { table, column, is } of addedColumns)
    if (!db.prepare(`select 1 from pragma_table_info('${table}') where name = '${column}'`).get())
      db.exec(`alter table ${table} add column ${column} ${is}`)
  db.exec(widerPageTokens)

  const statements = new Map<string, StatementSync>()
  const kept: { save: () => void; reload: () => void }[] = []
  // idle → inside (a transaction) → idle, or idle → group → inside (a savepoint of it) → group → idle.
  let state: 'idle' | 'group' | 'inside' = 'idle'
  let after: (() => void)[] = []
  let waiting: (() => void)[] = []
  let closed = false

  function statement(sql: string): StatementSync {
    let prepared = statements.get(sql)
    if (!prepared) statements.set(sql, (prepared = db.prepare(sql)))
    return prepared
  }

  const run = (sql: string) => void statement(sql).run()

  function transaction<T>(work: () => T): T {
    if (state === 'inside') return work()
    const outer = state
    const hooks = after.length
    run(outer === 'idle' ? 'begin immediate' : 'savepoint part')
    state = 'inside'
    let result: T
    try {
      result = work()
      for (const part of kept) part.save()
      run(outer === 'idle' ? 'commit' : 'release part')
      state = outer
    } catch (error) {
      state = outer
      after.length = hooks
      run(outer === 'idle' ? 'rollback' : 'rollback to part')
      if (outer === 'group') run('release part')
      for (const part of kept) part.reload()
      throw error
    }
    if (outer === 'idle') runHooks()
    return result
  }

  function runHooks(): void {
    const due = after
    after = []
    for (const next of due) next()
  }

  function commitGroup(): void {
    const works = waiting
    waiting = []
    if (works.length === 0 || closed) return
    run('begin immediate')
    state = 'group'
    for (const work of works) work()
    run('commit')
    state = 'idle'
    runHooks()
  }

  function grouped<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commitGroup)
      waiting.push(() => {
        let settle: () => void
        try {
          const result = work()
          settle = () => resolve(result)
        } catch (error) {
          settle = () => reject(error)
        }
        after.push(settle)
      })
    })
  }

  return {
    all: <Row>(sql: string, ...values: Value[]) => statement(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: Value[]) => statement(sql).get(...values) as Row | undefined,
    run(sql, ...values) {
      const { changes, lastInsertRowid } = statement(sql).run(...values)
      return { changes: Number(changes), seq: Number(lastInsertRowid) }
    },
    transaction,
    grouped,
    afterCommit(work) {
      if (state === 'idle') work()
      else after.push(work)
    },
    keep: (parts) => void kept.push(parts),
    close() {
      commitGroup()
      closed = true
      db.close()
    },
  }
}
