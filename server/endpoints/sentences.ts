import { sentencesOf, type Sentence } from '../model/sentence.ts'

/** Why a delivery failed or is attempted again, and what became of an endpoint, by code. */
export const reasons = {
  'endpoints.gone': 'The endpoint answered 410: it is gone. Nothing is sent to it until it is switched on again.',
  'endpoints.failing': 'Nothing reached it for five days. Nothing is sent to it until it is switched on again.',
  'endpoints.degraded': 'Its last attempt failed. Attempts continue.',
  'endpoints.http_status': 'The endpoint answered with an error.',
  'endpoints.redirected':
    'The endpoint answered with a redirect, which is not followed. Enter the address that it leads to; of a Google Apps Script, that ends with /exec.',
  'endpoints.address_refused': 'Its address leads to a private network or to this machine, which ENDPOINT_ALLOW does not allow.',
  'endpoints.login_in_url': 'Leave user and password out of the URL. Enter them as the authentication of the endpoint (BASIC).',
  'endpoints.https_needed': 'Its address is not https. Enter one that begins with https://.',
  'endpoints.address_unknown': 'Its host has no address. Check the spelling of the URL, and the DNS of its domain.',
  'endpoints.timed_out': 'It did not answer in time. Check the service, or allow the endpoint more time.',
  'endpoints.tls_failed': 'Its certificate cannot be trusted. Renew it, or install one of a known authority with its whole chain.',
  'endpoints.unreachable': 'It cannot be reached. Check that the service runs and that a firewall lets it be called from here.',
  'endpoints.email_missing': 'HubSpot identifies a contact by its email address, and this lead has none.',
  'endpoints.unreadable_settings': 'Its address or its key cannot be used. Enter them again.',
  'endpoints.unreadable_answer':
    'It answered with something that cannot be read. Check that the URL leads to the service itself and not to another page.',
  'endpoints.no_such_tab': 'The sheet no longer has the tab that its address names. Open the tab and copy its address into the endpoint.',
  'endpoints.endpoint_disabled': 'The endpoint was disabled. Switch it on and replay the delivery.',
  'endpoints.worker_lost': 'A worker ended during the attempt. It is repeated.',
  'endpoints.quarantined': 'Three workers ended while they sent it. Check the log before you replay it.',
  'endpoints.fault': 'A bug in the server prevented it. The log has the error.',
} as const

/** What is said of endpoints and deliveries, in English; other languages are in server/languages/. */
export const sentences = {
  ...reasons,
  'endpoints.mail_disabled': 'An endpoint was disabled: {{endpoint}}',
  'endpoints.mail_failing': 'An endpoint fails: {{endpoint}}',
  'endpoints.mail_half_time': 'Nothing reached it for two and a half days. After five days it is disabled.',
  'endpoints.mail_replay': 'Nothing is lost: when it works again, switch it on and replay what failed.',
  'endpoints.mail_open': 'Open the endpoint',
  'endpoints.step_pending': 'Delivery to {{endpoint}}: waiting for its first attempt.',
  'endpoints.step_retrying': 'Delivery to {{endpoint}}: to be attempted again. {{>why}}',
  'endpoints.step_success': 'Delivery to {{endpoint}}: the endpoint accepted it.',
  'endpoints.step_failed': 'Delivery to {{endpoint}} failed. {{>why}}',
  'endpoints.other': 'It was not delivered ({{code}}).',
} as const

export const sentence = sentencesOf(sentences)

/** The sentence of a code. */
export const sentenceOf = (code: string): Sentence => {
  const key = `endpoints.${code}`
  return Object.hasOwn(reasons, key) ? sentence(key as keyof typeof reasons) : sentence('endpoints.other', { code })
}
