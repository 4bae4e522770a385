import { defaultPrivacy, defaultTerms } from './defaultTexts.ts'
import type { PublicTextsRow } from './publicTexts.queries.ts'

/** The default texts of a workspace. */
export function defaultTexts(row: PublicTextsRow): { privacy: string; terms: string } {
  const named = { workspace: row.workspace, contact: row.contactEmail ?? row.noticesEmail, deletedAfterDays: row.cleanUpDays }
  return { privacy: defaultPrivacy(named).trim(), terms: defaultTerms(named).trim() }
}

/** The texts that the public pages show: the workspace's own, else the default ones. */
export function shownTexts(row: PublicTextsRow): { privacy: string; terms: string } {
  const defaults = defaultTexts(row)
  return { privacy: row.privacy ?? defaults.privacy, terms: row.terms ?? defaults.terms }
}
