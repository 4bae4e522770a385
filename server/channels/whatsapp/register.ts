import { ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { isTrue } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/**
 * Registers a number for the API (meta-platform.md 5.11, 13.2 row 2.21). Without two-step verification it gets this PIN as its own; with
 * it, the PIN must be the number's. The platform allows ten attempts in 72 hours.
 * Errors: rejects with a ChannelError: `pin_wrong`, `number_not_verified`, `too_many_registrations` and others.
 */
export async function register(http: Http, as: Credentials, pin: string): Promise<void> {
  const json = { messaging_product: 'whatsapp', pin }
  const answer = await readGraph(http, as, { method: 'POST', path: `${segment(as.externalId)}/register`, json })
  if (!isTrue(answer.success)) throw new ChannelError('not_registered', sentence('whatsapp.not_registered'), 'retry', null)
}
