import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from '../support/npmStart.ts'
import type { Shop } from '../support/openShop.ts'

/** The app secret with which these tests sign as the platform; the product has it as INSTAGRAM_APP_SECRET. */
export const appSecret = 'the app secret of this test'

/** One webhook: its comment, when it was posted and answered (performance.now), and the status; null when there was no response. */
export type Posted = { id: string; at: number; tookMs: number; status: number | null }

let nextId = 17_900_000_000_000_000n

/** Posts a comment as the platform does (meta-platform.md 2.2). Errors: none. */
export async function postComment(place: Place, shop: Shop): Promise<Posted> {
  const id = String(nextId++)
  const value = {
    id,
    from: { id: '900000000000001', username: 'someone' },
    text: `number ${id}`,
    media: { id: shop.mediaId, media_product_type: 'FEED' },
  }
  const body = JSON.stringify({
    object: 'instagram',
    entry: [{ id: shop.accountExternalId, time: Math.floor(Date.now() / 1000), changes: [{ field: 'comments', value }] }],
  })
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
  }
  const at = performance.now()
  const status = await fetch(`http://127.0.0.1:${place.port}/api/webhooks/meta`, {
    method: 'POST',
    body,
    headers,
    signal: AbortSignal.timeout(10_000),
  })
    .then(async (answer) => (await answer.text(), answer.status))
    .catch(() => null)
  return { id, at, tookMs: performance.now() - at, status }
}

/** A platform that never rests: a few connections post comment after comment. Out: the responses so far, and how to stop it. */
export function keepPosting(place: Place, shop: Shop, connections = 4) {
  const posted: Posted[] = []
  const life = { over: false }
  const posting = Array.from({ length: connections }, async () => {
    while (!life.over) {
      posted.push(await postComment(place, shop))
      await sleep(10)
    }
  })
  return {
    posted,
    async end() {
      life.over = true
      await Promise.all(posting)
    },
  }
}
