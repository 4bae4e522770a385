import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { readPhone } from '../engine/readPhone.ts'
import { storedValue, readBirthday, type FieldType, type FieldValue } from '../model/contact.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { addConsents } from './consents.queries.ts'
import { findContact, type ContactRow } from './contacts.queries.ts'
import type { GivenContact as Given } from './contacts.schemas.ts'
import { defineFields, findFields, type FieldRow } from './fields.queries.ts'
import { findAccountIds, findCountry } from './ofWorkspace.queries.ts'
import { optOutWhoRefused } from './optOuts.queries.ts'
import { addContacts, changeContacts, openThreadsByHand, type PersonValues } from './storeContacts.queries.ts'
import { setContactTags } from './tags.ts'

const metadataBytesAtMost = 16_384

const invalid = (text: string): never => {
  throw new ApiError('invalid_input', text)
}

/** Adds a person. Errors: ApiError invalid_input, conflict (an identifier is somebody else's), forbidden (a limited caller without one). */
export function createContact(deps: Deps, who: Principal, given: Given): Promise<ContactRow> {
  if (who.accountIds !== null && !given.identifiers?.length)
    throw new ApiError(
      'forbidden',
      'You are limited to some accounts. Add the person with an identifier on one of them (identifiers), so that you can see them.',
    )
  const id = deps.newId()
  return storing(deps, who, async (trx) => {
    const { workspaceId } = who
    const values = await readValues(trx, deps, who, given)
    // The thread first: a limited caller sees, and may add, only people with a thread on their accounts.
    await addIdentifiers(trx, deps, who, id, given)
    await addContacts(trx, [{ id, workspaceId, source: 'api', values }], deps.clock.now())
    await addRest(trx, deps, who, id, given)
    await writeAudit(trx, deps, { workspaceId, actor: who.actor, action: 'create', subject: 'contact', subjectId: id })
    return (await findContact(trx, id))!
  })
}

/** Changes a person: what is left out stays. Errors: ApiError not_found, invalid_input, conflict. */
export function changeContact(deps: Deps, who: Principal, id: string, given: Given): Promise<ContactRow> {
  return storing(deps, who, async (trx) => {
    const before = (await findContact(trx, id)) ?? notFound('contact', id)
    const values = await readValues(trx, deps, who, given)
    if (given.is_birthday_unknown_year && given.birthday === undefined && before.birthMonth !== null)
      values.birthday = { month: before.birthMonth, day: before.birthDay!, year: null }
    await addIdentifiers(trx, deps, who, id, given)
    await changeContacts(trx, [{ id, values }])
    await addRest(trx, deps, who, id, given)
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'change',
      subject: 'contact',
      subjectId: id,
      fields: Object.keys(given).filter((name) => given[name as keyof Given] !== undefined),
    })
    return (await findContact(trx, id))!
  })
}

/** Ingest stores people as it read them, and is the only other that adds identifiers: both wait for each other. */
async function storing<T>(deps: Deps, who: Principal, work: (trx: Trx) => Promise<T>): Promise<T> {
  const done = await inWorkspace(deps.databases.web, who, async (trx) => {
    await lockIngest(trx)
    return work(trx)
  })
  deps.wake.tell('contacts', who.workspaceId)
  return done
}

async function readValues(trx: Trx, deps: Deps, who: Principal, given: Given): Promise<PersonValues> {
  const { name, email, phone, language, timeZone, metadata, customFields, birthday } = given
  const values: PersonValues = {}
  if (name !== undefined) values.name = name
  if (email !== undefined) values.email = email
  if (language !== undefined) values.language = language
  if (timeZone !== undefined) values.timeZone = timeZone
  if (phone === null) values.phone = null
  else if (phone !== undefined)
    values.phone =
      readPhone(phone, await findCountry(trx, who.workspaceId)) ??
      invalid('phone: must be a valid number; write it with its country code, such as +49 170 1234567.')
  if (birthday !== undefined) values.birthday = birthday === null ? null : readBirthday(birthday, given.is_birthday_unknown_year)
  if (birthday && !values.birthday) invalid('birthday: there is no such day.')
  if (metadata !== undefined) {
    if (Buffer.byteLength(JSON.stringify(metadata)) > metadataBytesAtMost) invalid('metadata: at most 16 kB as JSON.')
    values.metadata = metadata
  }
  if (customFields !== undefined) values.customFields = await storedFields(trx, deps, who.workspaceId, customFields)
  return values
}

/**
 * Values as they are stored; a value under a key that no field has yet defines a field of its type.
 * Errors: ApiError invalid_input for a value that its field does not take.
 */
async function storedFields(
  trx: Trx,
  deps: Deps,
  workspaceId: string,
  given: Record<string, FieldValue | null>,
): Promise<Record<string, string | null>> {
  const known = new Map((await findFields(trx)).map((field) => [field.key, field]))
  const added = Object.entries(given).flatMap(([key, value]) =>
    known.has(key) || value === null ? [] : [{ workspaceId, key, type: typeOf(value) }],
  )
  await defineFields(trx, deps.newId, added, deps.clock.now())
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      if (value === null) return [key, null]
      const field = known.get(key)
      return [key, field ? fieldValue(field, value) : String(value)]
    }),
  )
}

const typeOf = (value: FieldValue): FieldType => (typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text')
const accepts: Record<FieldType, (choices: readonly string[]) => string> = {
  text: () => 'a text',
  number: () => 'a number',
  date: () => 'a day such as 2026-01-31',
  boolean: () => 'true or false',
  choice: (choices) => `one of: ${choices.join(', ')}`,
}
const fieldValue = (field: FieldRow, value: FieldValue): string =>
  storedValue(field, value) ?? invalid(`customFields.${field.key}: must be ${accepts[field.type](field.choices)}.`)

async function addIdentifiers(trx: Trx, deps: Deps, who: Principal, contactId: string, { identifiers = [] }: Given): Promise<void> {
  if (!identifiers.length) return
  const { workspaceId } = who
  const seen = await findAccountIds(
    trx,
    identifiers.map((one) => one.accountId),
  )
  const rows = identifiers.map(({ accountId, kind, value }) => {
    if (!seen.has(accountId)) notFound('account', accountId)
    const phone = kind === 'phone' ? (readPhone(value, '') ?? readPhone(`+${value}`, '')) : null
    if (kind === 'phone' && phone === null) invalid('identifiers: a phone number needs its country code, such as +49 170 1234567.')
    return { contactId, workspaceId, accountId, kind, value: phone === null ? value : phone.slice(1) }
  })
  const { system } = deps.databases
  const [taken] = await openThreadsByHand(trx, { system, vault: deps.vault, newId: deps.newId }, rows, deps.clock.now())
  if (taken)
    throw new ApiError('conflict', 'Another contact has this identifier. Merge the two, or change that contact.', [
      { path: 'identifiers', message: `belongs to the contact ${taken.contactId}` },
    ])
  const accountIds = rows.map((one) => one.accountId)
  await optOutWhoRefused(trx, who, contactId, { accountIds, actor: who.actor, now: deps.clock.now(), newId: deps.newId })
}

async function addRest(trx: Trx, deps: Deps, who: Principal, contactId: string, { tags, consents = [] }: Given): Promise<void> {
  const { workspaceId } = who
  const now = deps.clock.now()
  if (tags !== undefined) await setContactTags(trx, deps, workspaceId, contactId, tags)
  const accounts = consents.flatMap((one) => one.accountId ?? [])
  const seen = accounts.length ? await findAccountIds(trx, accounts) : new Map<string, string>()
  await addConsents(
    trx,
    consents.map(({ channel, accountId, about, state, source, wording, at }) => ({
      id: deps.newId(),
      workspace_id: workspaceId,
      account_id: accountId === undefined ? null : seen.has(accountId) ? accountId : notFound('account', accountId),
      channel: accountId === undefined ? (channel ?? null) : null,
      contact_id: contactId,
      event_id: null,
      about,
      is_given: state === 'given',
      source,
      words: wording,
      source_id: null,
      // In the future it would outlast what is said until then.
      at: at === undefined || new Date(at) > now ? now : new Date(at),
    })),
  )
}
