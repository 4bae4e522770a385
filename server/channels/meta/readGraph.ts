import { ChannelError, type Credentials } from '../../model/channel.ts'
import { answerTooLong, type Http, NetworkError } from '../../model/http.ts'
import type { JsonObject } from './fields.ts'
import { callGraph, type GraphAnswer, type GraphCall } from './graph.ts'
import { type ErrorTable, readErrorOf } from './judge.ts'
import { sentence } from './sentences.ts'

/**
 * Makes a request whose response is needed and whose effect may safely be repeated: reads and subscriptions.
 * In:     the channel's error table, which gives the meaning of a refusal.
 * Errors: rejects with a ChannelError for every response that is not a success, and when there was none.
 */
export const readGraphBy =
  (errors: ErrorTable) =>
  async (http: Http, as: Credentials, call: GraphCall): Promise<JsonObject> => {
    const answer = await reachGraph(http, as, call)
    const error = readErrorOf(errors, answer)
    if (error) throw Object.assign(error, { tokenMark: as.tokenMark ?? null })
    return answer.json ?? {}
  }

/** The same, for callers that inspect a refusal. Errors: rejects with a ChannelError only when there was no response. */
export async function reachGraph(http: Http, as: Credentials, call: GraphCall): Promise<GraphAnswer> {
  try {
    return await callGraph(http, as, call)
  } catch (error) {
    if (error instanceof NetworkError && error.code === answerTooLong) {
      throw new ChannelError('answer_too_long', sentence('meta.read.answer_too_long'), 'bug', null)
    }
    const line = error instanceof NetworkError && error.effect === 'none' ? 'down' : 'shaky'
    throw new ChannelError('unreachable', sentence('meta.read.unreachable'), 'retry', null, line)
  }
}
