import type { EndpointEventType } from '../../model/endpoint.ts'
import type { GuardedRequest, GuardedResponse } from '../../platform/guardedHttp.ts'
import type { ShownAuth } from '../authentication.ts'
import type { Went } from '../outcomeOf.ts'

/** One request to the host of a destination; the time limit of the endpoint holds for all requests of an attempt together. */
export type Call = (request: Pick<GuardedRequest, 'method' | 'url' | 'headers' | 'body' | 'readAtMost'>) => Promise<GuardedResponse>

/** A delivery with its secrets in clear. */
export type ToSend = {
  eventId: string
  endpointId: string
  type: EndpointEventType
  occurredAt: Date
  /** The payload of the event, before any mapping. */
  data: unknown
  mapping: Record<string, string> | null
  url: string
  method: string
  headers: Record<string, string>
  auth: ShownAuth
  /** The secret part of the authentication. */
  authSecret: string | null
  /** The secrets that sign: after a rotation the former one too. */
  secrets: readonly string[]
  /** An earlier attempt may have arrived, although nobody learned that it did; or, for a sheet, an earlier delivery of the lead arrived. */
  isRepeat: boolean
  now: Date
  /** By the clock of the machine, which receivers compare with theirs; `now` may be moved by the simulator. */
  sentAt: Date
}

/** Sends a delivery in the form that its destination wants. Errors: those of `call`, which the caller judges. */
export type Send = (to: ToSend, call: Call) => Promise<Went>

/** How the answer of a destination is judged where nothing but its status counts. */
export const wentOf = ({ status, headers, body }: GuardedResponse): Went => ({ status, retryAfter: headers['retry-after'] ?? null, body })
