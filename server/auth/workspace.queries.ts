import { sql } from 'kysely'
import type { OwnRetention } from '../model/retention.ts'
import type { Db } from '../platform/db.ts'

/** Changes the given fields of a workspace. */
export async function updateWorkspace(
  db: Db,
  id: string,
  change: {
    name?: string | undefined
    timeZone?: string | undefined
    defaultCountry?: string | undefined
    noticesEmail?: string | null | undefined
    language?: string | undefined
    cleanUpDays?: number | undefined
    addressDays?: number | undefined
    dmTexts?: Record<string, string | null> | undefined
    retention?: OwnRetention | undefined
  },
): Promise<void> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
    ...(change.defaultCountry === undefined ? {} : { default_country: change.defaultCountry }),
    ...(change.noticesEmail === undefined ? {} : { notices_email: change.noticesEmail }),
    ...(change.cleanUpDays === undefined ? {} : { clean_up_days: change.cleanUpDays }),
    ...(change.addressDays === undefined ? {} : { address_days: change.addressDays }),
    ...(change.language === undefined ? {} : { language: change.language }),
  }
  // Texts that are not named stay; null removes one.
  const texts = change.dmTexts && sql<string>`jsonb_strip_nulls(dm_texts || ${JSON.stringify(change.dmTexts)}::jsonb)`
  const { retention } = change
  if (retention)
    await db
      .updateTable('workspaces')
      .set({ retention: sql<string>`retention || ${JSON.stringify(retention)}::jsonb` })
      .where('id', '=', id)
      .execute()
  if (texts) await db.updateTable('workspaces').set({ dm_texts: texts }).where('id', '=', id).execute()
  if (Object.keys(set).length) await db.updateTable('workspaces').set(set).where('id', '=', id).execute()
}
