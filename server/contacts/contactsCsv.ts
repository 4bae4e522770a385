import { birthdayText } from '../model/contact.ts'
import { csvRow } from '../platform/csv.ts'
import type { ExportedRow } from './contacts.queries.ts'

const fixed = [
  'id',
  'name',
  'username',
  'email',
  'phone',
  'birthday',
  'language',
  'timeZone',
  'tags',
  'optedOut',
  'consents',
  'identifiers',
  'metadata',
  'channels',
  'source',
  'createdAt',
  'lastSeenAt',
]

/** The first line: what an import of this program knows its columns by, then the custom fields. */
export const contactsHead = (fields: readonly string[]): string => csvRow([...fixed, ...fields.map((key) => `field.${key}`)])

const json = (value: unknown): string => JSON.stringify(value)
/** Names with commas between them; as JSON where a name has one itself. */
const tagsCell = (names: readonly string[]): string => (names.some((name) => /[,;]|^\[/.test(name)) ? json(names) : names.join(', '))

/**
 * A person as a line. An import reads from it who they are, what is known of them, what they agreed to and where they opted out.
 * `optedOut` is yes where they opted out on every account; `isOptedOut` of an identifier says it of its account.
 */
export function contactsLine(row: ExportedRow, fields: readonly string[]): string {
  const { birthMonth, birthDay, birthYear, consents, identifiers, metadata, customFields, outOn } = row
  const isOut = (accountId: string) => (outOn.includes(accountId) ? { isOptedOut: true } : {})
  const isOutOfAll = outOn.length > 0 && identifiers.every((one) => outOn.includes(one.accountId))
  return csvRow([
    row.id,
    row.name ?? '',
    row.username ?? '',
    row.email ?? '',
    row.phone ?? '',
    birthMonth === null ? '' : birthdayText({ month: birthMonth, day: birthDay!, year: birthYear }),
    row.language ?? '',
    row.timeZone ?? '',
    tagsCell(row.tags),
    isOutOfAll ? 'yes' : '',
    consents.length
      ? json(
          consents.map(({ channel, accountId, about, isGiven, source, words, at }) => ({
            channel,
            accountId,
            about,
            state: isGiven ? 'given' : 'withdrawn',
            source,
            wording: words,
            at: new Date(at).toISOString(),
          })),
        )
      : '',
    identifiers.length ? json(identifiers.map((one) => ({ ...one, ...isOut(one.accountId) }))) : '',
    Object.keys(metadata).length ? json(metadata) : '',
    row.channels.join(', '),
    row.source,
    row.createdAt.toISOString(),
    row.lastSeenAt.toISOString(),
    ...fields.map((key) => customFields[key] ?? ''),
  ])
}
