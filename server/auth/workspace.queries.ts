import type { Db } from '../platform/db.ts'

/** Changes the given fields of a workspace: name, time zone, default country. */
export async function updateWorkspace(
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
