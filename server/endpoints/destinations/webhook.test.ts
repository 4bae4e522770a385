import { expect, test } from 'vitest'
import { outcomeOf } from '../outcomeOf.ts'
import type { ToSend } from './destination.ts'
import { sendToWebhook } from './webhook.ts'

const at = new Date('2026-11-30T10:00:00Z')
const to = (url: string): ToSend => ({
  eventId: 'e',
  endpointId: 'p',
  type: 'lead.created',
  occurredAt: at,
  data: { name: 'Ana' },
  mapping: null,
  url,
  method: 'POST',
  headers: {},
  auth: { type: 'NONE' },
  authSecret: null,
  secrets: [`whsec_${Buffer.alloc(24).toString('base64')}`],
  isRepeat: false,
  now: at,
  sentAt: at,
})

test.each([
  ['https://script.google.com/macros/s/abc/exec', 'https://script.googleusercontent.com/macros/echo?key=1', 'done'],
  ['https://script.google.com/macros/s/abc/exec', 'https://accounts.google.com/ServiceLogin', 'failed'],
  ['https://script.google.com/macros/s/abc/exec', undefined, 'failed'],
  ['https://crm.example/leads', 'https://script.googleusercontent.com/macros/echo?key=1', 'failed'],
])('a redirect of %s to %s: %s', async (url, location, kind) => {
  const headers: Record<string, string> = location ? { location } : {}
  const went = await sendToWebhook(to(url), async () => ({ status: 302, headers, body: '' }))
  expect(outcomeOf(went, { failures: 0, retryCount: 9, isTest: false, durationMs: 1, now: at })).toMatchObject({ kind })
})
