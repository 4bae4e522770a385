import type { Place } from '../support/npmStart.ts'
import type { Written } from './viralCrowds.ts'

/** A call in the platform's ledger that sends a public or private message. */
export type Say = { seq: number; at: number; status: number | null; code: number | null; text: string; effect: boolean; private: boolean }

type Call = {
  seq: number
  at: string
  path: string
  status: number | null
  body: { recipient?: { comment_id?: string }; message?: { text?: string } } | null
  error?: { code?: number }
  effect?: { kind: string }
}

/** Every message that an account attempted to send, oldest first, as the platform recorded it. */
export async function saysOf(place: Place, accountExternalId: string): Promise<Say[]> {
  const says: Say[] = []
  for (let since = 0; ;) {
    const { data, nextSince, more } = await place.sim<{ data: Call[]; nextSince: number; more: boolean }>(
      'GET',
      `/simulator/calls?since=${since}&limit=5000`,
    )
    for (const { seq, at, path, status, body, error, effect } of data)
      if (path.endsWith(`/${accountExternalId}/messages`))
        says.push({
          seq,
          at: Date.parse(at),
          status,
          code: error?.code ?? null,
          text: body?.message?.text ?? '',
          effect: effect?.kind === 'message',
          private: Boolean(body?.recipient?.comment_id),
        })
    if (!more) return says
    since = nextSince
  }
}

/** The number of the newest call, of any kind. */
export async function newestCall(place: Place): Promise<number> {
  const { data } = await place.sim<{ data: { seq: number }[] }>('GET', '/simulator/calls?last=1')
  return data[0]?.seq ?? 0
}

/** The maximum number of times within any interval of this many ms. In: times in order. */
export function mostIn(stretchMs: number, times: number[]): number {
  let most = 0
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[last]! - times[first]! >= stretchMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

/**
 * How long each text waited for a reply, in ms, shortest first. Throws when one has none. In: how far the product clock is ahead of the
 * system clock.
 */
export function waits(written: Written[], answers: Say[], offsetMs: number): number[] {
  const answeredAt = new Map(answers.filter((say) => say.effect).map((say) => [say.text, say.at - offsetMs]))
  return written
    .map(({ text, at }) => {
      const answered = answeredAt.get(text)
      if (answered === undefined) throw new Error(`no reply to "${text}"`)
      return answered - at
    })
    .toSorted((a, b) => a - b)
}

export const percentile = (sorted: number[], percent: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!
