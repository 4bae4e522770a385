import type { Db } from '../platform/db.ts'

export async function renameWorkspace(
  db: Db,
  id: string,
  change: { name?: string | undefined; timeZone?: string | undefined; defaultCountry?: string | undefined },
): Promise<void> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
    ...(change.defaultCountry === undefined ? {} : { default_country: change.defaultCountry }),
  }
  if (Object.keys(set).length) await db.updateTable('workspaces').set(set).where('id', '=', id).execute()
}
