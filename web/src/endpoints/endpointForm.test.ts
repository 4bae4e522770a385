import { expect, test } from 'vitest'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { changeOf, fieldsOfKind, formOf, inputOf, needsSecrets, newForm } from './endpointForm.ts'

const stored = {
  kind: 'webhook',
  name: 'CRM',
  url: 'https://crm.example/in',
  method: 'PUT',
  headers: { 'X-Team': 'sales' },
  auth: { type: 'BASIC', username: 'hub' },
  retryCount: 3,
  timeoutMs: 5_000,
  events: ['lead.created', 'lead.updated'],
  mapping: { Email: 'email' },
  sources: [
    {
      type: 'automation',
      id: 'a1',
      isActive: false,
      conditions: [{ on: 'field', name: 'city', is: 'one_of', values: ['Berlin'] }],
    },
  ],
} as unknown as ShownEndpoint

test('an endpoint that is opened and saved stays as it is, and its secrets are not sent', () => {
  const form = formOf(stored)
  const { name, method, headers, retryCount, timeoutMs, events, mapping } = stored
  expect(changeOf({ ...form, url: 'https://crm.example/new' }, stored)).toMatchObject({ url: 'https://crm.example/new' })
  expect(changeOf(form, stored)).toEqual({ name, method, headers, retryCount, timeoutMs, events, mapping, sources: stored.sources })
  expect(inputOf(form).sources).toEqual(stored.sources)
})

test('a new password is sent; another user, header or kind needs its secret', () => {
  const form = formOf(stored)
  expect(needsSecrets(form, stored)).toBe(false)
  expect(changeOf({ ...form, password: 'new' }, stored)).toMatchObject({ auth: { type: 'BASIC', username: 'hub', password: 'new' } })
  expect(needsSecrets({ ...form, username: 'other' }, stored)).toBe(true)
  expect(needsSecrets({ ...form, authType: 'BEARER' }, stored)).toBe(true)
  expect(changeOf({ ...form, authType: 'NONE' }, stored)).toMatchObject({ auth: { type: 'NONE' } })
})

test('a new endpoint gets everything, without empty rows and without what a condition does not have', () => {
  const conditions = [{ on: 'form' as const, name: 'left over', is: 'present' as const, values: ['left over'] }]
  const form = { ...newForm, name: ' CRM ', url: 'https://crm.example', headers: [{ name: ' ', value: 'x' }] }
  expect(inputOf({ ...form, sources: [{ type: 'any', id: 'left over', isActive: true, conditions }] })).toMatchObject({
    name: 'CRM',
    headers: {},
    auth: { type: 'NONE' },
    mapping: null,
    sources: [{ type: 'any', isActive: true, conditions: [{ on: 'form', is: 'present' }] }],
  })
  expect(inputOf(form).sources).toEqual([{ type: 'any', isActive: true, conditions: [] }])
})

test('a service has its own login, one method, and the events that it understands', () => {
  const form = { ...newForm, name: 'Sales', token: 'pat', events: ['lead.updated', 'message.sent'] as (typeof newForm)['events'] }
  const hubspot = inputOf({ ...form, method: 'PUT', headers: [{ name: 'X', value: 'y' }], ...fieldsOfKind('hubspot', form) })
  expect(hubspot).toMatchObject({
    kind: 'hubspot',
    method: 'POST',
    headers: {},
    events: ['lead.updated'],
    auth: { type: 'BEARER', token: 'pat' },
  })
  expect(hubspot).not.toHaveProperty('url')
  expect(inputOf({ ...form, googleKey: '{}', ...fieldsOfKind('sheets', { events: ['message.sent'] }) })).toMatchObject({
    events: ['lead.created'],
    auth: { type: 'GOOGLE_SERVICE_ACCOUNT', key: '{}' },
  })
  expect(inputOf({ ...form, ...fieldsOfKind('slack', form) })).toMatchObject({ auth: { type: 'NONE' }, events: form.events })
})
