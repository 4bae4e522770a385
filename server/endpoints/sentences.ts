import { sentencesOf } from '../model/sentence.ts'

/** What is said of endpoints and deliveries, in English; other languages are in server/languages/. */
export const sentences = {
  'endpoints.gone': 'The endpoint answered 410: it is gone. Nothing is sent to it until it is switched on again.',
  'endpoints.failing': 'Nothing reached it for five days. Nothing is sent to it until it is switched on again.',
  'endpoints.degraded': 'Its last attempt failed. Attempts continue.',
  'endpoints.http_status': 'The endpoint answered with an error.',
  'endpoints.redirected': 'The endpoint answered with a redirect, which is not followed. Enter the address that it leads to.',
  'endpoints.address_refused': 'Its address leads to a private network or to this machine, which ENDPOINT_ALLOW does not allow.',
  'endpoints.https_needed': 'Its address is not https.',
  'endpoints.address_unknown': 'Its host has no address.',
  'endpoints.timed_out': 'It did not answer in time.',
  'endpoints.tls_failed': 'Its certificate cannot be trusted.',
  'endpoints.unreachable': 'It cannot be reached.',
  'endpoints.endpoint_disabled': 'The endpoint was disabled. Switch it on and replay the delivery.',
  'endpoints.endpoint_paused': 'The endpoint was switched off. Switch it on and replay the delivery.',
  'endpoints.worker_lost': 'A worker ended during the attempt. It is repeated.',
  'endpoints.quarantined': 'Three workers ended while they sent it. Check the log before you replay it.',
  'endpoints.fault': 'A bug in the server prevented it. The log has the error.',
  'endpoints.other': 'It was not delivered ({{code}}).',
} as const

const sentence = sentencesOf(sentences)

/** The sentence of a code. */
export const sentenceOf = (code: string) => {
  const key = `endpoints.${code}`
  return isBare(key) ? sentence(key) : sentence('endpoints.other', { code })
}
type Bare = Exclude<keyof typeof sentences, 'endpoints.other'>
const isBare = (key: string): key is Bare => key !== 'endpoints.other' && Object.hasOwn(sentences, key)
