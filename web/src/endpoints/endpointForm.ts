import type { EndpointChange } from '../../../server/endpoints/endpointChange.schemas.ts'
import type { NewEndpoint, ShownEndpoint, Source } from '../../../server/endpoints/endpoints.schemas.ts'
import { understoodEvents, type EndpointEventType, type EndpointKind, type EndpointMethod } from '../../../server/model/endpoint.ts'

export type Pair = { name: string; value: string }
export type AuthType = ShownEndpoint['auth']['type']
export type SourceRow = {
  type: Source['type']
  id: string
  isActive: boolean
  conditions: { on: 'form' | 'campaign' | 'field'; name: string; is: 'one_of' | 'none_of' | 'present' | 'absent'; values: string[] }[]
}
/** The fields of the editor. Secrets are empty for an endpoint that has some: only new ones are sent. */
export type EndpointForm = {
  kind: EndpointKind
  name: string
  url: string
  method: EndpointMethod
  headers: Pair[]
  authType: AuthType
  username: string
  password: string
  token: string
  apiHeader: string
  apiValue: string
  authHeaders: Pair[]
  /** The JSON file of a Google service account's key. */
  googleKey: string
  retryCount: number
  timeoutSeconds: number
  events: EndpointEventType[]
  sources: SourceRow[]
  maps: boolean
  mapping: Pair[]
}

export const newForm: EndpointForm = {
  kind: 'webhook',
  name: '',
  url: '',
  method: 'POST',
  headers: [],
  authType: 'NONE',
  username: '',
  password: '',
  token: '',
  apiHeader: 'X-API-Key',
  apiValue: '',
  authHeaders: [],
  googleKey: '',
  retryCount: 9,
  timeoutSeconds: 30,
  events: ['lead.created'],
  sources: [{ type: 'any', id: '', isActive: true, conditions: [] }],
  maps: false,
  mapping: [
    { name: 'email', value: 'email' },
    { name: 'name', value: 'name' },
  ],
}

/** How each kind is logged in to when it is chosen; only a webhook has a choice. */
const authOfKind = { webhook: 'NONE', hubspot: 'BEARER', slack: 'NONE', sheets: 'GOOGLE_SERVICE_ACCOUNT' } as const satisfies Record<
  EndpointKind,
  AuthType
>

/** The fields that change when another kind is chosen. */
export const fieldsOfKind = (kind: EndpointKind, { events }: Pick<EndpointForm, 'events'>): Partial<EndpointForm> => {
  const understood = understoodEvents[kind]
  const kept = understood ? events.filter((event) => understood.includes(event)) : events
  return { kind, method: 'POST', authType: authOfKind[kind], events: kept.length ? kept : ['lead.created'] }
}

const pairsOf = (record: Record<string, string>): Pair[] => Object.entries(record).map(([name, value]) => ({ name, value }))
const recordOf = (pairs: Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]))

/** The editor's fields for a stored endpoint. */
export function formOf(endpoint: ShownEndpoint): EndpointForm {
  const auth = endpoint.auth as { type: AuthType; username?: string; header?: string }
  return {
    ...newForm,
    kind: endpoint.kind,
    name: endpoint.name,
    url: endpoint.url,
    method: endpoint.method,
    headers: pairsOf(endpoint.headers),
    authType: auth.type,
    username: auth.username ?? '',
    apiHeader: auth.header ?? newForm.apiHeader,
    retryCount: endpoint.retryCount,
    timeoutSeconds: endpoint.timeoutMs / 1_000,
    events: endpoint.events,
    sources: endpoint.sources.map((one) => ({
      type: one.type,
      id: one.id ?? '',
      isActive: one.isActive ?? true,
      conditions: (one.conditions ?? []).map((it) => ({ ...it, name: it.name ?? '', values: it.values ?? [] })),
    })),
    maps: endpoint.mapping !== null,
    mapping: endpoint.mapping ? pairsOf(endpoint.mapping) : newForm.mapping,
  }
}

/** Whether a source names what it is of. */
export const isNamed = ({ type, id }: SourceRow): boolean => type === 'any' || id.trim() !== ''
/** What a condition lacks. */
export function mistakeIn({ on, name, is, values }: SourceRow['conditions'][number]): 'name' | 'values' | null {
  if (on === 'field' && name.trim() === '') return 'name'
  return (is === 'one_of' || is === 'none_of') && values.length === 0 ? 'values' : null
}
export const isComplete = (row: SourceRow): boolean => isNamed(row) && row.conditions.every((one) => mistakeIn(one) === null)

export function sourcesOf(form: EndpointForm): Source[] {
  return form.sources.map(({ type, id, isActive, conditions }) => ({
    type,
    ...(type === 'any' ? {} : { id: id.trim() }),
    isActive,
    conditions: conditions.map((one) => ({
      on: one.on,
      is: one.is,
      ...(one.on === 'field' ? { name: one.name.trim() } : {}),
      ...(one.is === 'one_of' || one.is === 'none_of' ? { values: one.values } : {}),
    })),
  }))
}

/** Whether the login is not the stored one: another kind, user or header. Its secrets have to be entered then. */
export function needsSecrets(form: Pick<EndpointForm, 'authType' | 'username' | 'apiHeader'>, stored: ShownEndpoint | null): boolean {
  if (form.authType === 'NONE') return false
  const known = stored?.auth as { type: AuthType; username?: string; header?: string } | undefined
  if (known?.type !== form.authType) return true
  return (
    (form.authType === 'BASIC' && known.username !== form.username) ||
    (form.authType === 'API_KEY' && known.header !== form.apiHeader.trim())
  )
}

/** Whether the editor's fields hold a new login: secrets that were typed, or one that needs none. */
export const hasNewAuth = (form: EndpointForm, stored: ShownEndpoint): boolean =>
  stored.auth.type !== form.authType ||
  needsSecrets(form, stored) ||
  [form.password, form.token, form.apiValue, form.googleKey].some((text) => text !== '') ||
  form.authHeaders.some(({ name }) => name.trim() !== '')

function authOf(form: EndpointForm): NonNullable<NewEndpoint['auth']> {
  switch (form.authType) {
    case 'BASIC':
      return { type: 'BASIC', username: form.username, password: form.password }
    case 'BEARER':
      return { type: 'BEARER', token: form.token }
    case 'API_KEY':
      return { type: 'API_KEY', header: form.apiHeader.trim(), value: form.apiValue }
    case 'CUSTOM':
      return { type: 'CUSTOM', headers: recordOf(form.authHeaders) }
    case 'GOOGLE_SERVICE_ACCOUNT':
      return { type: 'GOOGLE_SERVICE_ACCOUNT', key: form.googleKey }
    case 'NONE':
      return { type: 'NONE' }
  }
}

const sharedOf = (form: EndpointForm) => ({
  name: form.name.trim(),
  url: form.url.trim(),
  method: form.method,
  headers: form.kind === 'webhook' ? recordOf(form.headers) : {},
  retryCount: form.retryCount,
  timeoutMs: Math.round(form.timeoutSeconds * 1_000),
  events: form.events,
  mapping: form.maps ? recordOf(form.mapping) : null,
})

export function inputOf(form: EndpointForm): NewEndpoint {
  const { url, ...shared } = sharedOf(form)
  // HubSpot has one address.
  return { ...shared, ...(url ? { url } : {}), kind: form.kind, auth: authOf(form), sources: sourcesOf(form) }
}
export function changeOf(form: EndpointForm, stored: ShownEndpoint): EndpointChange {
  const { url, ...shared } = sharedOf(form)
  return {
    ...shared,
    ...(url === stored.url ? {} : { url }),
    sources: sourcesOf(form),
    ...(hasNewAuth(form, stored) ? { auth: authOf(form) } : {}),
  }
}

/** Whether it is the webhook URL of an automation, which decides where it leads and that it exists. */
export const isOfAutomation = ({ automationId, sources }: ShownEndpoint): boolean =>
  automationId !== null && sources.some(({ type, id }) => type === 'automation' && id === automationId)

type WordOf<Type> = Type extends `${infer Of}.${infer What}` ? `${Of}_${What}` : never
/** The name of an event in the catalogue of texts, where a dot separates keys. */
export const eventWord = (type: EndpointEventType) => type.replace('.', '_') as WordOf<EndpointEventType>
