import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { generateKeyPairSync, verify } from 'node:crypto'
import type { AddressInfo } from 'node:net'

// Servers that answer as HubSpot, Slack and Google Sheets do, written from their documentation, and as strict as they are.

type Asked = { method: string; path: string; query: URLSearchParams; headers: IncomingMessage['headers']; text: string }
type Answer = { status: number; body: string | object; headers?: Record<string, string> }

async function serve(answer: (asked: Asked) => Answer | 'hang_up_after' | Promise<Answer>) {
  const asked: Asked[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://host')
      const one = {
        method: request.method!,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        text: Buffer.concat(parts).toString(),
      }
      asked.push(one)
      void Promise.resolve(answer(one)).then((said) => {
        if (said === 'hang_up_after') return request.socket.destroy()
        const isText = typeof said.body === 'string'
        response.writeHead(said.status, { 'content-type': isText ? 'text/plain' : 'application/json', ...said.headers })
        response.end(isText ? said.body : JSON.stringify(said.body))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}

/** HubSpot: `POST /crm/v3/objects/contacts/batch/upsert` with the token of a private app. */
export async function startHubspot(token: string, known = ['email', 'phone', 'firstname', 'lastname', 'city', 'lead_source']) {
  const contacts = new Map<string, Record<string, string>>()
  const error = (status: number, category: string, message: string): Answer => ({
    status,
    body: { status: 'error', message, correlationId: '7c1d6f3e', category },
  })
  const served = await serve(({ method, path, headers, text }) => {
    if (headers.authorization !== `Bearer ${token}`) return error(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.')
    if (method !== 'POST' || path !== '/crm/v3/objects/contacts/batch/upsert') return error(404, 'OBJECT_NOT_FOUND', 'Not found')
    const given = readJson(text) as { inputs?: { idProperty?: string; id?: string; properties?: Record<string, unknown> }[] } | null
    const inputs = given?.inputs
    if (!inputs?.length || inputs.length > 100) return error(400, 'VALIDATION_ERROR', 'Invalid input JSON')
    for (const { idProperty, id, properties } of inputs) {
      if (idProperty !== 'email' || typeof id !== 'string' || !properties) return error(400, 'VALIDATION_ERROR', 'Invalid input JSON')
      if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(id)) return error(400, 'VALIDATION_ERROR', `Email address ${id} is invalid`)
      for (const [name, value] of Object.entries(properties)) {
        if (!known.includes(name))
          return error(400, 'VALIDATION_ERROR', `Property values were not valid: Property "${name}" does not exist`)
        if (typeof value !== 'string') return error(400, 'VALIDATION_ERROR', 'Invalid input JSON')
      }
    }
    const results = inputs.map(({ id, properties }) => {
      const key = id!.toLowerCase()
      const isNew = !contacts.has(key)
      contacts.set(key, { ...contacts.get(key), ...(properties as Record<string, string>) })
      return { id: String(100 + [...contacts.keys()].indexOf(key)), new: isNew, properties: contacts.get(key) }
    })
    return { status: 200, body: { status: 'COMPLETE', results } }
  })
  return { ...served, contacts }
}

/** Slack: an incoming webhook. */
export async function startSlack() {
  const state = { isArchived: false, throttleOnce: false }
  const texts: string[] = []
  const served = await serve(({ method, path, text }) => {
    if (method !== 'POST' || !path.startsWith('/services/')) return { status: 404, body: 'no_service' }
    if (state.isArchived) return { status: 410, body: 'channel_is_archived' }
    if (state.throttleOnce) {
      state.throttleOnce = false
      return { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } }
    }
    const given = readJson(text)
    if (!given) return { status: 400, body: 'invalid_payload' }
    if (typeof given['text'] !== 'string' || !given['text']) return { status: 400, body: 'no_text' }
    texts.push(given['text'])
    return { status: 200, body: 'ok' }
  })
  return { ...served, texts, state }
}

/** Google: a service account's token, and the part of the Sheets API v4 that reads and writes values. */
export async function startSheets() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const email = 'hub@project.iam.gserviceaccount.com'
  const spreadsheetId = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms'
  const tabs = new Map<string, { id: number; rows: string[][] }>([
    ['Sheet1', { id: 0, rows: [] }],
    ["Ana's leads", { id: 42, rows: [] }],
  ])
  const state = { loseNextAnswerOf: '', isShared: true, tokens: 0 }
  const error = (status: number, reason: string, message: string): Answer => ({
    status,
    body: { error: { code: status, message, status: reason } },
  })

  const served = await serve((asked) => {
    const said = asked.path === '/token' ? giveToken(asked) : callApi(asked)
    if (state.loseNextAnswerOf && asked.path.endsWith(state.loseNextAnswerOf)) {
      state.loseNextAnswerOf = ''
      return 'hang_up_after'
    }
    return said
  })

  function giveToken({ method, headers, text }: Asked): Answer {
    const form = new URLSearchParams(text)
    const [head, claims, signature] = (form.get('assertion') ?? '').split('.')
    const decoded = (part?: string) => readJson(Buffer.from(part ?? '', 'base64url').toString()) ?? {}
    const { iss, scope, aud, iat, exp } = decoded(claims) as { iss?: string; scope?: string; aud?: string; iat: number; exp: number }
    const isRight =
      method === 'POST' &&
      headers['content-type'] === 'application/x-www-form-urlencoded' &&
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      decoded(head)['alg'] === 'RS256' &&
      iss === email &&
      scope === 'https://www.googleapis.com/auth/spreadsheets' &&
      aud === `${served.url}/token` &&
      exp > iat &&
      exp - iat <= 3_600 &&
      verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature ?? '', 'base64url'))
    if (!isRight) return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }
    state.tokens += 1
    return { status: 200, body: { access_token: `ya29.${state.tokens}`, expires_in: 3_599, token_type: 'Bearer' } }
  }

  function callApi({ method, path, query, headers, text }: Asked): Answer {
    if (!/^Bearer ya29\.\d+$/.test(headers.authorization ?? '')) return error(401, 'UNAUTHENTICATED', 'Request had invalid credentials.')
    if (!state.isShared) return error(403, 'PERMISSION_DENIED', 'The caller does not have permission')
    const base = `/v4/spreadsheets/${spreadsheetId}`
    if (!path.startsWith(base)) return error(404, 'NOT_FOUND', 'Requested entity was not found.')
    if (path === base && method === 'GET')
      return { status: 200, body: { sheets: [...tabs].map(([title, { id }]) => ({ properties: { sheetId: id, title } })) } }
    const [, range, verb] = /^\/values\/([^:]*?(?:%3A[^:]*?)?)(:append)?$/.exec(path.slice(base.length)) ?? []
    const [, title, cells] = /^'((?:[^']|'')+)'!(.+)$/.exec(decodeURIComponent(range ?? '')) ?? []
    const tab = tabs.get((title ?? '').replaceAll("''", "'"))
    if (!tab || !cells) return error(400, 'INVALID_ARGUMENT', `Unable to parse range: ${decodeURIComponent(range ?? '')}`)
    if (method === 'GET') return { status: 200, body: read(tab.rows, cells, query.get('majorDimension')) }
    if (query.get('valueInputOption') !== 'RAW') return error(400, 'INVALID_ARGUMENT', "'valueInputOption' is required but not specified")
    const values = (readJson(text)?.['values'] ?? []) as (string | null)[][]
    if (values.length !== 1 || values[0]!.some((cell) => cell !== null && typeof cell !== 'string'))
      return error(400, 'INVALID_ARGUMENT', 'Invalid values')
    const number = method === 'POST' && verb ? tab.rows.length + 1 : Number(/^A(\d+)$/.exec(cells)?.[1])
    if (!number || (method === 'PUT') === Boolean(verb)) return error(400, 'INVALID_ARGUMENT', 'Invalid range')
    const before = tab.rows[number - 1] ?? []
    // A null leaves a cell as it is.
    tab.rows[number - 1] = values[0]!.map((cell, at) => cell ?? before[at] ?? '')
    return { status: 200, body: { spreadsheetId, updates: { updatedRows: 1 } } }
  }

  /** As the API does, without empty cells at the end, and without `values` when there are none. */
  function read(rows: string[][], cells: string, dimension: string | null): object {
    const [from = '', to = ''] = cells.split(':')
    const column = (name: string) => [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
    const found =
      dimension === 'COLUMNS' && /^[A-Z]+$/.test(from) && from === to
        ? rows.map((row) => row[column(from)] ?? '')
        : /^\d+$/.test(from) && from === to
          ? [...(rows[Number(from) - 1] ?? [])]
          : []
    while (found.at(-1) === '') found.pop()
    return { range: cells, majorDimension: dimension ?? 'ROWS', ...(found.length ? { values: [found] } : {}) }
  }

  return {
    ...served,
    state,
    address: (gid?: number) => `${served.url}/spreadsheets/d/${spreadsheetId}/edit${gid === undefined ? '' : `#gid=${gid}`}`,
    rows: (title: string) => tabs.get(title)!.rows,
    key: () =>
      JSON.stringify({
        type: 'service_account',
        client_email: email,
        private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        token_uri: `${served.url}/token`,
      }),
  }
}
