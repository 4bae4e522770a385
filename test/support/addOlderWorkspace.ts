import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { everyWorkspace } from '../../server/platform/wake.ts'
import type { House } from './startHouse.ts'

/**
 * Adds a workspace that is older than all others. The instance's key acts in the oldest one: from here on that is somebody else's. Tells
 * the process of it, as another one that made it would: it looks the workspace of this key up once a second.
 */
export async function addOlderWorkspace({ deps }: Pick<House, 'deps'>): Promise<void> {
  await addWorkspace(deps.databases.system, { id: deps.newId(), name: 'Somebody else', at: new Date('2001-01-01') })
  deps.wake.tell('access', everyWorkspace, null, 'elsewhere')
}
