/**
 * What a column of a file may become. `ignore`: nothing.
 * - `id`: of a contact, as exports have it. - `tags`: names with commas or semicolons between them.
 * - `optedOut`: yes opts the person out; nothing else changes that. - `consent`: yes is a consent in the words of the import.
 * - `consents`, `identifiers`, `metadata`: JSON, as exports have them.
 */
export const targets = [
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
  'consent',
  'consentWording',
  'consentAt',
  'consents',
  'identifiers',
  'metadata',
  'ignore',
] as const
export type Target = (typeof targets)[number] | `field.${string}`

const fieldPrefix = 'field.'
export const fieldOf = (target: Target): string | null => (target.startsWith(fieldPrefix) ? target.slice(fieldPrefix.length) : null)
export const isTarget = (text: string): text is Target =>
  (targets as readonly string[]).includes(text) || (text.startsWith(fieldPrefix) && text.length > fieldPrefix.length && text.length <= 106)

/** Headers by which columns are known: as exports of this program and of others write them, in English and German. */
const known: Partial<Record<Target, string[]>> = {
  id: ['id', 'contactid'],
  name: ['name', 'fullname', 'displayname', 'contactname', 'vollstandigername'],
  username: ['username', 'handle', 'instagram', 'instagramusername', 'benutzername'],
  email: ['email', 'emailaddress', 'mail', 'emailadresse'],
  phone: ['phone', 'phonenumber', 'mobile', 'mobilephone', 'tel', 'telephone', 'telefon', 'telefonnummer', 'handy', 'mobil'],
  birthday: ['birthday', 'birthdate', 'dateofbirth', 'dob', 'geburtstag', 'geburtsdatum'],
  language: ['language', 'lang', 'sprache', 'locale'],
  timeZone: ['timezone', 'tz', 'zeitzone'],
  tags: ['tags', 'tag', 'labels'],
  optedOut: ['optedout', 'optout', 'unsubscribed', 'abgemeldet'],
  consent: ['consent', 'optin', 'optedin', 'subscribed', 'einwilligung'],
  consentWording: ['consentwording', 'consenttext'],
  consentAt: ['consentat', 'consentdate', 'optindate'],
  consents: ['consents'],
  identifiers: ['identifiers'],
  metadata: ['metadata'],
  // Of exports, and the reason in a file of errors: nothing that can be set.
  ignore: ['channels', 'source', 'createdat', 'lastseenat', 'importerror'],
}
const byHeader = new Map(
  Object.entries(known).flatMap(([target, names]) => (names ?? []).map((one): [string, Target] => [one, target as Target])),
)

const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A column of numbers is often named after the app that they are for. */
const phoneOfApp = (header: string): Target | undefined => (plain(header).startsWith('whats') ? 'phone' : undefined)

/**
 * What columns become by their names alone. In: the headers; the custom fields of the workspace. Out: a target for each; a column that
 * nothing is known by is ignored until a person says what it is. A target is given once.
 */
export function guessTargets(headers: readonly string[], fields: readonly { key: string; name: string }[]): Target[] {
  const taken = new Set<Target>()
  return headers.map((header) => {
    const field = header.startsWith(fieldPrefix)
      ? header.slice(fieldPrefix.length)
      : fields.find(({ key, name }) => plain(key) === plain(header) || plain(name) === plain(header))?.key
    const found = byHeader.get(plain(header)) ?? phoneOfApp(header) ?? (field ? (`${fieldPrefix}${field}` as Target) : 'ignore')
    if (found === 'ignore' || taken.has(found)) return 'ignore'
    taken.add(found)
    return found
  })
}

/** Headers that differ: an empty one is called by its place, a second one of the same name by its number. */
export function namedColumns(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, at) => {
    const name = cell.trim().slice(0, 200) || `Column ${at + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

/** What a mapping names that cannot be: a column that the file lacks, a target that there is none of, or one that two columns have. */
export type MappingProblem = { code: 'no_column' | 'no_target' | 'target_twice'; name: string }

/**
 * What columns become by a mapping: of headers to targets, or of targets to headers. Columns that it leaves out are ignored.
 */
export function readMapping(headers: readonly string[], mapping: Record<string, string>): Target[] | MappingProblem {
  const chosen = new Map<number, Target>()
  const taken = new Set<string>()
  for (const [left, right] of Object.entries(mapping)) {
    const [header, target] = headers.includes(left) && isTarget(right) ? [left, right] : isTarget(left) ? [right, left] : [left, right]
    const at = headers.indexOf(header)
    if (at === -1) return { code: 'no_column', name: header }
    if (!isTarget(target)) return { code: 'no_target', name: target }
    if (target !== 'ignore' && taken.has(target)) return { code: 'target_twice', name: target }
    taken.add(target)
    chosen.set(at, target)
  }
  return headers.map((_, at) => chosen.get(at) ?? 'ignore')
}
