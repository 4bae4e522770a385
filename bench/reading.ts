import { startProduct, type Product } from './product.ts'
import { median, type Measured } from './report.ts'
import { seedCrowd } from './seed.ts'
import { query, type Stage } from './stage.ts'

const times = 9
/** Nothing these requests look for is more frequent in the newest rows than one page shows, except the frequent word. */
const rare = 'kilimanjaro'

/** A conversation of the seeded ones, and one that gets this many messages and events. */
const thread = '01900003-0000-7000-8000-000000000777'
const longThread = '01900003-0000-7000-8000-000000000888'
const inLongThread = 5_000

/**
 * Measures G16: Home's numbers and the first page of each list; G13: opening a conversation; G14: searches. As a page of the web app
 * requests them, over HTTP, one at a time. The value is the slowest of the medians.
 */
export async function measureReading(stage: Stage): Promise<{ pages: Measured; threads: Measured; searches: Measured }> {
  const events = stage.quick ? 100_000 : 1_300_000
  const databaseUrl = await stage.database('g16')
  const product = await startProduct(stage, databaseUrl)
  await product.openShops(20)
  stage.say(`G13, G14, G16: putting ${events.toLocaleString('en')} events there`)
  await seedCrowd(databaseUrl, { accounts: 20, contacts: events, messages: events }, stage.say)
  await query(
    databaseUrl,
    `update events set text = 'Is the ${rare} one made of wool?' where username in ('person_3', 'person_4', 'person_5')`,
  )
  for (const table of ['events', 'messages'])
    await query(
      databaseUrl,
      `update ${table} set conversation_id = '${longThread}' where seq > (select max(seq) from ${table}) - ${inLongThread}`,
    )
  await addedUp(databaseUrl)

  const pages = await medians(product, {
    Home: '/api/stats?days=30',
    ...Object.fromEntries(
      ['events', 'leads', 'contacts', 'conversations', 'messages', 'automations', 'accounts', 'dead-letters'].map((list) => [
        list,
        `/api/${list}`,
      ]),
    ),
  })
  const opened = (id: string) => [`/api/conversations/${id}`, `/api/conversations/${id}/timeline`]
  const threads = await medians(product, { 'a short one': opened(thread), [`one with ${2 * inLongThread} entries`]: opened(longThread) })
  const searches = await medians(product, {
    'events: a rare word': `/api/events?q=${rare}`,
    'events: a frequent word': '/api/events?q=price',
    'events: nothing': '/api/events?q=xyzzyx',
    'events: two letters': '/api/events?q=zz',
    'events: a person': '/api/events?q=person_777',
    'contacts: one': '/api/contacts?q=person_77777',
    'contacts: many': '/api/contacts?q=person_1',
    'events: an outcome': '/api/events?outcome=parked',
    'leads: nothing': '/api/leads?q=xyzzyx',
    'conversations: a person': '/api/conversations?q=person_77777',
    'conversations: a rare word': `/api/conversations?q=${rare}`,
    'conversations: a frequent word': '/api/conversations?q=price',
    'conversations: nothing': '/api/conversations?q=xyzzyx',
  })
  await product.stop()
  const measured = (of: Record<string, number>): Measured => {
    const slowest = Math.max(...Object.values(of))
    const each = Object.entries(of).map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
    return {
      value: slowest,
      unit: 'ms',
      floor: null,
      ratio: null,
      reached: [slowest],
      notes: [
        `${events.toLocaleString('en')} events of as many people${stage.quick ? ' (quick: a thirteenth of the full run)' : ''}; medians of ${times} in ms: ${each.join(', ')}`,
      ],
    }
  }
  return { pages: measured(pages), threads: measured(threads), searches: measured(searches) }
}

/** In: addresses by what they are of, or several that are asked for one after the other. */
async function medians(product: Product, asked: Record<string, string | string[]>): Promise<Record<string, number>> {
  const answer: Record<string, number> = {}
  for (const [name, path] of Object.entries(asked)) {
    const took: number[] = []
    for (let n = 0; n < times; n++) {
      const since = performance.now()
      for (const one of [path].flat()) await product.api('GET', one)
      took.push(performance.now() - since)
    }
    answer[name] = median(took)
  }
  return answer
}

const addUpLimitMs = 120_000
/** The rows were inserted without the product: its scheduler adds them to the statistics like any others. */
async function addedUp(databaseUrl: string): Promise<void> {
  for (const until = performance.now() + addUpLimitMs; performance.now() < until;) {
    const rows = await query<{ done: boolean }>(
      databaseUrl,
      'select (select seq from figures_place) >= (select max(seq) from events) as done',
    )
    if (rows[0]?.done) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the events were not added up')
}
