import pg from 'pg'
import { belongings } from '../platform/belongings/belongings.ts'

const dayMs = 86_400_000
const daysAhead = 3
const daysKept = belongings.bodies.retention.days

const nameOf = (day: Date) => `bodies_${day.toISOString().slice(0, 10).replaceAll('-', '')}`
const dayOf = (at: number) => new Date(Math.floor(at / dayMs) * dayMs)

/**
 * Keeps the folders of raw bodies in order: one partition per day, made a few days ahead, dropped whole when it is old.
 * What came for a day that had none yet stands in the default partition, and is deleted there when it is old.
 * In: the database as its owner (only an owner makes tables), and the world's time. Safe when several processes do it at once.
 */
export async function keepBodyPartitions(url: string, now: Date): Promise<{ made: string[]; dropped: string[] }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {}) // the query under way rejects as well
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(7250004)')
    // Making or dropping a partition waits for whoever reads `bodies` (a backup), and everybody who writes a body would wait behind it.
    await client.query(`set lock_timeout = '200ms'`)
    const { rows } = await client.query<{ name: string }>(`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'bodies'::regclass and c.relname ~ '^bodies_\\d{8}$'`)
    const there = new Set(rows.map((row) => row.name))
    const made: string[] = []
    for (let ahead = 1; ahead <= daysAhead; ahead++) {
      const day = dayOf(now.getTime() + ahead * dayMs)
      if (!there.has(nameOf(day)) && (await makePartition(client, day))) made.push(nameOf(day))
    }
    const oldest = nameOf(dayOf(now.getTime() - daysKept * dayMs))
    const dropped = [...there].filter((name) => name < oldest)
    // Whatever its age, what nobody could read yet stays for whoever looks into it.
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

/** False when the default partition already holds bodies of that day (the clock was moved): then they stay there. */
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
/** Somebody reads it just now; an hour later it is tried again. */
function passOverIfHeld(error: { code?: string }): void {
  if (error.code !== lockNotHad) throw error
}
