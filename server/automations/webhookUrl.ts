import type { Deps } from '../deps.ts'
import { checkAddress } from '../endpoints/checkAddress.ts'
import { endOwnEndpoint, writeOwnEndpoints } from '../endpoints/ownEndpoints.queries.ts'
import type { Definition } from '../model/automation.ts'
import type { Trx } from '../platform/db.ts'

/** The webhook address of an automation. A definition that an earlier version stored may have no settings of leads. */
export const urlOf = ({ lead }: Partial<Definition>): string | null => lead?.webhookUrl || null

/** Errors: invalid_input when it leads where it may not. An address that was saved before this check is checked when it is called. */
export async function checkWebhook(deps: Deps, who: { workspaceId: string }, url: string | null): Promise<void> {
  if (url) await checkAddress(deps, who, url, 'webhook_url')
}

/** Makes its endpoint, leads it elsewhere, or ends it. Without an address before and now it runs no statement. */
export async function writeWebhook(
  trx: Trx,
  deps: Deps,
  of: { id: string; workspaceId: string; name: string },
  { url, before }: { url: string | null; before: string | null },
): Promise<void> {
  const { id: automationId, workspaceId, name } = of
  if (url) await writeOwnEndpoints(trx, { ...deps, now: deps.clock.now() }, [{ automationId, workspaceId, name, url }])
  else if (before) await endOwnEndpoint(trx, automationId)
}
