import { retentionDays } from '../model/retention.ts'
import type { TextOf } from '../model/sentence.ts'
import { defaultPrivacy, defaultTerms } from './defaultTexts.ts'
import type { PublicTextsRow } from './publicTexts.queries.ts'

/** The default texts of a workspace. */
export function defaultTexts(row: PublicTextsRow, textOf: TextOf): { privacy: string; terms: string } {
  const { workspace, contactEmail: contact, cleanUpDays: deletedAfterDays, addressDays } = row
  const named = { workspace, contact, deletedAfterDays, addressDays, eventDays: retentionDays(row.retention, 'events') }
  return { privacy: defaultPrivacy(textOf, named), terms: defaultTerms(textOf, named) }
}

/** The texts that the public pages show: the workspace's own, else the default ones. */
export function shownTexts(row: PublicTextsRow, textOf: TextOf): { privacy: string; terms: string } {
  const defaults = defaultTexts(row, textOf)
  return { privacy: row.privacy ?? defaults.privacy, terms: row.terms ?? defaults.terms }
}
