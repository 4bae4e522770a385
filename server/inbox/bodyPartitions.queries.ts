import pg from 'pg'
import { advisoryLocks } from '../platform/advisoryLocks.ts'
import { belongings } from '../platform/belongings/belongings.ts'

const dayMs = 86_400_000
const daysAhead = 3
const daysKept = belongings.bodies.retention.days

const nameOf = (day: Date) => `bodies_${day.toISOString().slice(0, 10).replaceAll('-', '')}`
const dayOf = (at: number) => new Date(Math.floor(at / dayMs) * dayMs)

/**
 * Maintains the partitions of `bodies`: one per day, created a few days ahead, dropped as a whole when old. Payloads of a day without a
 * partition are in the default partition and are deleted there when old. Safe in several processes at once.
 * In:     the database as its owner (only an owner creates tables), and the product clock.
 */
export async function maintainBodyPartitions(url: string, now: Date): Promise<{ made: string[]; dropped: string[] }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {}) // the running query rejects as well
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(${advisoryLocks.bodyPartitions})`)
    // Creating or dropping a partition waits for readers of `bodies` (a backup), and every insert of a payload would wait behind it.
    await client.query(`set lock_timeout = '200ms'`)
    const { rows } = await client.query<{ name: string }>(`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'bodies'::regclass and c.relname ~ '^bodies_\\d{8}$'`)
    const there = new Set(rows.map((row) => row.name))
    const made: string[] = []
    for (let ahead = 1; ahead <= daysAhead; ahead++) {
      const day = dayOf(now.getTime() + ahead * dayMs)
      if (!there.has(nameOf(day)) && (await makePartition(client, day))) made.push(nameOf(day))
    }
    const oldest = nameOf(dayOf(now.getTime() - daysKept * dayMs))
    const dropped = [...there].filter((name) => name < oldest)
    // Payloads that could not be parsed stay for investigation, whatever their age.
    for (const name of dropped) {
      const { rowCount } = await client.query(`select from ${name} where taken < cardinality(lengths) limit 1`)
      if (!rowCount) await client.query(`drop table ${name}`).catch(passOverIfHeld)
    }
    await client.query(`delete from bodies_default where taken >= cardinality(lengths) and received_at < $1`, [
      new Date(now.getTime() - daysKept * dayMs),
    ])
    return { made, dropped }
  } finally {
    await client.end().catch(() => {})
  }
}

/** Out: false when the default partition already has payloads of that day (the clock was moved): then they stay there. */
async function makePartition(client: pg.Client, day: Date): Promise<boolean> {
  try {
    await client.query(
      `create table ${nameOf(day)} partition of bodies for values from ('${day.toISOString()}') to ` +
        `('${new Date(day.getTime() + dayMs).toISOString()}')`,
    )
    return true
  } catch (error) {
    if (['23514', '42P07', lockNotHad].includes((error as { code?: string }).code ?? '')) return false
    throw error
  }
}

const lockNotHad = '55P03'
/** The partition is being read; it is tried again an hour later. */
function passOverIfHeld(error: { code?: string }): void {
  if (error.code !== lockNotHad) throw error
}
