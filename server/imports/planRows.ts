import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { otherSpellings } from '../engine/normalPhone.ts'
import type { PersonValues } from '../contacts/storeContacts.queries.ts'
import type { Db, Trx } from '../platform/db.ts'
import { isRefused } from './isRefused.ts'
import { findKnown, findOwners, type Key, type KnownPerson } from './matchPeople.queries.ts'
import type { Accounts } from './readingOf.ts'
import type { ReadRow, RowConsent, RowProblem } from './readRow.ts'

export type RowOutcome = 'created' | 'updated' | 'unchanged'
/** What a row does, or why it is refused. */
export type PlannedRow = { outcome: RowOutcome } | { problems: RowProblem[] }

/** What becomes of a person by all rows that name them. */
export type PersonChange = {
  id: string
  isNew: boolean
  values: PersonValues
  tags: { key: string; name: string }[]
  /** The accounts on which they are opted out. */
  optsOutOn: string[]
  consents: RowConsent[]
  identifiers: ReadRow['identifiers']
}
export type Plan = { rows: PlannedRow[]; people: PersonChange[] }

/**
 * Known values: `update` replaces them by what the file says, `fill` keeps them. `accounts`: those of the workspace; identifiers of other
 * accounts are left out, since they are of another workspace or an account that was removed.
 */
export type Merging = { workspaceId: string; existing: 'update' | 'fill'; accounts: Accounts; newId: () => string }

/**
 * The id here of a contact that another workspace exported: always the same one, so that a second import finds them, and in the order of
 * the others, since ids begin with their time. Ids of other programs are no times: theirs come before all others, so that a walk that ends
 * with the newest of now passes them.
 */
export function idHere(workspaceId: string, given: string): string {
  const hash = createHash('sha256').update(`${workspaceId}/${given}`).digest('hex')
  const beginning = given[14] === '7' ? given.slice(0, 13) : '00000000-0000'
  return `${beginning}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}

const identifierKeys = ({ accountId, kind, value }: ReadRow['identifiers'][number]): string[] =>
  [value, ...(kind === 'phone' ? otherSpellings(value) : [])].map((one) => `${accountId}/${one}`)

/** By what a row names its person. */
export function keysOf({ id, values, identifiers }: ReadRow, workspaceId: string): Key[] {
  const keys: Key[] = identifiers.flatMap((one) => identifierKeys(one).map((value) => ({ kind: 'identifier' as const, value })))
  if (id) keys.push({ kind: 'id', value: id }, { kind: 'id', value: idHere(workspaceId, id) })
  if (values.email) keys.push({ kind: 'email', value: values.email.toLowerCase() })
  if (values.phone)
    for (const value of [values.phone, ...otherSpellings(values.phone).map((one) => `+${one}`)]) keys.push({ kind: 'phone', value })
  return keys
}

/**
 * Decides what rows do, without doing it: whom each names, what of it is new. Rows see what those before them did.
 * In:     rows that are understood. Out: an outcome for each, and the changes of all people, each once.
 */
export async function planRows(trx: Db | Trx, rows: readonly ReadRow[], merging: Merging): Promise<Plan> {
  const { workspaceId, accounts } = merging
  const read = rows.map((row) => ({
    ...row,
    identifiers: row.identifiers.filter((one) => accounts.has(one.accountId)),
    // On an account that is not here: they want no messages.
    isOptedOut: row.isOptedOut || row.identifiers.some((one) => one.isOptedOut && !accounts.has(one.accountId)),
  }))
  const keys = read.map((row) => keysOf(row, workspaceId))
  const owners = await findOwners(trx, workspaceId, keys.flat())
  const known = await findKnown(trx, [...new Set([...owners.values()].flat())])
  const people = new Map<string, PersonChange>()

  const planned = read.map((row, at): PlannedRow => {
    const own = keys[at]!
    const found = personOf(row, own, owners, workspaceId)
    if (typeof found === 'object' && found !== null) return { problems: [found] }
    const id = found ?? (row.id ? idHere(workspaceId, row.id) : merging.newId())
    const before = people.get(id)
    const person = before ?? { id, isNew: found === null, values: {}, tags: [], optsOutOn: [], consents: [], identifiers: [] }
    const state = known.get(id) ?? nobody(id)
    known.set(id, state)
    const isChanged = addTo(person, state, row, merging)
    if (isChanged || person.isNew) people.set(id, person)
    for (const { kind, value } of own) {
      const owned = owners.get(`${kind}/${value}`) ?? []
      if (!owned.includes(id)) owners.set(`${kind}/${value}`, [...owned, id])
    }
    return { outcome: found === null ? 'created' : isChanged ? 'updated' : 'unchanged' }
  })
  return { rows: planned, people: [...people.values()] }
}

/** Whom a row names: an id; null: nobody yet; a problem: more than one. An id that is known here decides alone. */
function personOf(
  row: ReadRow,
  keys: readonly Key[],
  owners: ReadonlyMap<string, string[]>,
  workspaceId: string,
): string | null | RowProblem {
  if (row.id) for (const id of [row.id, idHere(workspaceId, row.id)]) if (owners.has(`id/${id}`)) return id
  const sets = (['identifier', 'email', 'phone'] as const)
    .map((kind) => new Set(keys.filter((key) => key.kind === kind).flatMap((key) => owners.get(`${kind}/${key.value}`) ?? [])))
    .filter((ids) => ids.size)
  if (!sets.length) return null
  const [first, ...rest] = sets.map((ids) => [...ids])
  const all = first!.filter((id) => rest.every((ids) => ids.includes(id)))
  if (all.length === 1) return all[0]!
  return { code: all.length ? 'several_people' : 'two_people', column: null }
}

const nobody = (id: string): KnownPerson => ({
  id,
  name: null,
  username: null,
  email: null,
  phone: null,
  language: null,
  timeZone: null,
  birthMonth: null,
  birthDay: null,
  birthYear: null,
  customFields: {},
  metadata: {},
  tags: [],
  threads: [],
  out: [],
  identifiers: [],
  consents: [],
})

/** Adds what a row says to the change of its person, and to what is known of them. Out: whether it says anything new. */
function addTo(person: PersonChange, known: KnownPerson, row: ReadRow, { existing, accounts }: Merging): boolean {
  let isChanged = false
  const opened: string[] = []
  const { values } = row
  const sets = <T>(now: T | null, next: T | undefined): next is T =>
    next !== undefined && (now === null || existing === 'update') && !isDeepStrictEqual(now, next)
  for (const name of ['name', 'username', 'email', 'phone', 'language', 'timeZone'] as const) {
    const next = values[name]
    if (!sets(known[name], next)) continue
    person.values[name] = next
    known[name] = next
    isChanged = true
  }
  const born = known.birthMonth === null ? null : { month: known.birthMonth, day: known.birthDay!, year: known.birthYear }
  if (sets(born, values.birthday)) {
    person.values.birthday = values.birthday
    Object.assign(known, { birthMonth: values.birthday.month, birthDay: values.birthday.day, birthYear: values.birthday.year })
    isChanged = true
  }
  if (sets(Object.keys(known.metadata).length ? known.metadata : null, values.metadata) && Object.keys(values.metadata).length) {
    person.values.metadata = values.metadata
    known.metadata = values.metadata
    isChanged = true
  }
  for (const [key, next] of Object.entries(values.customFields)) {
    if (!sets(Object.hasOwn(known.customFields, key) ? known.customFields[key]! : null, next)) continue
    person.values.customFields = { ...person.values.customFields, [key]: next }
    known.customFields[key] = next
    isChanged = true
  }
  for (const tag of row.tags) {
    if (known.tags.includes(tag.key)) continue
    person.tags.push(tag)
    known.tags.push(tag.key)
    isChanged = true
  }
  for (const one of row.identifiers) {
    const own = identifierKeys(one)
    if (own.some((key) => known.identifiers.includes(key))) continue
    person.identifiers.push(one)
    known.identifiers.push(...own)
    if (!known.threads.includes(one.accountId)) opened.push(one.accountId)
    isChanged = true
  }
  const refused = opened.filter((one) => isRefused(known, one, accounts))
  for (const consent of row.consents) {
    const one = consent.accountId !== null && !accounts.has(consent.accountId) ? { ...consent, accountId: null } : consent
    if (known.consents.some((other) => isSameConsent(one, other))) continue
    person.consents.push(one)
    known.consents.push({ ...one, at: one.at?.toISOString() ?? '' })
    isChanged = true
  }
  if (row.isOptedOut && !known.threads.length && !opened.length && !known.consents.some(isWithdrawn)) {
    // Where there is no thread, it is written down as what it is: they want no messages.
    const withdrawn: RowConsent = {
      accountId: null,
      channel: null,
      about: 'messages',
      isGiven: false,
      source: 'import',
      words: null,
      at: null,
    }
    person.consents.push(withdrawn)
    known.consents.push({ ...withdrawn, at: '' })
    isChanged = true
  }
  const outOn = [
    ...refused,
    ...opened.filter((one) => isRefused(known, one, accounts)),
    ...row.identifiers.filter((one) => one.isOptedOut).map((one) => one.accountId),
    ...(row.isOptedOut ? [...known.threads, ...opened] : []),
  ]
  known.threads.push(...opened)
  for (const accountId of outOn) {
    if (known.out.includes(accountId)) continue
    person.optsOutOn.push(accountId)
    known.out.push(accountId)
    isChanged = true
  }
  return isChanged
}

const isWithdrawn = (one: KnownPerson['consents'][number]): boolean => one.about === 'messages' && !one.isGiven && one.channel === null

const isSameConsent = (one: RowConsent, other: KnownPerson['consents'][number]): boolean =>
  one.about === other.about &&
  one.isGiven === other.isGiven &&
  one.channel === other.channel &&
  one.words === other.words &&
  (one.accountId === null || one.accountId === other.accountId) &&
  (one.at === null || other.at === '' || one.at.getTime() === new Date(other.at).getTime())
