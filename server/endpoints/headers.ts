/** The name of a header (RFC 9110, 5.1). */
export const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/
/** What a header may hold: no line break, no other control character but the tab, and nothing outside Latin-1. */
export const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

const ours = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'webhook-id',
  'webhook-signature',
  'webhook-timestamp',
])
/** Headers that the server sets itself, or that steer the connection. */
export const isOursToSet = (name: string): boolean => ours.has(name.toLowerCase()) || /^(proxy-|sec-)/i.test(name)
