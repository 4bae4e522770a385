import { retentionDays } from '../model/retention.ts'
import { defaultPrivacy, defaultTerms } from './defaultTexts.ts'
import type { PublicTextsRow } from './publicTexts.queries.ts'

/** The default texts of a workspace. */
export function defaultTexts(row: PublicTextsRow): { privacy: string; terms: string } {
  const { workspace, contactEmail: contact, cleanUpDays: deletedAfterDays, addressDays } = row
  const named = { workspace, contact, deletedAfterDays, addressDays, eventDays: retentionDays(row.retention, 'events') }
  // They are wrapped in the code; on the page a line ends where its paragraph or item does.
  const unwrapped = (text: string) => text.trim().replaceAll(/(?<!\n)\n(?!\n|- )/g, ' ')
  return { privacy: unwrapped(defaultPrivacy(named)), terms: unwrapped(defaultTerms(named)) }
}

/** The texts that the public pages show: the workspace's own, else the default ones. */
export function shownTexts(row: PublicTextsRow): { privacy: string; terms: string } {
  const defaults = defaultTexts(row)
  return { privacy: row.privacy ?? defaults.privacy, terms: row.terms ?? defaults.terms }
}
