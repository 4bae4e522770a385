import { createHash } from 'node:crypto'
import { mapData, textOf } from '../../model/mapData.ts'
import type { LeadData } from '../leadData.ts'
import { askForToken, readServiceAccount, type ServiceAccount } from './googleToken.ts'
import { wentOf, type Call, type Send } from './destination.ts'
import type { GuardedResponse } from '../../platform/guardedHttp.ts'
import type { Went } from '../outcomeOf.ts'

/** A sheet of 100,000 leads has about 4 MB of ids. */
const readAtMost = 16_000_000
const idColumn = 'Lead ID'

/** The columns of a lead, unless the endpoint maps its own. Custom fields differ from lead to lead, so they share one. */
const usualColumns = (data: LeadData): Record<string, unknown> => ({
  'Captured at': data.capturedAt,
  Name: data.name,
  Email: data.email,
  Phone: data.phone,
  Source: data.source,
  Automation: data.automationName,
  Form: data.attribution?.formName,
  Campaign: data.attribution?.campaignName,
  'Other fields': Object.entries(data.customFields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
})

/** The answer of a call that ends the attempt: anything but 200, or what is not what the API promises. */
class Ended extends Error {
  readonly went: Went
  constructor(went: Went) {
    super('the attempt ends with this answer')
    this.went = went
  }
}

function readJson<T>(answer: GuardedResponse): T {
  if (answer.status !== 200) throw new Ended(wentOf(answer))
  try {
    return JSON.parse(answer.body) as T
  } catch {
    throw new Ended({ error: 'unreadable_answer' })
  }
}

/**
 * Google Sheets: one row for each lead. Columns are found by their names in the first row, and those that are missing are added behind
 * it, so that people may arrange their sheet. A lead that was written already (it was completed, it is sent again, or nobody learned of the
 * first attempt) changes its row. Values are written as they are (`RAW`): a cell that begins with `=` is a text.
 */
export const makeSendToSheets = (): Send => {
  const tokens = new Map<string, { token: string; until: number }>()

  async function tokenOf(endpointId: string, account: ServiceAccount, key: string, now: Date, call: Call): Promise<string> {
    const name = `${endpointId}/${createHash('sha256').update(key).digest('base64')}`
    const known = tokens.get(name)
    if (known && known.until > now.getTime()) return known.token
    const { answer, token, lastsSeconds } = await askForToken(account, now, call)
    if (!token) throw new Ended(answer.status === 200 ? { error: 'unreadable_answer' } : wentOf(answer))
    for (const [other, { until }] of tokens) if (until <= now.getTime()) tokens.delete(other)
    tokens.set(name, { token, until: now.getTime() + (lastsSeconds - 60) * 1_000 })
    return token
  }

  return async (to, call) => {
    const account = readServiceAccount(to.authSecret ?? '')
    const sheet = readSheetUrl(to.url)
    if (!account || !sheet) return { error: 'unreadable_settings' }
    try {
      const token = await tokenOf(to.endpointId, account, to.authSecret!, to.now, call)
      const api = sheetApi(call, `${sheet.api}/v4/spreadsheets/${sheet.id}`, token)
      const tab = await api.tab(sheet.gid)
      const data = to.data as LeadData
      const mapped = to.mapping ? (mapData(data, to.mapping) as Record<string, unknown>) : usualColumns(data)
      const given = new Map([[idColumn, data.id], ...Object.entries(mapped).map(([name, value]) => [name, textOf(value)] as const)])
      const head = await api.row(tab, 1)
      const missing = [...given.keys()].filter((name) => !head.includes(name))
      const columns = [...head, ...missing]
      if (missing.length) await api.write(tab, 1, columns)
      const row = columns.map((name) => given.get(name) ?? '')
      const mayBeThere = !data.test && (to.isRepeat || to.type === 'lead.updated')
      const at = mayBeThere ? (await api.column(tab, columns.indexOf(idColumn))).lastIndexOf(data.id) : -1
      // A column that the lead does not have is left as people filled it.
      const answer = await (at < 0
        ? api.append(tab, row)
        : api.write(
            tab,
            at + 1,
            columns.map((name) => given.get(name) ?? null),
          ))
      return wentOf(answer)
    } catch (error) {
      if (error instanceof Ended) return error.went
      throw error
    }
  }
}

/**
 * The address of a sheet as a browser shows it. Only Google gets the token and is read at such length; http leads to nothing but networks
 * that the operator named (ENDPOINT_ALLOW). Out: its id, the id of the tab if it names one, and where its API is; null: it is none.
 */
export function readSheetUrl(address: string): { id: string; gid: string | null; api: string } | null {
  const url = new URL(address)
  const [, id] = /^\/spreadsheets\/d\/([A-Za-z0-9_-]{10,200})(?:\/|$)/.exec(url.pathname) ?? []
  if (!id || (url.protocol === 'https:' && url.hostname !== 'docs.google.com')) return null
  const [, gid = null] = /(?:^|[?#&])gid=(\d{1,20})/.exec(url.search + url.hash) ?? []
  return { id, gid, api: url.hostname === 'docs.google.com' ? 'https://sheets.googleapis.com' : url.origin }
}

/** The calls of the Sheets API v4 that a row needs. `tab`: the title of one, quoted. Errors: Ended. */
function sheetApi(call: Call, base: string, token: string) {
  const ask = (method: string, path: string, body?: object) =>
    call({
      method,
      url: `${base}${path}`,
      headers: { 'user-agent': 'AutoDM-Hub', authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      readAtMost,
    })
  const range = (tab: string, cells: string) => `/values/${encodeURIComponent(`${tab}!${cells}`)}`
  const values = async (tab: string, cells: string, more = '') =>
    readJson<{ values?: string[][] }>(await ask('GET', `${range(tab, cells)}${more}`)).values?.[0] ?? []
  return {
    /** The tab with this id; the first one without. */
    async tab(gid: string | null): Promise<string> {
      type Tabs = { sheets: { properties: { sheetId: number; title: string } }[] }
      const { sheets } = readJson<Tabs>(await ask('GET', '?fields=sheets.properties(sheetId,title)'))
      const found = gid === null ? sheets[0] : sheets.find(({ properties }) => String(properties.sheetId) === gid)
      if (!found) throw new Ended({ error: 'no_such_tab' })
      return `'${found.properties.title.replaceAll("'", "''")}'`
    },
    row: (tab: string, number: number) => values(tab, `${number}:${number}`),
    column: (tab: string, index: number) => values(tab, `${letters(index)}:${letters(index)}`, '?majorDimension=COLUMNS'),
    async write(tab: string, number: number, cells: (string | null)[]): Promise<GuardedResponse> {
      const answer = await ask('PUT', `${range(tab, `A${number}`)}?valueInputOption=RAW`, { values: [cells] })
      if (answer.status !== 200) throw new Ended(wentOf(answer))
      return answer
    },
    append: (tab: string, cells: string[]) =>
      ask('POST', `${range(tab, 'A1')}:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS`, { values: [cells] }),
  }
}

/** The letters of a column: 0 is A, 26 is AA. */
export const letters = (index: number): string =>
  (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
