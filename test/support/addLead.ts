import { addLeads, type NewLead } from '../../server/leads/addLeads.queries.ts'
import type { House } from './startHouse.ts'

/** A lead as a form captures it: its person is known by no platform. Out: its id. */
export async function addLead(house: House, more: Partial<NewLead> = {}): Promise<string> {
  const id = house.deps.newId()
  const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  await house.deps.databases.system.transaction().execute((trx) =>
    addLeads(trx, { newId: house.deps.newId, now: house.deps.clock.now() }, [
      {
        id,
        workspace_id: workspaceId,
        source: 'form',
        unique_key: `form/${id}/${id}`,
        email: 'bea@x.com',
        phone: null,
        name: null,
        custom_fields: {},
        metadata: {},
        captured_at: house.deps.clock.now(),
        ...more,
      },
    ]),
  )
  return id
}
